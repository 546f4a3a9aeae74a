import Foundation
import Statistics

/// The fraction of toys whose intervals contain the truth, with exact binomial intervals, compared with the nominal
/// values.
///
/// One row for each nuisance, and one for all jointly. Thick bars are Clopper–Pearson intervals of 68 %, thin ones of
/// 95 %; lines show the nominal 68.27 % and 95 %. Toys that failed have no interval: their number is stated, and they
/// do not count as covered.
public struct CoverageBands: Sendable {
    /// The number of intervals that contain the truth, among `toys` toys with an interval.
    public struct Entry: Sendable, Equatable {
        let name: RichText
        let covered68: Int
        let covered95: Int
        let toys: Int

        /// - Throws: ``PlottingError/shape(_:)`` unless 0 ≤ covered68 ≤ covered95 ≤ toys.
        public init(name: RichText, covered68: Int, covered95: Int, toys: Int) throws(PlottingError) {
            guard 0 <= covered68, covered68 <= covered95, covered95 <= toys else {
                throw .shape("coverage of \(name.plain): \(covered68) and \(covered95) of \(toys) toys")
            }
            self.name = name
            self.covered68 = covered68
            self.covered95 = covered95
            self.toys = toys
        }
    }

    /// 68.27 %, the nominal coverage of an interval of one standard deviation.
    static let nominal68 = ConfidenceLevel.oneSigma.probability
    /// 95 %.
    static let nominal95 = ConfidenceLevel.ninetyFivePercent.probability

    let entries: [Entry]
    let failed: Int

