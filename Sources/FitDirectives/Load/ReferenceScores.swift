import Samples
import Statistics

/// Nominal events of a class, prepared for comparisons of templates with them.
struct ReferenceScores {
    /// So many unweighted events, or as many more as would scatter like these, are compared: they see an effect of 2 %
    /// of a σ.
    static let limit = 20_000

    let events: IdentifiedBlock
    /// Of every feature and score.
    private let scores: [SmoothScores]
    private let limit: Int
    private let compared: ScoredEvents

    init(_ events: IdentifiedBlock) {
        self.events = events
        scores = events.block.columns.map { SmoothScores(reference: Array($0.prefix(2000))) }
        let ratio = Double(events.block.count) / max(1, events.block.sums.effective)
        limit = Int(min(1e9, Double(Self.limit) * ratio))
        let groups = EventPairing(events, events, limit: limit).groups
        compared = ScoredEvents(events.block, groups.map { $0.first }, scores)
    }

    /// The difference between a template and these events; nil if one has too few events, or if the weights of the
    /// compared events cancel.
    ///
    /// - Parameter isReweighted: whether the events are known to be the same ones.
    /// - Complexity: O(events · features), for at most ``limit`` events of each.
    func comparison(with template: IdentifiedBlock, isReweighted: Bool) -> TemplateComparison? {
        let groups = EventPairing(events, template, limit: limit).groups
        // How many are compared depends on how many the template has; fewer are the first ones of more.
        let isPrepared = groups.reduce(0) { $0 + $1.first.count } == compared.count
        let nominal = isPrepared ? compared : ScoredEvents(events.block, groups.map { $0.first }, scores)
        let moved = ScoredEvents(template.block, groups.map { $0.second }, scores)
        guard min(nominal.count, moved.count) >= 30, nominal.sum > 0, moved.sum > 0 else { return nil }
        let pairs = ScoredPairs(nominal, moved, groups.map { ($0.first.count, $0.second.count) })
        let sharesEvents = isReweighted || pairs.areSame
        let factor = template.block.sums.sum / events.block.sums.sum
        let factorError: Double
        if sharesEvents {
            // Of all events, from those that are compared.
            let share = Double(nominal.count + moved.count) / Double(events.block.count + template.block.count)
            factorError = pairs.ratioError * share.squareRoot()
        } else {
            let relative = 1 / template.block.sums.effective + 1 / events.block.sums.effective
            factorError = factor * relative.squareRoot()
        }
        return TemplateComparison(
            differences: scores.indices.map { pairs.difference($0, areShared: sharesEvents) }, factorError: factorError,
            sharesEvents: sharesEvents)
    }
}

/// How a template differs from the nominal events of its class.
struct TemplateComparison {
    /// Of every feature and score.
    let differences: [SmoothDifference]
    /// Of Σw over the nominal Σw.
    let factorError: Double
    /// Whether these are the nominal events, moved or with other weights, so that they scatter together.
    let sharesEvents: Bool

    /// The feature or score that moves most significantly.
    var most: Int? {
        let probabilities = differences.map(\.probability)
        return differences.indices.min {
            (probabilities[$0], -differences[$0].distance) < (probabilities[$1], -differences[$1].distance)
        }
    }

    /// The p-value of the largest of all differences.
    var probability: Double {
        min(1, (differences.map(\.probability).min() ?? 1) * Double(differences.count))
    }
}

/// Some events of a block, one after the other, with their scores.
private struct ScoredEvents {
    let weights: [Double]
    let sum: Double
    /// Shape [features and scores, events].
    let scores: [[SIMD4<Float>]]
    /// Weighted, of every feature and score.
    let means: [SIMD4<Double>]

    var count: Int { weights.count }

    init(_ block: EventBlock, _ ranges: [Range<Int>], _ scores: [SmoothScores]) {
        var weights: [Double] = []
        weights.reserveCapacity(ranges.count)
        for range in ranges {
            for event in range { weights.append(block.weights.map { Double($0[event]) } ?? 1) }
        }
        let sum = weights.reduce(0, +)
        self.scores = zip(scores, block.columns).map { scores, column in
            var values: [SIMD4<Float>] = []
            values.reserveCapacity(weights.count)
            for range in ranges {
                for event in range {
                    values.append(SIMD4<Float>(SmoothScores.values(at: scores.place(of: column[event]))))
                }
            }
            return values
        }
        means = self.scores.map { values in
            var mean = SIMD4<Double>.zero
            for event in values.indices { mean += weights[event] * SIMD4<Double>(values[event]) }
            return mean / sum
        }
        (self.weights, self.sum) = (weights, sum)
    }
}

