/// A legend measured and arranged in columns: samples with their texts, then remarks.
struct LegendBlock {
    private struct Entry {
        let marks: [Mark]
        let text: RichText
        let line: TextLine
    }

    private let entries: [Entry]
    private let columnWidths: [Double]
    private let rowHeights: [Double]
    private let textSize: Double
    private let engine: TextEngine
    let size: Size

    private static let sampleWidth = 17.0
    private static let sampleGap = 4.5
    private static let columnGap = 12.0

    /// - Parameter columns: entries in a row; filled row by row.
    init?(marks: [Mark], remarks: [RichText], columns: Int, textSize: Double, engine: TextEngine) {
        var grouped: [(text: RichText, marks: [Mark])] = []
        for mark in marks {
            guard let text = mark.legend else { continue }
            if let index = grouped.firstIndex(where: { $0.text == text }) {
                grouped[index].marks.append(mark)
            } else {
                grouped.append((text, [mark]))
            }
        }
        let all =
            grouped.map { Entry(marks: $0.marks, text: $0.text, line: engine.line($0.text, size: textSize)) }
            + remarks.map { Entry(marks: [], text: $0, line: engine.line($0, size: textSize)) }
        guard !all.isEmpty else { return nil }
        let columns = min(columns, all.count)
        entries = all
        self.textSize = textSize
        self.engine = engine
        let rows = (all.count + columns - 1) / columns
        columnWidths = (0..<columns).map { column in
            stride(from: column, to: all.count, by: columns).map { Self.width(of: all[$0]) }.max() ?? 0
        }
        rowHeights = (0..<rows).map { row in
            all[(row * columns)..<min(all.count, (row + 1) * columns)]
                .map { max(1.32 * textSize, $0.line.ascent + $0.line.descent + 2) }.max() ?? 0
        }
        size = Size(
            width: columnWidths.reduce(0, +) + Double(columns - 1) * Self.columnGap, height: rowHeights.reduce(0, +))
    }

    var count: Int { entries.count }

    private static func width(of entry: Entry) -> Double {
        entry.line.width + (entry.marks.isEmpty ? 0 : sampleWidth + sampleGap)
    }

    func commands(at origin: Point, panel: Int?) -> [DrawCommand] {
        let columns = columnWidths.count
        var result: [DrawCommand] = []
        for (index, entry) in entries.enumerated() {
            let (row, column) = (index / columns, index % columns)
            let x = origin.x + columnWidths[..<column].reduce(0, +) + Double(column) * Self.columnGap
            let y = origin.y + rowHeights[..<row].reduce(0, +) + rowHeights[row] / 2
            var textX = x
            if !entry.marks.isEmpty {
                let box = Rectangle(x: x, y: y - 0.36 * textSize, width: Self.sampleWidth, height: 0.72 * textSize)
                for mark in entry.marks {
                    result += Self.sample(of: mark, in: box).map {
                        DrawCommand(role: "legend sample", panel: panel, $0)
                    }
                }
                textX += Self.sampleWidth + Self.sampleGap
            }
            let text = engine.place(
                entry.text, size: textSize, at: Point(textX, y), anchor: TextAnchor(.leading, .middle))
            result.append(DrawCommand(role: "legend", panel: panel, .text(text)))
        }
        return result
    }

    private static func sample(of mark: Mark, in box: Rectangle) -> [DrawCommand.Shape] {
        let across = Path(through: [Point(box.x, box.midY), Point(box.maxX, box.midY)])
        let centre = Point(box.midX, box.midY)
        func area(_ filling: Mark.Filling) -> [DrawCommand.Shape] {
            switch filling {
            case .solid(let ink): [.fill(Path(box), ink)]
            case .hatched(let ink): [.hatch(Path(box), HatchStyle(ink))]
            }
        }
        switch mark.shape {
        case .line(_, let style), .steps(_, _, let style), .vertical(_, let style), .horizontal(_, let style),
            .contour(_, let style, _), .arrows(_, let style):
            return [.stroke(across, style)]
        case .bars(_, _, let ink), .span(_, let ink):
            return [.fill(Path(box), ink)]
        case .band(_, let filling), .binBand(_, _, _, let filling):
            return area(filling)
        case .points(let points, let style):
            let hasErrors = points.contains { $0.upper > $0.lower }
            let bar = Path(through: [Point(centre.x, box.y - 0.8), Point(centre.x, box.maxY + 0.8)])
            let errors: [DrawCommand.Shape] =
                hasErrors ? [.stroke(bar, StrokeStyle(style.ink, width: style.lineWidth))] : []
            return errors + MarkPainter.markerCommands(style, at: centre)
        case .edgeArrow(_, _, _, let ink):
            return [.stroke(across, StrokeStyle(ink, width: 1))]
        case .heatMap, .text:
            return []
        }
    }
}
