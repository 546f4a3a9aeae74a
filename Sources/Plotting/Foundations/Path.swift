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

    /// The vertices of every piece that begins with a move.
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

    func appending(_ other: Path) -> Path {
        Path(elements + other.elements)
    }
}
