import Foundation
import Statistics

/// A histogram of events: counts with their Poisson intervals, and their comparison with a model.
public struct EventCounts: Sendable, Equatable {
    /// Ascending; one more than bins.
    let edges: [Double]
    /// Events per bin; NaN where a count is missing.
    let counts: [Double]
    /// Events below the first edge or above the last one.
    let beyond: Int

    /// Expected events from which on a bin's ratio says more than its own fluctuation (20 %).
    static let measurable = 25.0

    /// `beyond` events lie below the first edge or above the last one; figures state their number.
    ///
    /// - Throws: ``PlottingError/shape(_:)`` unless edges are finite and ascend, with one count for each bin, none
    ///   negative.
    public init(edges: [Double], counts: [Double], beyond: Int = 0) throws(PlottingError) {
        guard edges.count >= 2, counts.count == edges.count - 1 else {
            throw .shape("a histogram of \(max(0, edges.count - 1)) bins was given \(counts.count) counts")
        }
        guard edges.allSatisfy(\.isFinite), zip(edges, edges.dropFirst()).allSatisfy(<) else {
            throw .shape("the edges of a histogram must be finite and ascend")
        }
        guard counts.allSatisfy({ $0.isNaN || ($0.isFinite && $0 >= 0) }) else {
            throw .shape("the counts of a histogram must not be negative")
        }
        self.edges = edges
        self.counts = counts
        self.beyond = beyond
    }

    var bins: Int { counts.count }
    /// Events in all bins, missing ones left out.
    var total: Double { counts.filter(\.isFinite).reduce(0, +) }
    /// The total as an integer, with a power of ten if it has too many digits.
    var totalWords: String {
        Int(exactly: total.rounded()).map(NumberText.count) ?? NumberText.significant(total, digits: 3)
    }
    var eventWords: String { "\(totalWords) \(totalWords == "1" ? "event" : "events")" }
    var missing: Int { counts.count(where: \.isNaN) }
    /// "4000 events in the window, 8 beyond".
    var extent: String {
        "\(eventWords) in the window" + (beyond > 0 ? ", \(NumberText.count(beyond)) beyond" : "")
    }

    func width(_ bin: Int) -> Double { edges[bin + 1] - edges[bin] }
    func centre(_ bin: Int) -> Double { (edges[bin] + edges[bin + 1]) / 2 }

    /// The divisors that turn events per bin into a density of unit area.
    var densityNorms: [Double] { counts.indices.map { total * width($0) } }

    /// Every count divided by its norm, with the interval of the count; missing counts and those without a norm are
    /// left out.
    ///
    /// - Parameter skippingEmpty: whether to leave out bins without events, whose ratio has no meaning.
    func points(dividedBy norms: [Double], skippingEmpty: Bool = false) -> [Mark.ErrorPoint] {
        counts.indices.compactMap { bin in
            guard counts[bin].isFinite, norms[bin] > 0, norms[bin].isFinite, !(skippingEmpty && counts[bin] == 0)
            else { return nil }
            let interval = PoissonInterval(count: counts[bin])
            return Mark.ErrorPoint(
                x: centre(bin), y: counts[bin] / norms[bin], lower: interval.lower / norms[bin],
                upper: interval.upper / norms[bin])
        }
    }

    /// Every count with its interval, in events per bin.
    func points() -> [Mark.ErrorPoint] { points(dividedBy: Array(repeating: 1, count: bins)) }

    /// Edges, counts and their intervals as columns of a table.
    func columns(named name: String) -> [FigureData.Column] {
        let intervals = counts.map { $0.isFinite ? PoissonInterval(count: $0) : nil }
        return [
            .init("lower edge", Array(edges.dropLast())), .init("upper edge", Array(edges.dropFirst())),
            .init(name, counts), .init("\(name) lower", intervals.map { $0?.lower ?? .nan }),
            .init("\(name) upper", intervals.map { $0?.upper ?? .nan }),
        ]
    }

    /// Pearson's χ² against expected events, with the variance of the model added, over bins with a positive
    /// expectation.
    func chiSquared(against model: [Double], uncertainty: [Double]? = nil) -> (value: Double, bins: Int) {
        var (sum, used) = (0.0, 0)
        for bin in counts.indices where counts[bin].isFinite && model[bin].isFinite && model[bin] > 0 {
            let own = uncertainty.map { $0[bin].isFinite ? $0[bin] : 0 } ?? 0
            let difference = counts[bin] - model[bin]
            sum += difference * difference / (model[bin] + own * own)
            used += 1
        }
        return (sum, used)
    }

    /// A bin's count over its expectation, with the error that the expectation lets one expect.
    struct Deviation {
        let ratio: Double
        let error: Double
        let range: ClosedRange<Double>

        /// The deviation in standard deviations of the count.
        var significance: Double { (ratio - 1) / error }

        var text: String {
            let place = [range.lowerBound, range.upperBound].map { NumberText.significant($0, digits: 3) }
            let sigmas = NumberText.fixed(significance, decimals: 1)
            return "\(PDGRounding(ratio, error: error).plain) (\(sigmas)σ) in [\(place[0]), \(place[1])]"
        }
    }

    /// The most significant departure of a ratio from 1 among bins with at least ``measurable`` expected events; nil if
    /// there is no such bin.
    ///
    /// The ratio farthest from 1 would nearly always be that of the bin with the fewest events.
    func largestDeviation(from model: [Double]) -> Deviation? {
        counts.indices.compactMap { bin -> Deviation? in
            guard counts[bin].isFinite, model[bin].isFinite, model[bin] >= Self.measurable else { return nil }
            return Deviation(
                ratio: counts[bin] / model[bin], error: 1 / model[bin].squareRoot(),
                range: edges[bin]...edges[bin + 1])
        }.max { abs($0.significance) < abs($1.significance) }
    }
}
