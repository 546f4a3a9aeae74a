import Statistics

/// What the conditional marginals say, and their numbers.
extension ConditionalMarginals {
    private var chiSquared: (value: Double, bins: Int) {
        bins.map(\.counts.chiSquared).reduce((0, 0)) { ($0.0 + $1.value, $0.1 + $1.bins) }
    }

    /// The most significant departure from 1 of all panels, and its panel.
    private var largest: (deviation: EventCounts.Deviation, bin: Bin)? {
        bins.compactMap { bin in bin.counts.largestDeviation.map { ($0, bin) } }
            .max { abs($0.0.significance) < abs($1.0.significance) }
    }

    var title: String {
        let chi = chiSquared
        let text = "\(layout.variable.plain) in \(bins.count) bin\(bins.count == 1 ? "" : "s") of the condition: χ² "
        let sum = text + "\(NumberText.fixed(chi.value, decimals: 1)) in \(NumberText.counted(chi.bins, "bin"))"
        guard let largest else { return sum }
        return "\(sum), truth / model most significantly off 1 at \(largest.deviation.text)"
    }

    var alternativeText: String {
        var text =
            "Distributions of \(layout.variable.plain), Truth sample as points against \(layout.modelName.plain) as steps,"
        text += " with their ratio, in \(bins.count) bin\(bins.count == 1 ? "" : "s") of the condition. "
        let parts = bins.map { bin in
            let events = bin.counts.observed.eventWords
            guard bin.counts.observed.total > 0 else { return "\(bin.range.plain): no events" }
            let chi = bin.counts.chiSquared
            guard chi.bins > 0 else { return "\(bin.range.plain): \(events), no model" }
            return
                "\(bin.range.plain): χ² \(NumberText.fixed(chi.value, decimals: 1)) in \(NumberText.counted(chi.bins, "bin")), \(events)"
        }
        text += parts.joined(separator: "; ") + "."
        if let largest {
            text += " Of bins with \(NumberText.significant(EventCounts.measurable)) expected events or more, the ratio"
            text += " most significantly off 1 is \(largest.deviation.text) for \(largest.bin.range.plain)."
        }
        let missing = bins.map(\.counts.missing).reduce(0, +)
        if missing > 0 { text += " Missing: \(missing) value\(missing == 1 ? "" : "s"), not drawn." }
        let beyond = bins.map(\.counts.observed.beyond).reduce(0, +)
        if beyond > 0 { text += " Beyond the window: \(NumberText.counted(beyond, "event")) of the truth, not drawn." }
        return text
    }

    var data: FigureData {
        let chi = chiSquared
        return FigureData(
            values: [
                ("chi-squared", chi.value), ("bins", Double(chi.bins)),
                ("most significant ratio", largest?.deviation.ratio ?? .nan),
                ("most significant ratio error", largest?.deviation.error ?? .nan),
            ],
            tables: bins.enumerated().map { index, bin in
                var columns = bin.counts.observed.columns(named: "truth")
                columns.append(.init("model", bin.counts.model))
                if let uncertainty = bin.counts.modelUncertainty {
                    columns.append(.init("model uncertainty", uncertainty))
                }
                return .init("\(index + 1) \(bin.range.plain)", columns)
            })
    }
}
