import Samples
import Statistics

/// How far the nominal events of classes are apart in features, to see which classes data cannot distinguish.
struct ClassSeparations {
    /// How many events of a class are used at most.
    private static let limit = 10_000
    /// Up to this many features, products of pairs are compared, too.
    private static let pairedFeatures = 10

    /// What is known of one class.
    private struct Moments {
        /// By feature.
        let features: [SmoothDifference]
        /// Of products of the first scores of two features, with their errors.
        let products: [(mean: Double, variance: Double)]
    }

    /// One pair of classes.
    struct Separation {
        let first: Int
        let second: Int
        let distance: Double
        let error: Double
        /// How likely chance makes the most significant of all differences.
        let probability: Double
        /// The feature that differs most.
        let feature: Int
    }

    /// Every class with every later one.
    let separations: [Separation]

    /// - Parameter blocks: nominal events, one block for each class; weights may have any sign.
    /// - Complexity: O(events · features²) for at most 10,000 events of a class and ten features.
    init(_ blocks: [EventBlock]) {
        guard blocks.count > 1, let features = blocks.first?.x.count else {
            separations = []
            return
        }
        let scores = (0..<features).map { feature in
            SmoothScores(reference: blocks.flatMap { $0.x[feature].prefix(2000 / min(blocks.count, 20) + 1) })
        }
        let moments = blocks.map { Self.moments($0, scores) }
        separations = blocks.indices.flatMap { first in
            (first + 1..<blocks.count).map { second in
                Self.separation(moments[first], moments[second], first, second)
            }
        }
    }

    private static func moments(_ block: EventBlock, _ scores: [SmoothScores]) -> Moments {
        let count = min(block.count, limit)
        let weights = block.weights.map { $0.prefix(count).map(Double.init) } ?? Array(repeating: 1, count: count)
        let sum = weights.reduce(0, +)
        var shifts: [[Double]] = []
        let features = zip(scores, block.x).map { scores, column in
            let values = column.prefix(count).map { SmoothScores.values(at: scores.place(of: $0)) }
            if shifts.count < pairedFeatures { shifts.append(values.map { $0[0] }) }
            let mean = zip(values, weights).reduce(SIMD4<Double>.zero) { $0 + $1.1 * $1.0 } / sum
            var covariance = SmoothCovariance()
            for (value, weight) in zip(values, weights) { covariance.add(weight / sum * (value - mean)) }
            return SmoothDifference(means: mean, covariance: covariance.rows)
        }
        let products = shifts.indices.flatMap { first in
            (first + 1..<shifts.count).map { second in
                let products = zip(shifts[first], shifts[second]).map { $0 * $1 }
                let mean = zip(products, weights).reduce(0) { $0 + $1.0 * $1.1 } / sum
                let squares = zip(products, weights).reduce(0.0) { squares, pair in
                    let part = pair.1 / sum * (pair.0 - mean)
                    return squares + part * part
                }
                return (mean: mean, variance: squares)
            }
        }
        return Moments(features: features, products: products)
    }

    private static func separation(_ one: Moments, _ other: Moments, _ first: Int, _ second: Int) -> Separation {
        let features = zip(one.features, other.features).map { $0 - $1 }
        var (squares, variance) = (0.0, 0.0)
        var least = 1.0
        var probabilities: [Double] = []
        for difference in features {
            squares += difference.distance * difference.distance
            variance += difference.error * difference.error
            probabilities.append(difference.probability)
            least = min(least, difference.probability)
        }
        for (left, right) in zip(one.products, other.products) {
            let (offset, error) = (left.mean - right.mean, left.variance + right.variance)
            squares += offset * offset
            variance += error
            guard error > 0 else { continue }
            least = min(least, ChiSquared(degreesOfFreedom: 1).probability(above: offset * offset / error))
        }
        let most = features.indices.min {
            (probabilities[$0], -features[$0].distance) < (probabilities[$1], -features[$1].distance)
        }
        return Separation(
            first: first, second: second, distance: squares.squareRoot(), error: variance.squareRoot(),
            probability: min(1, least * Double(features.count + one.products.count)), feature: most ?? 0)
    }
}
