import Foundation

/// The marks whose labels look for room between all others: arrows out of the window, and contours.
extension MarkPainter {
    /// The arrow, with its label beside it if no mark crosses the label.
    func edgeArrowCommands(
        for mark: Mark, obstacles: ContourLabel.Obstacles, labels: inout [Rectangle]
    ) -> [DrawCommand] {
        guard case .edgeArrow(let edge, let value, let label, let ink) = mark.shape else { return [] }
        let length = 13.0
        let frame = map.frame
        let (tail, head): (Point, Point)
        switch edge {
        case .left:
            let v = map.vertical(value)
            (tail, head) = (Point(frame.x + length, v), Point(frame.x + 0.5, v))
        case .right:
            let v = map.vertical(value)
            (tail, head) = (Point(frame.maxX - length, v), Point(frame.maxX - 0.5, v))
        case .bottom:
            let h = map.horizontal(value)
            (tail, head) = (Point(h, frame.maxY - length), Point(h, frame.maxY - 0.5))
        case .top:
            let h = map.horizontal(value)
            (tail, head) = (Point(h, frame.y + length), Point(h, frame.y + 0.5))
        }
        var result = arrow(mark, from: tail, to: head, StrokeStyle(ink, width: 1), clipped: false)
        guard let label else { return result }
        let (line, whole) = engine.shortened(label, size: textSize, width: 0.5 * frame.width)
        // Candidates go inwards from the arrow, on both sides of it.
        let (dx, dy) = ((tail.x - head.x) / length, (tail.y - head.y) / length)
        let half = engine.line(line, size: textSize).width / 2
        let across = dx == 0 ? half + 4 : 0.5 * textSize + 4.5
        let along = dx == 0 ? 0.5 * textSize + 2 : half + 2.5
        let candidates = stride(from: 0.0, through: 60, by: 6).flatMap { step in
            [-1.0, 1.0].map { side in
                Point(
                    head.x + dx * (along + step) + (dx == 0 ? side * across : 0),
                    head.y + dy * (along + step) + (dx == 0 ? 0 : side * across))
            }
        }
        let boxes = candidates.map { centre in
            engine.place(
                line, size: textSize, at: centre, anchor: TextAnchor(.centre, .middle), ink: ink, whole: whole)
        }
        let free = boxes.first { text in
            frame.contains(text.bounds) && !labels.contains { $0.intersects(text.bounds) }
                && !obstacles.touch(text.bounds.inset(by: -1.5))
        }
        if let text = free ?? boxes.first {
            labels.append(text.bounds)
            result.append(command(mark, .text(text), clipped: false))
        }
        return result
    }

    // MARK: Contours

    /// A contour's name has the ink of text, whatever the colour of its line, because data colours are hard to read at
    /// 7 pt. On a colour map, line and name have the line's ink, and a dark rim separates them from the map's light
    /// end.
    ///
    /// - Parameter number: the number of the contour among the obstacles.
    /// - Returns: the lines, and the name, which is drawn over all lines.
    func contourCommands(
        for mark: Mark, number: Int, obstacles: ContourLabel.Obstacles, onMap: Bool, labels: inout [Rectangle]
    ) -> (lines: [DrawCommand], label: [DrawCommand]) {
        guard case .contour(let contour, let style, let label) = mark.shape else { return ([], []) }
        var lines = contour.lines.map { line in
            let points = line.points.map(map.point)
            return line.isClosed && !points.isEmpty ? points + [points[0]] : points
        }
        var named: [DrawCommand] = []
        let ink = onMap ? style.ink : .foreground
        let rim: Ink = onMap ? Self.mapRim : .paper
        if let label {
            let size = textSize * 0.92
            let request = ContourLabel.Request(
                width: engine.line(label, size: size).width, height: size, frame: map.frame, contour: number,
                taken: labels)
            func placed(_ centre: Point, angle: Double = 0) -> PlacedText {
                engine.place(
                    label, size: size, at: centre, anchor: TextAnchor(.centre, .middle), rotation: angle, ink: ink,
                    rim: rim)
            }
            let found = ContourLabel.place(on: lines, request, avoiding: obstacles)
            let text: PlacedText?
            if let found, !found.isStruck {
                lines = found.remaining
                text = placed(found.centre, angle: found.angle)
            } else if let centre = ContourLabel.place(beside: lines, request, avoiding: obstacles) {
                text = placed(centre)
            } else if let found {
                // Crowded all around: what runs through the name is interrupted there.
                lines = found.remaining
                text = placed(found.centre, angle: found.angle)
                if !onMap {
                    named.append(
                        command(mark, .fill(paper(under: found, request), .paper), role: "label paper", isRead: false))
                }
            } else {
                text = labelBeside(lines, label, size: size, ink: ink, rim: rim, taken: labels)
            }
            if let text {
                labels.append(text.bounds)
                named.append(command(mark, .text(text), clipped: false, role: mark.role + " label"))
            }
        }
        let path = lines.reduce(Path([])) { $0.appending(Path(through: $1)) }
        let casing = StrokeStyle(.faded(Self.mapRim, 0.6), width: style.width + 1.2)
        let beneath =
            onMap ? [command(mark, .stroke(path, casing), role: "contour casing")] : []
        return (
            beneath + [command(mark, .stroke(path, style))] + exitHeads(mark, contour, ink: style.ink), named
        )
    }

