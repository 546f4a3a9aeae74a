/// Points along the part of a path that lies in a rectangle, close enough that none of it goes unnoticed.
enum PathSampling {
    static func points(along path: Path, spacing: Double, within bounds: Rectangle) -> [Point] {
        var result: [Point] = []
        var current = Point(0, 0)
        var start = Point(0, 0)
        func walk(to end: Point) {
            let (from, direction) = (current, Point(end.x - current.x, end.y - current.y))
            current = end
            guard let (first, last) = overlap(from, direction, bounds) else { return }
            let length = (last - first) * (direction.x * direction.x + direction.y * direction.y).squareRoot()
            let count = max(1, Int((length / spacing).rounded(.up)))
            for index in 0...count {
                let t = first + (last - first) * Double(index) / Double(count)
                result.append(Point(from.x + t * direction.x, from.y + t * direction.y))
            }
        }
        for element in path.elements {
            switch element {
            case .move(let point):
                current = point
                start = point
            case .line(let point), .curve(_, _, let point):
                walk(to: point)
            case .close:
                walk(to: start)
            }
        }
        return result
    }

    /// Where on from + t·direction, t in 0…1, the segment enters and leaves the rectangle (Liang and Barsky 1984).
    private static func overlap(_ from: Point, _ direction: Point, _ bounds: Rectangle) -> (Double, Double)? {
        var (first, last) = (0.0, 1.0)
        let sides = [
            (-direction.x, from.x - bounds.x), (direction.x, bounds.maxX - from.x), (-direction.y, from.y - bounds.y),
            (direction.y, bounds.maxY - from.y),
        ]
        for (rate, distance) in sides {
            if rate == 0 {
                if distance < 0 { return nil }
            } else if rate < 0 {
                first = max(first, distance / rate)
            } else {
                last = min(last, distance / rate)
            }
        }
        return first <= last ? (first, last) : nil
    }
}
