import Statistics

/// The sentences and the numbers of scans of one nuisance.
extension LikelihoodCurves {
    /// Where the truth lies among the intervals; nil where it is not known.
    private func place(_ item: Series) -> String? {
        guard let truth else { return nil }
        let xs = (item.curves.flatMap(\.x) + [item.best]).filter(\.isFinite)
        guard let low = xs.min(), let high = xs.max() else { return nil }
        return Interval.place(of: truth, in68: item.interval68, in95: item.interval95, window: low...high)
    }

    var title: String {
        if let single {
            let best = "\(nuisance.plain): best fit \(single.quoted.plain)"
            guard let truth, let place = place(single) else { return best }
            return "\(best), truth \(NumberText.significant(truth)) \(place)"
        }
        let parts = series.map { item in
            "\(item.name.plain) \(item.quoted.plain)" + (place(item).map { ", truth \($0)" } ?? "")
        }
        return "\(nuisance.plain)\(truth.map { " (truth \(NumberText.significant($0)))" } ?? ""): "
            + parts.joined(separator: "; ")
    }

    var alternativeText: String {
        var text: String
        if let single {
            let curves =
                (single.slice.map { _ in ["the slice"] } ?? [])
                + (single.profiled.map { _ in ["the profiled curve"] } ?? [])
            text = "−2Δln L against \(nuisance.plain): \(curves.joined(separator: " and ")). \(title); "
            text += intervals(single) + "."
        } else {
            text = "−2Δln L against \(nuisance.plain), members and their combination. \(title)."
            for item in series { text += " \(item.name.plain): \(intervals(item))\(members(item))." }
        }
        if let words = undrawn.words() { text += " \(words.plain)." }
        if let anchor { text += " The expansion anchor is at \(NumberText.significant(anchor))." }
        return text
    }

    private func intervals(_ item: Series) -> String {
        item.interval68.sentence("68 %", beside: item.quoted) + ", "
            + item.interval95.sentence("95 %", beside: item.quoted)
    }

    /// Where the members are lowest, at the resolution of their curves.
    private func members(_ item: Series) -> String {
        let minima = item.members.compactMap { curve in
            zip(curve.x, curve.y).filter { $0.1.isFinite }.min { $0.1 < $1.1 }?.0
        }
        var text = ""
        if let low = minima.min(), let high = minima.max() {
            text += "; \(NumberText.counted(item.members.count, "member")), lowest between "
            text += "\(NumberText.significant(low)) and \(NumberText.significant(high))"
        }
        if minima.count < item.members.count { text += ", \(item.members.count - minima.count) without a value" }
        return text
    }

    var data: FigureData {
        var values: [(String, Double)] = []
        var tables: [FigureData.Table] = []
        for item in series {
            let prefix = single == nil ? item.name.plain + " " : ""
            values.append(("\(prefix)best fit", item.best))
            for (level, interval) in [("68 %", item.interval68), ("95 %", item.interval95)] {
                values.append(("\(prefix)\(level) lower", interval.lower ?? .nan))
                values.append(("\(prefix)\(level) upper", interval.upper ?? .nan))
            }
            let own: [(String, Curve?)] = [
                ("slice", item.slice), (single == nil ? "combined" : "profiled", item.profiled),
            ]
            let curves =
                own.compactMap { name, curve in curve.map { (name, $0) } }
                + item.members.enumerated().map { ("member \($0 + 1)", $1) }
            tables += curves.map { label, curve in
                .init(
                    prefix + label, [.init(nuisance.plain, curve.x), .init("minus two delta log likelihood", curve.y)])
            }
        }
        if let truth { values.append(("truth", truth)) }
        if let anchor { values.append(("anchor", anchor)) }
        return FigureData(values: values, tables: tables)
    }
}
