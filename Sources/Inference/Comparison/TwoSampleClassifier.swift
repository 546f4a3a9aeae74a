import RandomStreams
import Statistics

/// A classifier two-sample test: how well a classifier that was trained on other events of the same samples distinguishes
/// events of two samples (Lopez-Paz and Oquab 2017, arXiv:1610.06545).
///
/// The samples come in pairs, such as events and draws from a density under the same conditions. The classifier is a
/// logistic regression on all terms of first and second order, followed by small boosted trees (`SecondOrderLogistic`,
/// `BoostedTrees`): the regression finds shifts, widths and correlations, the trees find local differences. Both use
/// only ranks, so that units, tails and monotonic transformations of a feature do not matter. A quarter of the training
/// events determines the number of trees. Each half of the pairs is measured by a classifier that was trained on the
/// other half, and the result is the mean of both AUCs: its expectation is ½ if both samples have the same
/// distribution, whatever was learned.
public struct TwoSampleClassifier: Sendable {
    /// Shape [features, 2 · pairs], the first sample before the second: normal scores of the pooled ranks.
    private let columns: [[Double]]
    /// The same in ``BoostedTrees/bins`` bins of equal numbers.
    private let binned: [[UInt8]]
    /// One a pair.
    private let weights: [Double]?
    private let pairs: Int
    /// How many of the features may differ within a pair; the others are conditions of both.
    private let own: Int

    /// The smallest number of pairs for a training.
    public static let leastPairs = 40

    /// - Parameters:
    ///   - first: finite values of the first sample, shape [features, pairs].
    ///   - second: those of the second.
    ///   - shared: common values of both events of a pair, shape [conditions, pairs].
    ///   - weights: the weights of the pairs, of either sign; nil for weights of 1.
    /// - Precondition: at least ``leastPairs`` pairs.
    public init(first: [[Double]], second: [[Double]], shared: [[Double]] = [], weights: [Double]? = nil) {
        let lengths = Set((first + second + shared).map(\.count) + (weights.map { [$0.count] } ?? []))
        precondition(first.count == second.count && lengths.count == 1, "columns of lengths \(lengths)")
        pairs = first[0].count
        precondition(pairs >= Self.leastPairs, "a classifier of \(pairs) pairs")
        let ranks = zip(first, second).map { Self.ranks($0 + $1) } + shared.map { Self.ranks($0 + $0) }
        columns = ranks.map { $0.map(standardNormalQuantile) }
        binned = ranks.map { column in column.map { UInt8($0 * Double(BoostedTrees.bins)) } }
        self.weights = weights
        own = first.count
    }

    /// The rank of every value, as a number between 0 and 1; that of equal values is the mean of theirs.
    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var ranks = values
        var place = 0
        while place < order.count {
            let start = place
            while place < order.count, values[order[place]] == values[order[start]] { place += 1 }
            let rank = Double(start + place) / 2 / Double(order.count)
            for event in order[start..<place] { ranks[event] = rank }
        }
        return ranks
    }

    /// The separation of the samples by all features and the common values.
    public var separation: PairedSeparation { separation(own: Array(0..<own), shared: Array(own..<columns.count)) }

    /// The separation by one feature alone.
    public func separation(ofFeature feature: Int) -> PairedSeparation { separation(own: [feature], shared: []) }

    private func separation(own: [Int], shared: [Int]) -> PairedSeparation {
        let chosen = own + shared
        let samples = PairedRows(
            columns: chosen.map { columns[$0] }, binned: chosen.map { binned[$0] }, own: own.count, pairs: pairs,
            weights: weights ?? Array(repeating: 1, count: pairs))
        return PairedSeparation(
            meanOf: [0, 1].map { half in
                let measured = Array(stride(from: half, to: pairs, by: 2))
                let others = Array(stride(from: 1 - half, to: pairs, by: 2))
                let scores = Self.scores(samples, learnedFrom: others, at: measured)
                return PairedSeparation(
                    first: Array(scores.prefix(measured.count)), second: Array(scores.dropFirst(measured.count)),
                    weights: weights.map { all in measured.map { all[$0] } })
            })
    }

    /// The log odds of the first sample at both events of some pairs: first those of the first sample, then those of the
    /// second.
    private static func scores(_ samples: PairedRows, learnedFrom pairs: [Int], at measured: [Int]) -> [Double] {
        let stopping = pairs.indices.filter { $0 % 4 == 3 }.map { pairs[$0] }
        let taught = pairs.indices.filter { $0 % 4 != 3 }.map { pairs[$0] }
        let logistic = SecondOrderLogistic(samples, pairs: taught)
        let margins = samples.rows.map { logistic.logOdds(samples, row: $0) }
        let trees = BoostedTrees(samples, pairs: taught, stopping: stopping, from: margins)
        return (measured + measured.map { $0 + samples.pairs }).map { margins[$0] + trees.logOdds(samples, row: $0) }
    }
}

/// Events of two samples, row by row: the first sample's, and then, in the same order of pairs, the second's.
struct PairedRows {
    /// Shape [features, rows].
    let columns: [[Double]]
    /// Shape [features, rows].
    let binned: [[UInt8]]
    /// How many features, the first ones, may differ within a pair.
    let own: Int
    let pairs: Int
    /// One a pair.
    let weights: [Double]

    var rows: Range<Int> { 0..<2 * pairs }
    func weight(_ row: Int) -> Double { weights[row < pairs ? row : row - pairs] }
    /// 1 for an event of the first sample, 0 for one of the second.
    func label(_ row: Int) -> Double { row < pairs ? 1 : 0 }
}
