/// The common layout of closure figures of one variable: names, axes and rows.
public struct ClosureLayout: Sendable {
    let variable: RichText
    let unit: RichText?
    let modelName: RichText
    let columns: Int

    /// - Parameters:
    ///   - variable: its symbol, which names the axis.
    ///   - unit: of the variable; nil for a pure number.
    ///   - modelName: the name of the model in the legend.
    ///   - columns: panels in a row.
    public init(variable: RichText, unit: RichText? = nil, modelName: RichText = "Model", columns: Int = 3) {
        self.variable = variable
        self.unit = unit
        self.modelName = modelName
        self.columns = columns
    }

    /// One panel's own part.
    struct Content {
        let counts: ModelledCounts
        let heading: RichText
        /// Said before χ².
        let remark: RichText?
        /// Further lines of the main frame, in densities, that have to find room.
        let lines: [Double]
        let marks: [Mark]
        let ratioMarks: [Mark]
    }

    /// Panels that share their axes: densities normalized by the truth's total, and a ratio below.
    func panels(_ contents: [Content], ratio: RichText, reach: Double) -> [Panel] {
        let edges = contents.flatMap(\.counts.observed.edges)
        let x = Axis(variable, unit: unit, limits: (edges.min() ?? 0)...(edges.max() ?? 1))
        let y = Axis(
            "Density", unit: unit.map { RichText("1/\($0.markup)") },
            limits: Axis.window(from: 0, to: 1.1 * highest(contents)))
        let ratio = Axis(ratio, limits: (1 - reach)...(1 + reach))
        return contents.map { content in
            let note = (content.remark.map { $0 + ", " } ?? "") + content.counts.note
            return Panel(
                x: x, y: y, marks: content.marks, lower: Panel.Lower(y: ratio, marks: content.ratioMarks),
                heading: content.heading, note: note,
                mayGrowForLegend: true, aspect: contents.count == 1 ? 0.92 : 1.6)
        }
    }

    private func highest(_ contents: [Content]) -> Double {
        let tops = contents.flatMap { content -> [Double] in
            let counts = content.counts
            return counts.observed.points(dividedBy: counts.observed.densityNorms).map(\.upper)
                + counts.density(counts.model) + content.lines
        }
        return tops.filter { $0.isFinite && $0 > 0 }.max() ?? 1
    }
}
