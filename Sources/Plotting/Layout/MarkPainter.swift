import Foundation

/// Turns marks into draw commands inside one frame.
struct MarkPainter {
    let map: CoordinateMap
    let engine: TextEngine
    let textSize: Double
    let panel: Int
    /// The names of the figure's marks: which marks belong to which entry of the legend.
    var names = SeriesNames([])

    func commands(for marks: [Mark]) -> [DrawCommand] {
        // Labels of contours look for room between everything else, so the rest comes first, in its own order.
        let plain = marks.map { mark -> [DrawCommand]? in
            switch mark.shape {
            case .contour, .edgeArrow: nil
            default: commands(for: mark)
            }
        }
        var obstacles = ContourLabel.Obstacles(
            points: zip(marks, plain).filter { !$0.0.isBackdrop }.flatMap { ($0.1 ?? []).flatMap(outline) })
        for (number, mark) in marks.enumerated() {
            if case .contour(let contour, _, _) = mark.shape {
                let lines = contour.lines.map { line in
                    let points = line.points.map(map.point)
                    return line.isClosed && !points.isEmpty ? points + [points[0]] : points
                }
                obstacles.add(lines, number: number, within: map.frame)
            }
        }
        var labels: [Rectangle] = []
        let hasMap = marks.contains { if case .heatMap = $0.shape { true } else { false } }
        var written: [DrawCommand] = []
        let drawn = zip(marks, plain).enumerated().flatMap { number, pair -> [DrawCommand] in
            if let commands = pair.1 { return commands }
            let contour = contourCommands(
                for: pair.0, number: number, obstacles: obstacles, onMap: hasMap, labels: &labels)
            written += contour.label
            return contour.lines + edgeArrowCommands(for: pair.0, obstacles: obstacles, labels: &labels)
        }
        // Nothing is drawn over the name of a contour.
        return drawn + written
    }

    /// - Parameter isRead: whether the positions of the shape are values; a sign or a text has no values.
    func command(
        _ mark: Mark, _ shape: DrawCommand.Shape, clipped: Bool? = nil, role: String? = nil, isRead: Bool = true
    ) -> DrawCommand {
        let isClipped = clipped ?? !mark.overlapsFrame
        var part = names.part(of: mark)
        switch shape {
        case .text, .hatch: part = DrawingPart(.mark, part.name)
        default: if !isRead { part = DrawingPart(.mark, part.name) }
        }
        return DrawCommand(role: role ?? mark.role, panel: panel, clip: isClipped ? map.frame : nil, part: part, shape)
    }

    // One case a shape: long, and simpler to read in one place than spread out.
    private func commands(for mark: Mark) -> [DrawCommand] {
        switch mark.shape {
        case .line(let points, let style):
            return [command(mark, .stroke(path(points, dotSize: style.width), style))]
        case .steps(let edges, let values, let style):
            return [command(mark, .stroke(path(Self.outline(edges, values), dotSize: style.width), style))]
        case .band(let points, let filling):
            let runs = points.split { !($0.x.isFinite && $0.lower.isFinite && $0.upper.isFinite) }
            let outlines = runs.map { run in
                run.map { Point($0.x, $0.upper) } + run.reversed().map { Point($0.x, $0.lower) }
            }
            return area(mark, outlines, filling)
        case .binBand(let edges, let lower, let upper, let filling):
            return area(mark, Self.outlines(edges, lower: lower, upper: upper), filling)
        case .points(let points, let style):
            return points.flatMap { pointCommands(mark, $0, style) }
        case .vertical(let x, let style):
            let h = map.horizontal(x)
            guard h.isFinite else { return [] }
            return [
                command(mark, .stroke(Path(through: [Point(h, map.frame.y), Point(h, map.frame.maxY)]), style))
            ]
        case .horizontal(let y, let style):
            let v = map.vertical(y)
            guard v.isFinite else { return [] }
            return [
                command(mark, .stroke(Path(through: [Point(map.frame.x, v), Point(map.frame.maxX, v)]), style))
            ]
        case .span(let range, let ink):
            let left = max(map.frame.x, map.horizontal(range.lowerBound))
            let right = min(map.frame.maxX, map.horizontal(range.upperBound))
            guard right > left else { return [] }
            let rectangle = Rectangle(x: left, y: map.frame.y, width: right - left, height: map.frame.height)
            return [command(mark, .fill(Path(rectangle), ink))]
        case .heatMap(let grid, let scale):
            return [heatMap(mark, grid, scale)]
        case .text(let text, let point, let anchor, let offset):
            let place = map.point(point)
            let room = map.frame.width - abs(offset.width) - 2
            let (line, whole) = engine.shortened(text, size: textSize, width: room)
            let placed = engine.place(
                line, size: textSize, at: Point(place.x + offset.width, place.y + offset.height), anchor: anchor,
                whole: whole)
            return [command(mark, .text(placed), clipped: false)]
        case .arrows(let displacements, let style, let casing):
            return displacements.flatMap { displacement -> [DrawCommand] in
                let (tail, head) = (map.point(displacement.tail), map.point(displacement.head))
                guard [displacement.tail, displacement.head].allSatisfy({ $0.x.isFinite && $0.y.isFinite }),
                    map.frame.contains(tail)
                else { return [] }
                return Self.arrowShapes(from: tail, to: head, style, casing: casing).map { command(mark, $0) }
            }
        case .cells(let cells):
            return cellCommands(mark, cells)
        case .contour, .edgeArrow, .keyArrow:
            return []
        }
    }

