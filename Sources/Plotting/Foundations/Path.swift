import Foundation

/// A line or outline in points.
struct Path: Sendable, Equatable {
    enum Element: Sendable, Equatable {
        case move(Point)
        case line(Point)
        case curve(Point, Point, Point)
        case close
    }

    let elements: [Element]

    init(_ elements: [Element]) {
        self.elements = elements
    }

    /// A line through the points; closed into an outline if asked.
    init(through points: [Point], closed: Bool = false) {
        var elements: [Element] = []
        elements.reserveCapacity(points.count + 1)
        for (index, point) in points.enumerated() {
            elements.append(index == 0 ? .move(point) : .line(point))
        }
        if closed, !points.isEmpty { elements.append(.close) }
        self.elements = elements
    }

    init(_ rectangle: Rectangle) {
        self.init(
            through: [
                Point(rectangle.x, rectangle.y), Point(rectangle.maxX, rectangle.y),
                Point(rectangle.maxX, rectangle.maxY), Point(rectangle.x, rectangle.maxY),
            ],
            closed: true
        )
    }

    static func circle(at centre: Point, radius: Double) -> Path {
        // Four cubic arcs; the control distance 4/3·(√2−1) leaves the circle by less than 0.03 % of its radius.
        let k = radius * 4 / 3 * (2.0.squareRoot() - 1)
        let (x, y, r) = (centre.x, centre.y, radius)
        return Path([
            .move(Point(x + r, y)),
            .curve(Point(x + r, y + k), Point(x + k, y + r), Point(x, y + r)),
            .curve(Point(x - k, y + r), Point(x - r, y + k), Point(x - r, y)),
            .curve(Point(x - r, y - k), Point(x - k, y - r), Point(x, y - r)),
            .curve(Point(x + k, y - r), Point(x + r, y - k), Point(x + r, y)),
            .close,
        ])
    }

    /// The end points of every element, in order; curves are not flattened.
    var vertices: [Point] {
        elements.compactMap {
            switch $0 {
            case .move(let point), .line(let point), .curve(_, _, let point): point
            case .close: nil
            }
        }
    }

    /// The vertices of every piece; a piece begins with a move.
    var pieces: [[Point]] {
        var result: [[Point]] = []
        for element in elements {
            switch element {
            case .move(let point): result.append([point])
            case .line(let point), .curve(_, _, let point): result[result.count - 1].append(point)
            case .close: break
            }
        }
        return result
    }

    /// The pieces with their curves as lines.
    var flattened: [[Point]] {
        var result: [[Point]] = []
        for element in elements {
            switch element {
            case .move(let point): result.append([point])
            case .line(let point): result[result.count - 1].append(point)
            case .curve(let first, let second, let end):
                guard let start = result.last?.last else { continue }
                let steps = 12
                result[result.count - 1] += (1...steps).map { step in
                    let t = Double(step) / Double(steps)
                    let (a, b, c, d) = (
                        (1 - t) * (1 - t) * (1 - t), 3 * t * (1 - t) * (1 - t), 3 * t * t * (1 - t), t * t * t
                    )
                    return Point(
                        a * start.x + b * first.x + c * second.x + d * end.x,
                        a * start.y + b * first.y + c * second.y + d * end.y)
                }
            case .close: break
            }
        }
        return result
    }

    /// Centre and radius, if this is a circle made by ``circle(at:radius:)``.
    var circle: (centre: Point, radius: Double)? {
        guard elements.count == 6, case .move(let right) = elements[0], case .curve(_, _, let bottom) = elements[1],
            case .curve(_, _, let left) = elements[2]
        else { return nil }
        let centre = Point((right.x + left.x) / 2, right.y)
        let circle = Path.circle(at: centre, radius: right.x - centre.x)
        let isSame = zip(vertices, circle.vertices).allSatisfy { abs($0.x - $1.x) < 1e-6 && abs($0.y - $1.y) < 1e-6 }
        guard isSame, bottom.y > centre.y, case .close = elements[5] else { return nil }
        return (centre, right.x - centre.x)
    }

    /// Points whose convex hull contains the path.
    var controlPoints: [Point] {
        elements.flatMap { element -> [Point] in
            switch element {
            case .move(let point), .line(let point): [point]
            case .curve(let first, let second, let end): [first, second, end]
            case .close: []
            }
        }
    }

    func appending(_ other: Path) -> Path {
        Path(elements + other.elements)
    }
}
