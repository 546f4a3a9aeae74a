import Statistics

/// A histogram of events with the expectation of a model in the same bins.
public struct ModelledCounts: Sendable, Equatable {
    let observed: EventCounts
    /// Expected events per bin, normalized as the observed ones; NaN where missing.
    let model: [Double]
    /// Statistical uncertainty of `model`, ± events per bin.
    let modelUncertainty: [Double]?

    /// - Throws: ``PlottingError/shape(_:)`` unless there is one expectation for each bin.
    public init(
        _ observed: EventCounts, model: [Double], modelUncertainty: [Double]? = nil
    ) throws(PlottingError) {
        let columns = [model] + (modelUncertainty.map { [$0] } ?? [])
        guard columns.allSatisfy({ $0.count == observed.bins }) else {
            throw .shape("a histogram of \(observed.bins) bins was given columns of \(columns.map(\.count)) entries")
        }
        self.observed = observed
        self.model = model
        self.modelUncertainty = modelUncertainty
    }

    /// Pearson's χ² of the counts against the model, with the variance of the model added, over bins with a positive
    /// expectation.
    public var chiSquared: (value: Double, bins: Int) {
        observed.chiSquared(against: model, uncertainty: modelUncertainty)
    }

    /// The most significant departure of observed / model from 1.
    var largestDeviation: EventCounts.Deviation? { observed.largestDeviation(from: model) }

    /// The number of values that are missing in the events or in the model.
    var missing: Int { observed.missing + model.count { !$0.isFinite } }

    /// Events per bin as a density, by the observed total.
    func density(_ values: [Double]) -> [Double] {
        zip(values, observed.densityNorms).map { $1 > 0 ? $0 / $1 : .nan }
    }

    /// Bins with events for which the model expects none, or nothing known: χ² and ratio leave them out.
    private var unexpected: Int {
        observed.counts.indices.count { observed.counts[$0] > 0 && !(model[$0] > 0 && model[$0].isFinite) }
    }

    /// Bins whose expectation is known, and its uncertainty is not: the band has a gap there.
    private var unbanded: Int {
        guard let modelUncertainty else { return 0 }
        return model.indices.count { model[$0].isFinite && !modelUncertainty[$0].isFinite }
    }

    /// What the picture leaves out, in words of a few letters.
    private var omissions: [String] {
        [(observed.beyond, "beyond"), (unexpected, "without model"), (unbanded, "without band")].compactMap {
            $0 > 0 ? "\(NumberText.count($0)) \($1)" : nil
        }
    }

    /// "χ²/bins = 21.3/20", or the reason why it does not exist, and what the picture leaves out.
    var note: RichText {
        let chi = chiSquared
        let result =
            observed.total == 0
            ? "no events"
            : chi.bins == 0
                ? "no model" : "*χ*²/bins\u{A0}=\u{A0}\(NumberText.fixed(chi.value, decimals: 1))/\(chi.bins)"
        return RichText(([result] + omissions).joined(separator: ", "))
    }

    /// What χ², ratio and band leave out, a sentence each.
    var omissionWords: [String] {
        [
            (unexpected, "with events and no expectation, left out of χ² and ratio"),
            (unbanded, "without a band of the model"),
        ].compactMap { $0 > 0 ? "\($0) bin\($0 == 1 ? "" : "s") \($1)" : nil }
    }

    /// The uncertainty band of the model, divided by norms; empty if it is not given.
    func band(over norms: [Double], role: String, legend: RichText?) -> [Mark] {
        guard let modelUncertainty else { return [] }
        func scaled(_ sign: Double) -> [Double] {
            model.indices.map { norms[$0] > 0 ? (model[$0] + sign * modelUncertainty[$0]) / norms[$0] : .nan }
        }
        let shape = Mark.Shape.binBand(
            edges: observed.edges, lower: scaled(-1), upper: scaled(1), .solid(.statisticalBand))
        return [Mark(role, shape, legend: legend, legendOrder: 2)]
    }
}

/// The window of a ratio panel, symmetric about 1.
enum RatioWindow {
    /// The smallest round half-width that contains a fraction of the well-measured ratios with their errors, and all of
    /// `lines`.
    static func reach(points: [Mark.ErrorPoint], part: Double = 0.9, lines: [Double] = []) -> Double {
        let well = points.filter { ($0.upper - $0.lower) / 2 < 0.35 }
        let reaches = (well.isEmpty ? points : well).map { max(abs($0.upper - 1), abs($0.lower - 1)) }.sorted()
        let wanted = reaches.isEmpty ? 0.5 : reaches[min(reaches.count - 1, Int(part * Double(reaches.count)))]
        let needed = max(wanted, 1.05 * (lines.filter(\.isFinite).map { abs($0 - 1) }.max() ?? 0))
        return [0.012, 0.025, 0.06, 0.12, 0.24, 0.36, 0.6].first { $0 >= needed } ?? 0.95
    }
}
