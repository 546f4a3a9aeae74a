import Statistics

/// What the closure of templates says, and its numbers.
extension TemplateClosure {
    /// The most significant variation of one template's truth from its nominal, and from the model.
    private struct Closure {
        let heading: String
        let variation: EventCounts.Deviation?
        let residual: EventCounts.Deviation?
        let chiSquared: (value: Double, bins: Int)
        let gap: Gap?

        init(_ template: Template) {
            heading = template.heading.plain + (template.isUntrained ? " (never trained on)" : "")
            variation = template.counts.observed.largestDeviation(from: template.nominal)
            residual = template.counts.largestDeviation
            chiSquared = template.counts.chiSquared
            gap = template.gap
        }

        var text: String {
            let (value, bins) = chiSquared
            return "\(heading): χ² \(NumberText.fixed(value, decimals: 1)) in \(NumberText.counted(bins, "bin"))"
                + (gapText.map { ", \($0)" } ?? "")
        }

        var gapText: String? {
            gap.map { "gap to the truth \(PDGRounding($0.value, error: $0.error).plain) nats an event" }
        }
    }

    private var closures: [Closure] { templates.map(Closure.init) }

    private static func farthest(_ deviations: [EventCounts.Deviation?]) -> EventCounts.Deviation? {
        deviations.compactMap { $0 }.max { abs($0.significance) < abs($1.significance) }
    }

    var title: String {
        let closures = closures
        let (value, bins) = closures.reduce((0, 0)) { ($0.0 + $1.chiSquared.value, $0.1 + $1.chiSquared.bins) }
        var text = "\(layout.variable.plain) at \(templates.count) template\(templates.count == 1 ? "" : "s"): "
        text += "χ² of the model \(NumberText.fixed(value, decimals: 1)) in \(NumberText.counted(bins, "bin"))"
        if let variation = Self.farthest(closures.map(\.variation)), let rest = Self.farthest(closures.map(\.residual))
        {
            text += "; truth / nominal \(variation.text)"
            text += ", truth / model \(rest.text)"
        }
        let known = closures.filter { $0.gap != nil }
        if let worst = known.max(by: { ($0.gap?.value ?? 0) < ($1.gap?.value ?? 0) }), let gap = worst.gapText {
            text += "; largest \(gap) at \(worst.heading)"
        }
        return text
    }

    var alternativeText: String {
        var text =
            "Distributions of \(layout.variable.plain) at the templates: nominal, truth as points, "
            + "\(layout.modelName.plain) "
        text += "as steps; below, both over the nominal. "
        let judged = closures.filter { $0.chiSquared.bins > 0 }.sorted {
            $0.chiSquared.value / Double($0.chiSquared.bins) < $1.chiSquared.value / Double($1.chiSquared.bins)
        }
        // A figure of many templates names the best and the worst; all stand in its numbers.
        if judged.count > 4 {
            text +=
                "Best of \(NumberText.counted(judged.count, "template")): \(judged[0].text); worst: \(judged[judged.count - 1].text)."
        } else {
            text += judged.map(\.text).joined(separator: "; ") + (judged.isEmpty ? "No events or no model." : ".")
        }
        let missed = closures.filter { $0.chiSquared.bins == 0 }.map(\.heading)
        if !missed.isEmpty, !judged.isEmpty { text += " No events or no model: \(missed.joined(separator: ", "))." }
        let farthest = [
            ("nominal", Self.farthest(closures.map(\.variation))), ("model", Self.farthest(closures.map(\.residual))),
        ].compactMap { name, deviation in deviation.map { "truth / \(name) \($0.text)" } }
        if !farthest.isEmpty {
            text +=
                " Most significantly off 1, of bins with \(NumberText.significant(EventCounts.measurable)) expected "
                + "events or more: \(farthest.joined(separator: ", "))."
        }
        let missing = templates.map { template in
            template.counts.missing + template.nominal.count { !$0.isFinite }
        }.reduce(0, +)
        if missing > 0 { text += " Missing: \(missing) value\(missing == 1 ? "" : "s"), not drawn." }
        let beyond = templates.map(\.counts.observed.beyond).reduce(0, +)
        if beyond > 0 { text += " Beyond the window: \(NumberText.counted(beyond, "event")) of the truth, not drawn." }
        return text
    }

    var data: FigureData {
        let closures = closures
        let summary = FigureData.Table(
            "closure",
            [
                .init("template", templates.indices.map { Double($0 + 1) }),
                .init("never trained on", templates.map { $0.isUntrained ? 1 : 0 }),
                .init("chi-squared", closures.map(\.chiSquared.value)),
                .init("bins", closures.map { Double($0.chiSquared.bins) }),
                .init("most significant truth / nominal", closures.map { $0.variation?.ratio ?? .nan }),
                .init("most significant truth / model", closures.map { $0.residual?.ratio ?? .nan }),
                .init("gap", closures.map { $0.gap?.value ?? .nan }),
                .init("gap error", closures.map { $0.gap?.error ?? .nan }),
            ])
        let tables = templates.enumerated().map { index, template in
            let observed = template.counts.observed
            var columns: [FigureData.Column] = [
                .init("lower edge", Array(observed.edges.dropLast())),
                .init("upper edge", Array(observed.edges.dropFirst())),
                .init("nominal", template.nominal), .init("truth", observed.counts),
                .init("model", template.counts.model),
            ]
            if let uncertainty = template.counts.modelUncertainty {
                columns.append(.init("model uncertainty", uncertainty))
            }
            return FigureData.Table("\(index + 1) \(template.heading.plain)", columns)
        }
        return FigureData(tables: [summary] + tables)
    }
}
