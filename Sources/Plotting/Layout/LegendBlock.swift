/// A legend measured and arranged: samples with their texts, then remarks.
struct LegendBlock {
    enum Arrangement {
        /// Entries one below the other, in one or more aligned columns.
        case columns(Int)
        /// Entries one after the other, in rows no longer than this.
        case flow(width: Double)
    }

    private struct Entry {
        let marks: [Mark]
        /// In full, without its markup.
        let name: String
        let text: FittedText
        let lineWidth: Double
        let height: Double
        let sampleWidth: Double

        var width: Double { lineWidth + (marks.isEmpty ? 0 : sampleWidth + LegendBlock.sampleGap) }
    }

    private let entries: [Entry]
    /// Left end and middle of every entry, from the block's upper left corner.
    private let places: [Point]
    private let textSize: Double
    private let engine: TextEngine
    let size: Size

    private static let sampleWidth = 17.0
    private static let sampleGap = 4.5
    private static let columnGap = 13.0
    /// Of more entries the first stand in the legend, and the others are counted.
    private static let mostEntries = 60
    /// Of a text of several lines, in units of the text size.
    private static let lineHeight = 1.15

    /// Nil without entries and remarks.
    ///
    /// - Parameters:
    ///   - room: the largest width of an entry; a longer text takes two lines, and is shortened if these are not
    ///     enough.
    ///   - unitWidth: a unit of x on the frame, in points, for the length of a key arrow.
    init?(
        marks: [Mark], remarks: [RichText], arrangement: Arrangement, room: Double, textSize: Double, unitWidth: Double,
        engine: TextEngine
    ) {
        let entries = Self.entries(
            marks: marks, remarks: remarks, room: room, textSize: textSize, unitWidth: unitWidth, engine: engine)
        guard !entries.isEmpty else { return nil }
        self.textSize = textSize
        self.engine = engine
        let rows = Self.rows(entries, arrangement)
        let columnWidths: [Double]? =
            if case .columns = arrangement {
                (0..<(rows[0].count)).map { column in
                    rows.compactMap { column < $0.count ? entries[$0[column]].width : nil }.max() ?? 0
                }
            } else {
                nil
            }
        var places: [Point] = []
        var (y, widest) = (0.0, 0.0)
        for row in rows {
            let height = row.map { entries[$0].height }.max() ?? 0
            var x = 0.0
            for (column, index) in row.enumerated() {
                places.append(Point(x, y + height / 2))
                widest = max(widest, x + entries[index].width)
                x += (columnWidths?[column] ?? entries[index].width) + Self.columnGap
            }
            y += height
        }
        self.entries = entries
        self.places = places
        size = Size(width: widest, height: y)
    }

    var count: Int { entries.count }
    /// Whether every text fits into one line.
    var isPlain: Bool { entries.allSatisfy { $0.text.lines.count == 1 && $0.text.whole == nil } }

    private static func entries(
        marks: [Mark], remarks: [RichText], room: Double, textSize: Double, unitWidth: Double, engine: TextEngine
    ) -> [Entry] {
        var grouped: [(text: RichText, marks: [Mark])] = []
        var places: [String: Int] = [:]
        // A stable sort: equal orders keep the order of drawing.
        let ordered = marks.enumerated().sorted {
            ($0.element.legendOrder, $0.offset) < ($1.element.legendOrder, $1.offset)
        }
        for (_, mark) in ordered {
            guard let text = mark.legend else { continue }
            if let index = places[text.markup] {
                // Of several panels' like marks one sample is enough; unlike ones (band and line) share theirs.
                if !grouped[index].marks.contains(where: { $0.role == mark.role }) { grouped[index].marks.append(mark) }
            } else {
                places[text.markup] = grouped.count
                grouped.append((text, [mark]))
            }
        }
        var remarks = remarks
        if grouped.count > mostEntries {
            remarks.insert(RichText("and \(grouped.count - mostEntries + 1) more"), at: 0)
            grouped = Array(grouped.prefix(mostEntries - 1))
        }
        let all = grouped + remarks.map { (text: $0, marks: [Mark]()) }
        let sampleWidths = all.map { entry in
            entry.marks.map { keyLength($0) * unitWidth }.max().flatMap { $0 > 0 ? $0 : nil } ?? Self.sampleWidth
        }
        let texts = FittedText.distinguished(all.map(\.text)) { index, end in
            let textRoom = room - (all[index].marks.isEmpty ? 0 : sampleWidths[index] + sampleGap)
            return engine.fitting(
                all[index].text, size: textSize, width: max(3 * textSize, textRoom), lines: 2, end: end)
        }
        return all.indices.map { index in
            let ((text, marks), fitted, sampleWidth) = (all[index], texts[index], sampleWidths[index])
            let lines = fitted.lines.map { engine.line($0, size: textSize) }
            let tallest = lines.map { $0.ascent + $0.descent }.max() ?? 0
            let height = max(1.32 * textSize, tallest + 2) + Double(lines.count - 1) * lineHeight * textSize
            return Entry(
                marks: marks, name: text.plain, text: fitted, lineWidth: lines.map(\.width).max() ?? 0, height: height,
                sampleWidth: sampleWidth)
        }
    }