    // MARK: Lines and areas

    /// A line that breaks where a value is missing; of a value between two missing ones a dot stays.
    private func path(_ points: [Point], dotSize: Double) -> Path {
        let runs = points.split { !($0.x.isFinite && $0.y.isFinite) }
        let elements = runs.flatMap { run in
            let places = run.map(map.point)
            guard places.count == 1 else { return Path(through: places).elements }
            return Path(through: [-0.5, 0.5].map { Point(places[0].x + $0 * dotSize, places[0].y) }).elements
        }
        return Path(elements)
    }

    /// The staircase over bins; data units.
    private static func outline(_ edges: [Double], _ values: [Double]) -> [Point] {
        precondition(edges.count == values.count + 1, "\(edges.count) edges for \(values.count) bins")
        return values.indices.flatMap { [Point(edges[$0], values[$0]), Point(edges[$0 + 1], values[$0])] }
    }

    /// The areas between two staircases, one outline for each run of bins without a missing value.
    private static func outlines(_ edges: [Double], lower: [Double], upper: [Double]) -> [[Point]] {
        let runs = lower.indices.split { !(lower[$0].isFinite && upper[$0].isFinite) }
        return runs.map { run in
            let span = Array(edges[run.startIndex...run.endIndex])
            return outline(span, Array(upper[run])) + outline(span, Array(lower[run])).reversed()
        }
    }

    private func area(_ mark: Mark, _ outlines: [[Point]], _ filling: Mark.Filling) -> [DrawCommand] {
        let path = outlines.reduce(Path([])) { $0.appending(Path(through: $1.map(map.point), closed: true)) }
        switch filling {
        case .solid(let ink): return [command(mark, .fill(path, ink))]
        case .hatched(let ink):
            return [command(mark, .hatch(path, HatchStyle(ink))), command(mark, .outline(path))]
        }
    }

    private func heatMap(_ mark: Mark, _ grid: ScalarGrid, _ scale: ColourScale) -> DrawCommand {
        // Interpolated here, so that every viewer shows the same smooth picture.
        let side = 192
        let (left, right) = (grid.x[0], grid.x[grid.x.count - 1])
        let (bottom, top) = (grid.y[0], grid.y[grid.y.count - 1])
        // With what is transparent, a picture of 256 colours: as fine as a screen tells them apart.
        let shades = 254
        let span = scale.range.upperBound - scale.range.lowerBound
        let table = (0...shades).map { scale.colour(of: scale.range.lowerBound + span * Double($0) / Double(shades)) }
        var pixels: [Colour] = []
        pixels.reserveCapacity(side * side)
        for row in 0..<side {
            let y = top + (bottom - top) * (Double(row) + 0.5) / Double(side)
            for column in 0..<side {
                let x = left + (right - left) * (Double(column) + 0.5) / Double(side)
                let value = grid.value(atX: x, y: y)
                guard value.isFinite else {
                    pixels.append(Colour(hex: 0, opacity: 0))
                    continue
                }
                let fraction = min(1, max(0, (value - scale.range.lowerBound) / span))
                pixels.append(table[Int((fraction * Double(shades)).rounded())])
            }
        }
        let (upperLeft, lowerRight) = (map.point(Point(left, top)), map.point(Point(right, bottom)))
        let rectangle = Rectangle(
            x: upperLeft.x, y: upperLeft.y, width: lowerRight.x - upperLeft.x, height: lowerRight.y - upperLeft.y)
        return command(mark, .image(Raster(columns: side, rows: side, pixels: pixels), rectangle))
    }

    // MARK: Points and arrows

