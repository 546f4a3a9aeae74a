/// Where something is painted: known well enough to say of two shapes that neither lies on the other.
struct Extent {
    /// All that is painted lies in it.
    let bounds: Rectangle
    /// Points whose convex hull holds all of it, but for `margin`; none where there are too many to be worth it.
    private let points: [Point]
    /// How far the pen reaches beyond the points.
    private let margin: Double

    private static let mostPoints = 12

    init(_ path: Path, margin: Double) {
        let points = path.controlPoints
        bounds = Rectangle(around: points).inset(by: -margin)
        self.points = points.count <= Self.mostPoints ? points : []
        self.margin = margin
    }

    init(_ rectangle: Rectangle) {
        bounds = rectangle
        points = []
        margin = 0
    }

    /// The part of it inside of a clip.
    func clipped(to clip: Rectangle) -> Extent {
        Extent(bounds: clip.intersection(bounds), points: points, margin: margin)
    }

    private init(bounds: Rectangle, points: [Point], margin: Double) {
        self.bounds = bounds
        self.points = points
        self.margin = margin
    }

    /// Whether they may overlap; never false if they do.
    func meets(_ other: Extent) -> Bool {
        guard bounds.intersects(other.bounds) else { return false }
        guard points.count > 1, other.points.count > 1 else { return true }
        return !isSeparated(from: other) && !other.isSeparated(from: self)
    }

    /// Whether a line along one of the shape's own sides has each shape on its own side.
    private func isSeparated(from other: Extent) -> Bool {
        zip(points, points.dropFirst() + points.prefix(1)).contains { from, to in
            let (dx, dy) = (to.x - from.x, to.y - from.y)
            let length = (dx * dx + dy * dy).squareRoot()
            guard length > 1e-9 else { return false }
            // Across the side, and along it: two pieces of one line lie behind each other.
            return [(-dy / length, dx / length), (dx / length, dy / length)].contains { x, y in
                func range(_ points: [Point]) -> (low: Double, high: Double) {
                    points.reduce((Double.infinity, -Double.infinity)) { range, point in
                        let value = point.x * x + point.y * y
                        return (min(range.0, value), max(range.1, value))
                    }
                }
                let (own, others) = (range(points), range(other.points))
                let gap = max(own.low - others.high, others.low - own.high)
                return gap >= margin + other.margin
            }
        }
    }
}
