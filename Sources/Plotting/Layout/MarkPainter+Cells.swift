/// Rectangles with a text each.
extension MarkPainter {
    /// Below this (points) a number in a cell cannot be read, and its colour alone speaks.
    private static let smallestText = 4.3

    func cellCommands(_ mark: Mark, _ cells: [Mark.Cell]) -> [DrawCommand] {
        let boxes = cells.map { cell in
            Rectangle(around: [
                map.point(Point(cell.x.lowerBound, cell.y.lowerBound)),
                map.point(Point(cell.x.upperBound, cell.y.upperBound)),
            ])
        }
        let fits = zip(cells, boxes).map { cell, box -> Double? in
            guard let text = cell.text else { return nil }
            let width = engine.line(text, size: textSize).width
            return min(textSize, 0.75 * box.height, textSize * 0.92 * box.width / max(1e-9, width))
        }
        // One size for all, except for the few texts that are longer than most.
        let sorted = fits.compactMap { $0 }.sorted()
        let common = sorted.isEmpty ? textSize : sorted[sorted.count / 4]
        var result: [DrawCommand] = zip(cells, boxes).map { cell, box in
            switch cell.filling {
            case .solid(let ink): command(mark, .fill(Path(box), ink))
            case .hatched(let ink): command(mark, .hatch(Path(box), HatchStyle(ink)))
            }
        }
        guard common >= Self.smallestText else { return result }
        for (index, cell) in cells.enumerated() {
            guard let text = cell.text, let fit = fits[index] else { continue }
            let box = boxes[index]
            let placed = engine.place(
                text, size: min(common, fit), at: Point(box.midX, box.midY), anchor: TextAnchor(.centre, .middle),
                ink: cell.textInk)
            result.append(DrawCommand(role: mark.role + " text", panel: panel, clip: nil, .text(placed)))
        }
        return result
    }
}