/// Nominal events and those of a template, by identity.
private struct ScoredPairs {
    private let nominal: ScoredEvents
    private let moved: ScoredEvents
    /// How many events of either have an identity, in the order of the events.
    private let counts: [(first: Int, second: Int)]

    init(_ nominal: ScoredEvents, _ moved: ScoredEvents, _ counts: [(first: Int, second: Int)]) {
        self.nominal = nominal
        self.moved = moved
        self.counts = counts
    }

    /// Whether events with equal identities are the same: some feature of them is correlated, significantly (5 errors)
    /// and by more than a little. Equal identities alone may only mean that both files count from 0.
    var areSame: Bool { nominal.scores.indices.contains(where: areCorrelated) }

    private func areCorrelated(_ column: Int) -> Bool {
        let (scores, movedScores) = (nominal.scores[column], moved.scores[column])
        var (count, sumX, sumY) = (0.0, 0.0, 0.0)
        var (squareX, squareY, product) = (0.0, 0.0, 0.0)
        var (i, j) = (0, 0)
        for (first, second) in counts {
            if first > 0, second > 0 {
                let (x, y) = (Double(scores[i][0]), Double(movedScores[j][0]))
                count += 1
                sumX += x
                sumY += y
                squareX += x * x
                squareY += y * y
                product += x * y
            }
            i += first
            j += second
        }
        guard count >= 20, count >= 0.1 * Double(min(nominal.count, moved.count)) else { return false }
        let (varianceX, varianceY) = (squareX - sumX * sumX / count, squareY - sumY * sumY / count)
        guard varianceX > 1e-9 * count, varianceY > 1e-9 * count else { return false }
        let correlation = (product - sumX * sumY / count) / (varianceX * varianceY).squareRoot()
        return correlation > max(0.1, 5 / count.squareRoot())
    }

    /// The error of the ratio of Σw of template and nominal events, if events with equal identities fluctuate together.
    var ratioError: Double {
        let ratio = moved.sum / nominal.sum
        var squares = 0.0
        var (i, j) = (0, 0)
        for (first, second) in counts {
            var part = 0.0
            for event in i..<i + first { part -= ratio * nominal.weights[event] }
            for event in j..<j + second { part += moved.weights[event] }
            squares += part * part
            i += first
            j += second
        }
        return squares.squareRoot() / nominal.sum
    }

    /// The means of the template minus the nominal ones.
    ///
    /// - Parameter areShared: whether events with equal identities fluctuate together.
    func difference(_ column: Int, areShared: Bool) -> SmoothDifference {
        let (scores, movedScores) = (nominal.scores[column], moved.scores[column])
        let (mean, movedMean) = (nominal.means[column], moved.means[column])
        let (scale, movedScale) = (1 / nominal.sum, 1 / moved.sum)
        var covariance = SmoothCovariance()
        func part(_ event: Int) -> SIMD4<Double> {
            nominal.weights[event] * scale * (mean - SIMD4<Double>(scores[event]))
        }
        func movedPart(_ event: Int) -> SIMD4<Double> {
            moved.weights[event] * movedScale * (SIMD4<Double>(movedScores[event]) - movedMean)
        }
        guard areShared else {
            for event in scores.indices { covariance.add(part(event)) }
            for event in movedScores.indices { covariance.add(movedPart(event)) }
            return SmoothDifference(means: movedMean - mean, covariance: covariance.rows)
        }
        var (i, j) = (0, 0)
        for (first, second) in counts {
            var sum = SIMD4<Double>.zero
            for event in i..<i + first { sum += part(event) }
            for event in j..<j + second { sum += movedPart(event) }
            covariance.add(sum)
            i += first
            j += second
        }
        return SmoothDifference(means: movedMean - mean, covariance: covariance.rows)
    }
}

extension EventBlock {
    /// Features and then scores, shape [features and scores, events].
    var columns: [[Float]] { x + y }
}
