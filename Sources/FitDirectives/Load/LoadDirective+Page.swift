import Foundation
import Report
import Samples
import Statistics

/// What the page says of events from files.
extension LoadDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let templates = result.templates.values
        let selected =
            result.events == result.read ? "" : ", of \(NumberText.counted(result.read, "row")) that were read"
        let weights =
            result.weighted
            ? " Σw = \(NumberText.significant(result.sum, digits: 6)), which \(count(result.effective)) "
                + "unweighted events would determine as well." : ""
        guard !templates.isEmpty else {
            return [.note("\(NumberText.counted(result.events, "event")) of data\(selected).\(weights)")]
                + (ranges(options, result).map { [.table($0)] } ?? [])
        }
        let points = Set(templates.map(\.at.point)).count
        return [
            .note(
                "\(NumberText.counted(result.events, "event")) of \(words(result.classes.count, "class", "classes")) at "
                    + "\(words(points, "point", "points"))\(selected).\(weights)"
                    + (result.weighted
                        ? ""
                        : " Without weights they give the fraction of each class, and not the expected number of events.")
            ),
            .table(table(templates, result)),
        ] + templateFragments(result)
    }

    /// Σw with as many decimals as make four digits of the least one.
    private static func sum(_ sum: Double, among templates: [Template]) -> String {
        let least = templates.map { abs($0.sum) }.filter { $0 > 0 }.min() ?? 1
        let decimals = max(0, min(6, 3 - Int(log10(least).rounded(.down))))
        return NumberText.fixed(sum, decimals: decimals, thousands: "\u{202F}")
    }

    private static func words(_ count: Int, _ one: String, _ many: String) -> String {
        count == 1 ? "one \(one)" : "\(NumberText.count(count)) \(many)"
    }

    static func count(_ number: Double) -> String {
        number.isFinite && abs(number) < 1e15 ? NumberText.count(Int(number.rounded())) : NumberText.significant(number)
    }

    /// How far negative weights were spread; nothing where they are kept.
    private static func spread(_ templates: [Template]) -> String {
        guard let farthest = templates.compactMap(\.spread).max() else { return "" }
        return " Negative weights were spread over their nearest events, at a median distance of "
            + "\(NumberText.significant(farthest, digits: 2)) σ of the features or less: densities are washed "
            + "out by that."
    }

    private static func table(_ templates: [Template], _ result: Result) -> Table {
        let areSigned = templates.contains { $0.negativeEvents > 0 }
        let isShared = templates.contains(where: \.sharesEvents)
        var header = ["class", "at", "events"]
        if result.weighted { header += ["Σw", "N_eff"] }
        if areSigned { header.append("Σ|w₋|/Σ|w|") }
        header.append("to nominal")
        let rows = templates.map { template -> [String] in
            let mark = template.sharesEvents ? " *" : ""
            var row = [template.eventClass, template.at.point.words + mark, NumberText.count(template.events)]
            if result.weighted {
                row += [sum(template.sum, among: templates), count(template.effective)]
            }
            if areSigned { row.append(NumberText.significant(100 * template.negativeShare, digits: 3) + " %") }
            let factor = template.factor.map { NumberText.fixed($0, decimals: 3) } ?? "–"
            row.append(template.at.point == .nominal ? "" : factor)
            return row
        }
        let note =
            "Σw is what is expected, N_eff = (Σw)²/Σw² the unweighted events that would scatter as much. Yields "
            + "respond to nuisances as the last column says, between templates by a smooth curve through ln Σw and "
            + "beyond them by a constant factor for each σ."
            + spread(templates)
            + (isShared ? " * the nominal events with other weights: both share their statistics." : "")
        return Table(
            header: header, rows: rows, alignment: [.left, .left] + header.dropFirst(2).map { _ in .right }, note: note)
    }
}
