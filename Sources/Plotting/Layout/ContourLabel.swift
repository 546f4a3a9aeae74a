import Foundation

/// Finds the place for a label on a line: where the line is straight and nothing else is near.
enum ContourLabel {
    struct Request {
        let width: Double
        let height: Double
        let frame: Rectangle
        /// The number of the contour, as obstacles know it.
        let contour: Int
        /// Boxes of labels that have their place already.
        let taken: [Rectangle]
    }

    /// What a label keeps away from: other marks, and other contours.
    struct Obstacles {
        private var points: [Point]
        private var contours: [(number: Int, points: [Point])] = []

        init(points: [Point]) {
            self.points = points
        }

        mutating func add(_ lines: [[Point]], number: Int, within frame: Rectangle) {
            contours.append(
                (number, lines.flatMap { PathSampling.points(along: Path(through: $0), spacing: 2, within: frame) }))
        }

        /// Distance in points to the nearest obstacle of the label of a contour.
        func distance(from place: Point, contour number: Int) -> Double {
            var nearest = Double.infinity
            for point in points { nearest = min(nearest, squared(point, place)) }
            for contour in contours where contour.number != number {
                for point in contour.points { nearest = min(nearest, squared(point, place)) }
            }
            return nearest.squareRoot()
        }

        /// Whether any obstacle lies in a box.
        func touch(_ box: Rectangle) -> Bool {
            points.contains { box.contains($0) } || contours.contains { $0.points.contains { box.contains($0) } }
        }

        /// Whether any obstacle crosses the label of a contour.
        ///
        /// - Parameter angle: the angle of the label, in the convention of text.
        func strike(_ label: Size, at centre: Point, angle: Double, contour number: Int) -> Bool {
            let (cosine, sine) = (cos(angle), sin(angle))
            func isInside(_ point: Point) -> Bool {
                let (dx, dy) = (point.x - centre.x, point.y - centre.y)
                return abs(dx * cosine - dy * sine) < label.width / 2 + 1
                    && abs(dx * sine + dy * cosine) < label.height / 2 + 1
            }
            return points.contains(where: isInside)
                || contours.contains { $0.number != number && $0.points.contains(where: isInside) }
        }

        private func squared(_ a: Point, _ b: Point) -> Double {
            (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)
        }
    }

    struct Placement {
        let centre: Point
        let angle: Double
        /// The lines, without the piece beneath the label.
        let remaining: [[Point]]
        /// Whether something else runs through the label all the same.
        let isStruck: Bool
    }

    static func place(on lines: [[Point]], _ request: Request, avoiding obstacles: Obstacles) -> Placement? {
        let gap = request.width + 4
        var best: (score: Double, line: Int, arc: Double, centre: Point, angle: Double, isStruck: Bool)?
        for (number, line) in lines.enumerated() {
            let arcs = ArcLength(line)
            // An open line ends in an arrowhead, which the label leaves alone.
            let end = line.first == line.last ? 0 : 9.0
            guard arcs.total > 2.2 * gap + 2 * end else { continue }
            let candidates = 90
            for index in 0..<candidates {
                let arc = gap / 2 + end + (arcs.total - gap - 2 * end) * (Double(index) + 0.5) / Double(candidates)
                let (from, to) = (arcs.point(at: arc - gap / 2), arcs.point(at: arc + gap / 2))
                let middle = arcs.point(at: arc)
                let chord = hypot(to.x - from.x, to.y - from.y)
                let centre = Point(
                    (from.x + to.x + 2 * middle.x) / 4, (from.y + to.y + 2 * middle.y) / 4)
                var angle = -atan2(to.y - from.y, to.x - from.x)
                if angle > .pi / 2 { angle -= .pi }
                if angle <= -.pi / 2 { angle += .pi }
                let reach = request.width / 2 + 3
                guard request.frame.inset(by: reach).contains(centre) else { continue }
                let box = Rectangle(
                    x: centre.x - reach, y: centre.y - reach, width: 2 * reach, height: 2 * reach)
                guard !request.taken.contains(where: box.intersects) else { continue }
                let clearance = obstacles.distance(from: centre, contour: request.contour)
                // Bending costs most; then crowding within the label's reach; then steepness.
                let crowding = max(0, 1 - clearance / (reach + 2))
                let score = 12 * (1 - chord / gap) + 4 * crowding + 0.25 * abs(angle)
                guard best.map({ score < $0.score - 1e-9 || $0.isStruck }) ?? true else { continue }
                let isStruck = obstacles.strike(
                    Size(width: request.width, height: request.height), at: centre, angle: angle,
                    contour: request.contour)
                // A label that nothing runs through is better than any other.
                let isBetter = best.map { $0.isStruck == isStruck ? score < $0.score - 1e-9 : $0.isStruck } ?? true
                if isBetter { best = (score, number, arc, centre, angle, isStruck) }
            }
        }
        guard let best else { return nil }
        let arcs = ArcLength(lines[best.line])
        var remaining = lines
        let line = remaining.remove(at: best.line)
        let head = arcs.piece(from: 0, to: best.arc - gap / 2)
        let tail = arcs.piece(from: best.arc + gap / 2, to: arcs.total)
        let isClosed = line.first == line.last
        remaining += isClosed ? [tail + head.dropFirst()] : [head, tail]
        return Placement(centre: best.centre, angle: best.angle, remaining: remaining, isStruck: best.isStruck)
    }

