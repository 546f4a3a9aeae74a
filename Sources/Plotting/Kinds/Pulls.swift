import Foundation
import Statistics

/// The pulls of nuisances: one row each, value with error bar, on bands of ±1 and ±2.
///
/// The formula of the pull is printed along the axis. If a pull is given in widths of the prior, a bar shorter than ±1
/// shows the information from the data.
public struct Pulls: Sendable {
    /// One row.
    public struct Entry: Sendable, Equatable {
        let name: RichText
        let pull: Double
        /// Lengths of the error bar below and above; nil: open, drawn to the frame.
        let lower: Double?
        let upper: Double?
        /// The truth in the same unit, where it is known and not 0.
        let truth: Double?

        /// - Parameters:
        ///   - name: the name of the row.
        ///   - pull: the pull, in the unit of the formula; NaN if it does not exist.
        ///   - lower: length of the error bar below; nil: open, drawn to the frame.
        ///   - upper: length of the error bar above; nil: open.
        ///   - truth: the truth in the same unit, if it is known and not 0; shown as an open diamond.
        public init(name: RichText, pull: Double, lower: Double?, upper: Double?, truth: Double? = nil) {
            self.name = name
            self.pull = pull
            self.lower = lower
            self.upper = upper
            self.truth = truth
        }
    }

    let entries: [Entry]
    let formula: RichText

    /// - Parameters:
    ///   - entries: rows, from the top.
    ///   - formula: the definition of the pull, printed along the axis.
    public init(entries: [Entry], formula: RichText = "(*ν̂* − *ν*_{true}) / *σ*") {
        self.entries = entries
        self.formula = formula
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no entry.
    public func figure() throws(PlottingError) -> Figure {
        guard !entries.isEmpty else { throw .shape("a figure of pulls needs a nuisance") }
        let reach = reach
        let panel = Panel(
            x: Axis(formula, limits: -reach...reach), y: Axis(names: entries.reversed().map(\.name)),
            marks: marks(reach: reach),
            legend: .outside, aspect: min(1.3, 0.2 + rowHeight * Double(entries.count)))
        return Figure(title: title, alternativeText: alternativeText, panels: [panel], data: data)
    }

    /// In units of the frame's width.
    private var rowHeight: Double { max(0.085, 0.07 * Axis.linesOfNames(entries.map(\.name.plain))) }

    /// A window symmetric about zero: the bands always, every bar, but a runaway only as a mark on the frame.
    private var reach: Double {
        let ends = known.flatMap { entry -> [Double] in
            [entry.pull - (entry.lower ?? 0), entry.pull + (entry.upper ?? 0), entry.truth ?? 0]
        }
        let widest = ends.filter(\.isFinite).map { abs($0) }.max() ?? 0
        return min(6, max(2.6, 1.1 * widest))
    }

    private var known: [Entry] { entries.filter { $0.pull.isFinite } }

    // MARK: Marks

    private func marks(reach: Double) -> [Mark] {
        var marks = [
            Mark(
                "band 2", .span(-2 ... -1, .faded(.totalBand, 0.2)), legend: "±2", legendOrder: 3, isBackdrop: true),
            Mark("band 2", .span(1...2, .faded(.totalBand, 0.2)), isBackdrop: true),
            Mark(
                "band 1", .span(-1...1, .faded(.totalBand, 0.5)), legend: "±1", legendOrder: 2, isBackdrop: true),
            Mark(
                "zero", .vertical(0, StrokeStyle(.foreground, width: 0.7, dash: StrokeStyle.dashed)), isBackdrop: true),
        ]
        for (index, entry) in entries.enumerated() {
            let y = Double(entries.count - 1 - index)
            guard entry.pull.isFinite else {
                marks.append(
                    Mark(
                        "missing",
                        .text(
                            "no pull", at: Point(0, y), TextAnchor(.leading, .middle), offset: Size(width: 4, height: 0)
                        )))
                continue
            }
            marks += row(entry, y: y, reach: reach)
        }
        return marks
    }

    private func row(_ entry: Entry, y: Double, reach: Double) -> [Mark] {
        var marks: [Mark] = []
        let ends = [
            max(-2 * reach, entry.pull - (entry.lower ?? .infinity)),
            min(2 * reach, entry.pull + (entry.upper ?? .infinity)),
        ]
        if ends[0] < ends[1] {
            marks.append(
                Mark("error", .line(ends.map { Point($0, y) }, StrokeStyle(.foreground, width: 1))))
        }
        if let truth = entry.truth {
            marks.append(Mark("truth", .points([.init(x: truth, y: y)], .truth), legend: "Truth", legendOrder: 1))
        }
        if abs(entry.pull) <= reach {
            marks.append(
                Mark(
                    "pull", .points([.init(x: entry.pull, y: y)], MarkerStyle(.circle, size: 4.2, ink: .foreground)),
                    legend: "Pull"))
        } else {
            let label = RichText(NumberText.fixed(entry.pull, decimals: 1))
            marks.append(
                Mark(
                    "pull beyond window", .edgeArrow(entry.pull < 0 ? .left : .right, at: y, label: label, .foreground))
            )
        }
        return marks
    }

    // MARK: Words and numbers

    private var title: String {
        guard let largest = known.max(by: { abs($0.pull) < abs($1.pull) }) else { return "no pull is known" }
        let within = known.filter { abs($0.pull) <= 1 }.count
        return "\(within) of \(NumberText.counted(known.count, "pull")) inside ±1; largest: \(largest.name.plain) "
            + NumberText.fixed(largest.pull, decimals: 2)
    }

    private var alternativeText: String {
        let rows = entries.map { entry in
            guard entry.pull.isFinite else { return "\(entry.name.plain): none" }
            let value = PDGRounding(entry.pull, lower: entry.lower, upper: entry.upper).plain
            return "\(entry.name.plain) \(value)"
        }
        return
            "Pulls \(formula.plain) of \(NumberText.counted(entries.count, "nuisance")): \(rows.joined(separator: "; ")). \(title)."
    }

    private var data: FigureData {
        FigureData(
            values: entries.map { ($0.name.plain, $0.pull) },
            tables: [
                .init(
                    "pulls",
                    [
                        .init("row", entries.indices.map { Double($0 + 1) }), .init("pull", entries.map(\.pull)),
                        .init("error below", entries.map { $0.lower ?? .nan }),
                        .init("error above", entries.map { $0.upper ?? .nan }),
                        .init("truth", entries.map { $0.truth ?? .nan }),
                    ])
            ])
    }
}
