/// Points along a path, close enough that none of it goes unnoticed.
enum PathSampling {
    static func points(along path: Path, spacing: Double) -> [Point] {
        var result: [Point] = []
        var current = Point(0, 0)
        var start = Point(0, 0)
        func walk(to end: Point) {
            let (dx, dy) = (end.x - current.x, end.y - current.y)
            let length = (dx * dx + dy * dy).squareRoot()
            // A line far outside of the page needs no dense points.
            let count = max(1, Int(min(4000, length / spacing).rounded(.up)))
            for index in 1...count {
                let t = Double(index) / Double(count)
                result.append(Point(current.x + t * dx, current.y + t * dy))
            }
            current = end
        }
        for element in path.elements {
            switch element {
            case .move(let point):
                current = point
                start = point
                result.append(point)
            case .line(let point), .curve(_, _, let point):
                walk(to: point)
            case .close:
                walk(to: start)
            }
        }
        return result
    }
}
