import Foundation
import Statistics

/// Words and numbers.
extension EnsembleScan1D {
    private func place(_ item: Series) -> String? {
        guard let truth else { return nil }
        let xs = item.combined.x.filter(\.isFinite) + [item.best]
        return ScanInterval.place(
            of: truth, in68: item.interval68, in95: item.interval95,
            window: (xs.min() ?? item.best)...(xs.max() ?? item.best))
    }

    var title: String {
        let parts = series.map { item in
            "\(item.name.plain) \(item.quoted.plain)" + (place(item).map { ", truth \($0)" } ?? "")
        }
        return "\(nuisance.plain)\(truth.map { " (truth \(NumberText.significant($0)))" } ?? ""): "
            + parts.joined(separator: "; ")
    }

    /// Where the members are lowest, at the resolution of their curves.
    private func minima(_ item: Series) -> [Double] {
        item.members.compactMap { curve in
            zip(curve.x, curve.y).filter { $0.1.isFinite }.min { $0.1 < $1.1 }?.0
        }
    }

    var alternativeText: String {
        var text = "−2Δln L against \(nuisance.plain), members and their combination. \(title)."
        for item in series {
            let decimals = item.quoted.decimals
            text += " \(item.name.plain): " + item.interval68.sentence("68 %", decimals: decimals) + ", "
            text += item.interval95.sentence("95 %", decimals: decimals)
            let minima = minima(item)
            if let low = minima.min(), let high = minima.max() {
                text += "; \(item.members.count) members, lowest between "
                text += "\(NumberText.significant(low)) and \(NumberText.significant(high))"
            }
            if minima.count < item.members.count { text += ", \(item.members.count - minima.count) without a value" }
            text += "."
        }
        if let anchor { text += " The expansion anchor is at \(NumberText.significant(anchor))." }
        if let partial { text += " Partial: \(partial)." }
        return text
    }

    var data: FigureData {
        var values: [(String, Double)] = []
        var tables: [FigureData.Table] = []
        for item in series {
            let name = item.name.plain
            values.append(("\(name) best fit", item.best))
            for (level, interval) in [("68 %", item.interval68), ("95 %", item.interval95)] {
                values.append(("\(name) \(level) lower", interval.lower.value ?? .nan))
                values.append(("\(name) \(level) upper", interval.upper.value ?? .nan))
            }
            let curves = [("combined", item.combined)] + item.members.enumerated().map { ("member \($0 + 1)", $1) }
            tables += curves.map { label, curve in
                .init(
                    "\(name) \(label)",
                    [.init(nuisance.plain, curve.x), .init("minus two delta log likelihood", curve.y)])
            }
        }
        if let truth { values.append(("truth", truth)) }
        if let anchor { values.append(("anchor", anchor)) }
        return FigureData(values: values, tables: tables)
    }
}
