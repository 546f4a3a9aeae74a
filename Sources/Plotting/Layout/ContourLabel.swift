import Foundation

/// Finds the place for a label on a line: where the line is straight and nothing else is near.
enum ContourLabel {
    struct Request {
        let width: Double
        let height: Double
        let frame: Rectangle
        let level: Double
        /// Boxes of labels that have their place already.
        let taken: [Rectangle]
    }

    /// What a label keeps away from: other marks, and contours of other levels.
    struct Obstacles {
        private var points: [Point]
        private var contours: [(level: Double, points: [Point])] = []

        init(points: [Point]) {
            self.points = points
        }

        mutating func add(_ lines: [[Point]], level: Double, within frame: Rectangle) {
            contours.append(
                (level, lines.flatMap { PathSampling.points(along: Path(through: $0), spacing: 3, within: frame) }))
        }

        /// Distance in points to the nearest obstacle of a label on the contour of `level`.
        func distance(from place: Point, level: Double) -> Double {
            var nearest = Double.infinity
            for point in points { nearest = min(nearest, squared(point, place)) }
            for contour in contours where contour.level != level {
                for point in contour.points { nearest = min(nearest, squared(point, place)) }
            }
            return nearest.squareRoot()
        }

        /// Whether any obstacle lies in a box.
        func touch(_ box: Rectangle) -> Bool {
            points.contains { box.contains($0) } || contours.contains { $0.points.contains { box.contains($0) } }
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
    }

    static func place(on lines: [[Point]], _ request: Request, avoiding obstacles: Obstacles) -> Placement? {
        let gap = request.width + 4
        var best: (score: Double, line: Int, arc: Double, centre: Point, angle: Double)?
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
                let clearance = obstacles.distance(from: centre, level: request.level)
                // Bending costs most; then crowding within the label's reach; then steepness.
                let crowding = max(0, 1 - clearance / (reach + 2))
                let score = 12 * (1 - chord / gap) + 4 * crowding + 0.25 * abs(angle)
                if best.map({ score < $0.score - 1e-9 }) ?? true {
                    best = (score, number, arc, centre, angle)
                }
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
        return Placement(centre: best.centre, angle: best.angle, remaining: remaining)
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