    /// A free place for a level label beside the contour, as close as possible to the contour's top; nil if there is
    /// none.
    static func place(beside lines: [[Point]], _ request: Request, avoiding obstacles: Obstacles) -> Point? {
        let points = lines.flatMap { PathSampling.points(along: Path(through: $0), spacing: 4, within: request.frame) }
        guard !points.isEmpty else { return nil }
        let middle = Rectangle(around: points)
        let (halfWidth, halfHeight) = (request.width / 2 + 1.5, request.height / 2 + 1.5)
        var best: (score: Double, centre: Point)?
        for gap in [1.5, 5.0, 9.0] {
            for point in points {
                let (dx, dy) = (point.x - middle.midX, point.y - middle.midY)
                let length = max(1e-9, hypot(dx, dy))
                for side in [1.0, -1.0] {
                    let (ux, uy) = (side * dx / length, side * dy / length)
                    // As far as the box has to go until its edge is off the line.
                    let reach =
                        min(
                            halfWidth / max(1e-9, abs(ux)), halfHeight / max(1e-9, abs(uy))) + gap
                    let centre = Point(point.x + ux * reach, point.y + uy * reach)
                    let box = Rectangle(
                        x: centre.x - halfWidth, y: centre.y - halfHeight, width: 2 * halfWidth, height: 2 * halfHeight)
                    guard request.frame.inset(by: halfWidth).contains(centre),
                        !request.taken.contains(where: box.intersects), !obstacles.touch(box)
                    else { continue }
                    let score = gap + (side < 0 ? 2 : 0) + 0.05 * abs(point.y - middle.y)
                    if best.map({ score < $0.score - 1e-9 }) ?? true { best = (score, centre) }
                }
            }
            if let best { return best.centre }
        }
        return nil
    }
}

/// A polyline by the length along it.
private struct ArcLength {
    let points: [Point]
    let lengths: [Double]

    init(_ points: [Point]) {
        self.points = points
        var total = 0.0
        var lengths = [0.0]
        for (a, b) in zip(points, points.dropFirst()) {
            total += hypot(b.x - a.x, b.y - a.y)
            lengths.append(total)
        }
        self.lengths = lengths
    }

    var total: Double { lengths[lengths.count - 1] }

    func point(at arc: Double) -> Point {
        let index = max(0, min(points.count - 2, (lengths.firstIndex { $0 > arc } ?? points.count - 1) - 1))
        let span = lengths[index + 1] - lengths[index]
        let t = span > 0 ? (arc - lengths[index]) / span : 0
        let (a, b) = (points[index], points[index + 1])
        return Point(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y))
    }

    func piece(from start: Double, to end: Double) -> [Point] {
        let inner = zip(points, lengths).filter { $0.1 > start && $0.1 < end }.map(\.0)
        return [point(at: start)] + inner + [point(at: end)]
    }
}