    /// - Parameters:
    ///   - entries: rows, from the top.
    ///   - failed: toys whose fit gave no interval.
    public init(entries: [Entry], failed: Int = 0) {
        self.entries = entries
        self.failed = failed
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no entry.
    public func figure() throws(PlottingError) -> Figure {
        guard !entries.isEmpty else { throw .shape("a figure of coverage needs a nuisance") }
        let bounds = rows.filter { $0.entry.toys > 0 }.map(\.outer.lower)
        let left = 100 * min(0.6, (bounds.min() ?? 0.5) - 0.02)
        let panel = Panel(
            x: Axis("Coverage", unit: "%", limits: max(-2, left)...102),
            y: Axis(names: entries.reversed().map(\.name)), marks: marks(left: max(-2, left)),
            note: RichText(toysText), legend: .outside,
            aspect: min(1.3, 0.22 + 0.12 * Double(entries.count)))
        return Figure(title: title, alternativeText: alternativeText, panels: [panel], data: data)
    }

    // MARK: Rows

    /// One row's point: a fraction with its exact intervals.
    private struct Row {
        let entry: Entry
        let place: Double
        let is68: Bool

        var covered: Int { is68 ? entry.covered68 : entry.covered95 }
        var fraction: Double { entry.toys > 0 ? Double(covered) / Double(entry.toys) : .nan }
        var inner: ClopperPearson { ClopperPearson(successes: covered, trials: entry.toys) }
        var outer: ClopperPearson { ClopperPearson(successes: covered, trials: entry.toys, level: .ninetyFivePercent) }
        var nominal: Double { is68 ? CoverageBands.nominal68 : CoverageBands.nominal95 }
        var agrees: Bool { outer.lower <= nominal && nominal <= outer.upper }
    }

    /// The first entry stands highest; its two points a little apart.
    private var rows: [Row] {
        entries.enumerated().flatMap { index, entry in
            [true, false].map {
                Row(entry: entry, place: Double(entries.count - 1 - index) + ($0 ? 0.13 : -0.13), is68: $0)
            }
        }
    }

    // MARK: Marks

    private func marks(left: Double) -> [Mark] {
        let nominal = [
            ("nominal 68 %", Self.nominal68, [Double]()), ("nominal 95 %", Self.nominal95, StrokeStyle.dashed),
        ]
        var marks = nominal.enumerated().map { index, line in
            Mark(
                line.0, .vertical(100 * line.1, StrokeStyle(.muted, width: 0.9, dash: line.2)),
                legend: RichText("Nominal \((index == 0 ? ConfidenceLevel.oneSigma : .ninetyFivePercent).percent)"),
                legendOrder: 2)
        }
        for row in rows where row.entry.toys > 0 {
            let ink: Ink = .colour(Palette.series(row.is68 ? 0 : 1))
            for (interval, width, name) in [(row.outer, 0.8, "95 %"), (row.inner, 2.2, "68 %")] {
                let ends = [interval.lower, interval.upper].map { Point(100 * $0, row.place) }
                marks.append(
                    Mark(
                        "Clopper–Pearson \(name)", .line(ends, StrokeStyle(ink, width: width)),
                        partOf: row.is68 ? "68 % intervals" : "95 % intervals"))
            }
            let style = MarkerStyle(row.is68 ? .circle : .square, size: 4.6, ink: ink)
            marks.append(
                Mark(
                    row.is68 ? "coverage 68 %" : "coverage 95 %",
                    .points([.init(x: 100 * row.fraction, y: row.place)], style),
                    legend: row.is68 ? "68 % intervals" : "95 % intervals", legendOrder: row.is68 ? 0 : 1))
        }
        // Samples of the two widths, in a neutral ink.
        for (name, width) in [("68 %", 2.2), ("95 %", 0.8)] where rows.contains(where: { $0.entry.toys > 0 }) {
            marks.append(
                Mark(
                    "interval sample", .line([], StrokeStyle(.foreground, width: width)),
                    legend: RichText("Clopper–Pearson \(name)"), legendOrder: 3))
        }
        for row in rows where row.entry.toys == 0 && row.is68 {
            marks.append(
                Mark(
                    "missing",
                    .text(
                        "no toy", at: Point(left, row.place.rounded()), TextAnchor(.leading, .middle),
                        offset: Size(width: 6, height: 0))))
        }
        return marks
    }

    // MARK: Words and numbers

    private var toysText: String {
        let counts = Set(entries.map(\.toys)).sorted()
        let range = counts.count == 1 ? NumberText.count(counts[0]) : "\(counts[0]) to \(counts[counts.count - 1])"
        return "\(range) toys" + (failed > 0 ? ", \(failed) more failed" : "")
    }

    private func percent(_ value: Double) -> String { NumberText.fixed(100 * value, decimals: 1) }

    private func sentence(_ row: Row) -> String {
        guard row.entry.toys > 0 else { return "\(row.entry.name.plain): no toy" }
        return "\(row.entry.name.plain) \(row.covered) of \(row.entry.toys) (\(percent(row.fraction)) %)"
    }

    private var title: String {
        let (inner, outer) = (rows.filter(\.is68), rows.filter { !$0.is68 })
        return "coverage of 68 % intervals: " + inner.map(sentence).joined(separator: ", ") + "; of 95 % intervals: "
            + outer.map(sentence).joined(separator: ", ")
    }

    private var alternativeText: String {
        let known = rows.filter { $0.entry.toys > 0 }
        let off = known.filter { !$0.agrees }
        var text = "Coverage over \(toysText) with Clopper–Pearson intervals. \(title). "
        if known.isEmpty {
            text += "No toy gave an interval."
        } else if off.isEmpty {
            text += "Every nominal value lies inside the 95 % Clopper–Pearson interval."
        } else {
            text += "The 95 % Clopper–Pearson interval leaves out the nominal value for "
            text +=
                off.map { row in
                    "\(row.entry.name.plain) at \(row.is68 ? "68" : "95") %, \(percent(row.outer.lower)) to "
                        + "\(percent(row.outer.upper)) %"
                }.joined(separator: "; ") + "."
        }
        return text
    }

    private var data: FigureData {
        let tables = [true, false].map { is68 in
            let rows = rows.filter { $0.is68 == is68 }
            return FigureData.Table(
                is68 ? "coverage of 68 % intervals" : "coverage of 95 % intervals",
                [
                    .init("row", rows.indices.map { Double($0 + 1) }),
                    .init("covered", rows.map { Double($0.covered) }),
                    .init("toys", rows.map { Double($0.entry.toys) }), .init("coverage", rows.map(\.fraction)),
                    .init("lower 68 %", rows.map(\.inner.lower)), .init("upper 68 %", rows.map(\.inner.upper)),
                    .init("lower 95 %", rows.map(\.outer.lower)), .init("upper 95 %", rows.map(\.outer.upper)),
                ])
        }
        return FigureData(
            values: [("nominal 68 %", Self.nominal68), ("nominal 95 %", Self.nominal95), ("failed", Double(failed))],
            tables: tables)
    }
}
