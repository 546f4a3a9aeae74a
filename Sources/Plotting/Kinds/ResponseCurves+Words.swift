import Foundation
import Statistics

/// What the response curves say, and their numbers.
extension ResponseCurves {
    /// The range of one quantity over all points, and its largest difference to the truth.
    private struct Summary {
        let quantity: String
        let range: ClosedRange<Double>?
        let gap: (value: Double, curve: String, nuisance: Double)?

        init(_ panel: Panel, grid: [Double]) {
            quantity = panel.quantity.plain + (panel.heading.map { " (\($0.plain))" } ?? "")
            let values = panel.curves.flatMap(\.values).filter(\.isFinite)
            range = values.min().flatMap { low in values.max().map { low...$0 } }
            gap = panel.curves.flatMap { curve -> [(value: Double, curve: String, nuisance: Double)] in
                guard let truth = curve.truth else { return [] }
                return grid.indices.compactMap { index in
                    let difference = curve.values[index] - truth[index]
                    return difference.isFinite ? (difference, curve.name.plain, grid[index]) : nil
                }
            }.max { abs($0.value) < abs($1.value) }
        }

        var text: String {
            guard let range else { return "\(quantity): no response" }
            // Two digits of what changes, whatever it changes about.
            let change = range.upperBound - range.lowerBound
            let decimals = change > 0 && change.isFinite ? max(0, 1 - Int(floor(log10(change)))) : 3
            let ends = [range.lowerBound, range.upperBound].map {
                decimals > 12 ? NumberText.significant($0) : NumberText.fixed($0, decimals: decimals)
            }
            guard let gap else { return "\(quantity) from \(ends[0]) to \(ends[1])" }
            return "\(quantity) from \(ends[0]) to \(ends[1]), farthest from the truth by "
                + "\(NumberText.significant(gap.value, digits: 2)) at \(NumberText.significant(gap.nuisance, digits: 2)) "
                + "for \(gap.curve)"
        }
    }

    private var summaries: [Summary] { panels.map { Summary($0, grid: grid) } }

    var title: String {
        "response to \(nuisance.plain): " + summaries.map(\.text).joined(separator: "; ")
    }

    var alternativeText: String {
        let count = names.count
        var text = "Curves against \(nuisance.plain) at \(count) point\(count == 1 ? "" : "s"). "
        text += summaries.map(\.text).joined(separator: "; ") + "."
        for panel in panels {
            if let words = undrawn(panel).words() { text += " \(panel.quantity.plain): \(words.plain)." }
        }
        text += " Anchor at \(NumberText.significant(anchor)), where the response is the identity by construction."
        if !templates.isEmpty {
            text += " Trained at " + templates.map { NumberText.significant($0) }.joined(separator: ", ") + "."
        }
        let missing = panels.flatMap(\.curves).flatMap(\.values).count { !$0.isFinite }
        if missing > 0 { text += " Missing: \(missing) value\(missing == 1 ? "" : "s"), where lines break." }
        return text
    }

    var data: FigureData {
        FigureData(
            values: [("anchor", anchor)],
            tables: panels.enumerated().map { index, panel in
                let columns = panel.curves.flatMap { curve -> [FigureData.Column] in
                    [.init(curve.name.plain, curve.values)]
                        + (curve.truth.map { [.init("\(curve.name.plain) truth", $0)] } ?? [])
                }
                return .init("\(index + 1) \(panel.quantity.plain)", [.init(nuisance.plain, grid)] + columns)
            } + (templates.isEmpty ? [] : [.init("templates", [.init(nuisance.plain, templates)])]))
    }
}