    /// The box of a label on its line.
    private func paper(under label: ContourLabel.Placement, _ request: ContourLabel.Request) -> Path {
        let (cosine, sine) = (cos(label.angle), sin(label.angle))
        let (halfWidth, halfHeight) = (request.width / 2 + 1, request.height / 2)
        let corners = [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)].map { h, v in
            let (x, y) = (h * halfWidth, v * halfHeight)
            return Point(label.centre.x + x * cosine + y * sine, label.centre.y - x * sine + y * cosine)
        }
        return Path(through: corners, closed: true)
    }

    /// Lines on a map of colours, and what sets them off from its light end.
    static let mapInk = Ink.colour(Colour(hex: 0xffffff))
    static let mapRim = Ink.colour(Colour(hex: 0x101218))

    /// For a contour too small to carry its label: next to its highest, lowest, right or left point, inside the frame.
    private func labelBeside(
        _ lines: [[Point]], _ label: RichText, size: Double, ink: Ink, rim: Ink, taken: [Rectangle]
    ) -> PlacedText? {
        let points = lines.flatMap { $0 }.filter { map.frame.contains($0) }
        guard !points.isEmpty else { return nil }
        let box = Rectangle(around: points)
        let candidates: [(Point, TextAnchor)] = [
            (Point(box.midX, box.y - 3), TextAnchor(.centre, .bottom)),
            (Point(box.midX, box.maxY + 3), TextAnchor(.centre, .top)),
            (Point(box.maxX + 4, box.midY), TextAnchor(.leading, .middle)),
            (Point(box.x - 4, box.midY), TextAnchor(.trailing, .middle)),
        ]
        let texts = candidates.map { engine.place(label, size: size, at: $0.0, anchor: $0.1, ink: ink, rim: rim) }
        return texts.first { text in
            map.frame.contains(text.bounds) && !taken.contains { $0.intersects(text.bounds) }
        } ?? texts.first
    }

    /// An arrowhead where the contour goes on outside of the window, along the line.
    private func exitHeads(_ mark: Mark, _ contour: ContourLines, ink: Ink) -> [DrawCommand] {
        contour.lines.filter { !$0.isClosed && $0.points.count > 1 }.flatMap { line in
            [line.points, line.points.reversed()].compactMap { points -> DrawCommand? in
                let end = points[points.count - 1]
                guard contour.exits.contains(where: { $0.point == end }) else { return nil }
                let (head, before) = (map.point(end), map.point(points[points.count - 2]))
                let length = max(1e-9, hypot(head.x - before.x, head.y - before.y))
                let (ux, uy) = ((head.x - before.x) / length, (head.y - before.y) / length)
                let size = 5.0
                let wings = [1.0, -1.0].map {
                    Point(head.x - ux * size - $0 * uy * size * 0.42, head.y - uy * size + $0 * ux * size * 0.42)
                }
                let path = Path(through: [head] + wings, closed: true)
                return command(
                    mark, .fill(path, ink), clipped: false, role: "\(mark.role) leaves window", isRead: false)
            }
        }
    }
}