    private func pointCommands(_ mark: Mark, _ point: Mark.ErrorPoint, _ style: MarkerStyle) -> [DrawCommand] {
        guard point.x.isFinite, point.y.isFinite else { return [] }
        let place = map.point(Point(point.x, point.y))
        let bar = StrokeStyle(style.ink, width: style.lineWidth)
        var result: [DrawCommand] = []
        if point.upper > point.lower {
            let low = max(map.vertical(point.upper), map.frame.y - 10)
            let high = min(map.vertical(point.lower), map.frame.maxY + 10)
            result.append(command(mark, .stroke(Path(through: [Point(place.x, low), Point(place.x, high)]), bar)))
        }
        // Beyond the window: a triangle on its edge instead of silence.
        if let (triangle, edge) = beyond(place) {
            let sign = triangle.path(at: edge, size: min(style.size, 4))
            return result + [command(mark, .fill(sign, style.ink), isRead: false)]
        }
        return result + Self.markerCommands(style, at: place).map { command(mark, $0) }
    }

    /// The triangle that points to a place outside of the frame, and where it stands; nil for one inside.
    private func beyond(_ place: Point) -> (Marker, Point)? {
        let frame = map.frame
        let inside = frame.inset(by: 3)
        let edge = Point(min(inside.maxX, max(inside.x, place.x)), min(inside.maxY, max(inside.y, place.y)))
        if place.y < frame.y - 0.5 { return (.triangleUp, Point(edge.x, inside.y)) }
        if place.y > frame.maxY + 0.5 { return (.triangleDown, Point(edge.x, inside.maxY)) }
        if place.x < frame.x - 0.5 { return (.triangleLeft, Point(inside.x, edge.y)) }
        if place.x > frame.maxX + 0.5 { return (.triangleRight, Point(inside.maxX, edge.y)) }
        return nil
    }

    /// The marker alone; larger ones have a rim of the page's colour.
    static func markerCommands(_ style: MarkerStyle, at place: Point) -> [DrawCommand.Shape] {
        let path = style.marker.path(at: place, size: style.size)
        if style.isFilled {
            let rim: [DrawCommand.Shape] =
                style.size > 5 ? [.stroke(path, StrokeStyle(.paper, width: 1.4, roundCaps: true))] : []
            return rim + [.fill(path, style.ink)]
        }
        return [
            .stroke(path, StrokeStyle(.paper, width: style.lineWidth + 1.4)),
            .stroke(path, StrokeStyle(style.ink, width: style.lineWidth)),
        ]
    }

    func arrow(
        _ mark: Mark, from tail: Point, to head: Point, _ style: StrokeStyle, clipped: Bool
    ) -> [DrawCommand] {
        Self.arrowShapes(from: tail, to: head, style).map { command(mark, $0, clipped: clipped) }
    }

    /// Shaft and head, with the casing beneath both; a dot for a displacement of 0.
    static func arrowShapes(
        from tail: Point, to head: Point, _ style: StrokeStyle, casing: Ink? = nil
    ) -> [DrawCommand.Shape] {
        let (dx, dy) = (head.x - tail.x, head.y - tail.y)
        let length = (dx * dx + dy * dy).squareRoot()
        guard length > 0.3 else { return [.fill(Path.circle(at: tail, radius: 0.5 * style.width), style.ink)] }
        let (ux, uy) = (dx / length, dy / length)
        let size = min(3 + 1.2 * style.width, 0.45 * length + 0.8)
        let base = Point(head.x - ux * size, head.y - uy * size)
        let wings = [
            head, Point(base.x - uy * size * 0.42, base.y + ux * size * 0.42),
            Point(base.x + uy * size * 0.42, base.y - ux * size * 0.42),
        ]
        let (shaft, tip) = (Path(through: [tail, base]), Path(through: wings, closed: true))
        let beneath: [DrawCommand.Shape] =
            casing.map { ink in
                [
                    .stroke(shaft, StrokeStyle(ink, width: style.width + 1.2)),
                    .stroke(tip, StrokeStyle(ink, width: 1.2)),
                ]
            } ?? []
        return beneath + [.stroke(shaft, style), .fill(tip, style.ink)]
    }

    /// Points along everything that a command paints, a few points apart.
    private func outline(_ command: DrawCommand) -> [Point] {
        switch command.shape {
        case .stroke(let path, _):
            return PathSampling.points(along: path, spacing: 3, within: map.frame)
        case .fill(let path, _), .hatch(let path, _):
            return PathSampling.points(along: path, spacing: 3, within: map.frame)
        case .text(let text):
            return PathSampling.points(along: Path(text.bounds), spacing: 3, within: map.frame)
        case .image, .outline:
            return []
        }
    }
}