    private static func keyLength(_ mark: Mark) -> Double {
        if case .keyArrow(let length, _, _) = mark.shape { length } else { 0 }
    }

    /// The entries' indices, row by row.
    private static func rows(_ entries: [Entry], _ arrangement: Arrangement) -> [[Int]] {
        switch arrangement {
        case .columns(let wanted):
            let columns = max(1, min(wanted, entries.count))
            return stride(from: 0, to: entries.count, by: columns).map {
                Array($0..<min(entries.count, $0 + columns))
            }
        case .flow(let width):
            var rows: [[Int]] = [[]]
            var used = 0.0
            for (index, entry) in entries.enumerated() {
                if !rows[rows.count - 1].isEmpty, used + entry.width > width {
                    rows.append([])
                    used = 0
                }
                rows[rows.count - 1].append(index)
                used += entry.width + columnGap
            }
            return rows
        }
    }

    func commands(at origin: Point, panel: Int?) -> [DrawCommand] {
        var result: [DrawCommand] = []
        for (entry, place) in zip(entries, places) {
            let (x, y) = (origin.x + place.x, origin.y + place.y)
            let part = entry.marks.isEmpty ? nil : DrawingPart(.legend, entry.name)
            var textX = x
            if !entry.marks.isEmpty {
                let box = Rectangle(x: x, y: y - 0.36 * textSize, width: entry.sampleWidth, height: 0.72 * textSize)
                for mark in entry.marks {
                    result += Self.sample(of: mark, in: box).map {
                        DrawCommand(role: "legend sample", panel: panel, part: part, $0)
                    }
                }
                textX += entry.sampleWidth + Self.sampleGap
            }
            for (index, line) in entry.text.lines.enumerated() {
                let below = (Double(index) - Double(entry.text.lines.count - 1) / 2) * Self.lineHeight * textSize
                let text = engine.place(
                    line, size: textSize, at: Point(textX, y + below), anchor: TextAnchor(.leading, .middle),
                    whole: entry.text.whole(at: index))
                result.append(DrawCommand(role: "legend", panel: panel, part: part, .text(text)))
            }
        }
        return result
    }

    /// Lines that are white for the sake of a map beneath them would vanish on a light page.
    private static func casing(of style: StrokeStyle, along path: Path) -> [DrawCommand.Shape] {
        var ink = style.ink
        if case .faded(let base, _) = ink { ink = base }
        guard ink == MarkPainter.mapInk else { return [] }
        return [.stroke(path, StrokeStyle(MarkPainter.mapRim, width: style.width + 1.2))]
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
            .contour(_, let style, _):
            return casing(of: style, along: across) + [.stroke(across, style)]
        case .arrows(_, let style, let casing), .keyArrow(_, let style, let casing):
            return MarkPainter.arrowShapes(
                from: Point(box.x, box.midY), to: Point(box.maxX, box.midY), style, casing: casing)
        case .span(_, let ink):
            return [.fill(Path(box), ink)]
        case .band(_, let filling), .binBand(_, _, _, let filling):
            return area(filling)
        case .points(let points, let style):
            let hasErrors = points.contains { $0.upper > $0.lower }
            let bar = Path(through: [Point(centre.x, box.y - 0.8), Point(centre.x, box.maxY + 0.8)])
            let errors: [DrawCommand.Shape] =
                hasErrors ? [.stroke(bar, StrokeStyle(style.ink, width: style.lineWidth))] : []
            return errors + MarkPainter.markerCommands(style.limited(to: 8), at: centre)
        case .edgeArrow(_, _, _, let ink):
            return [.stroke(across, StrokeStyle(ink, width: 1))]
        case .heatMap, .text, .cells:
            return []
        }
    }
}
