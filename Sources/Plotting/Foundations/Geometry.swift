import Foundation

/// A position: in points (1/72 inch, y downwards) on a drawing, or in data units on a panel.
public struct Point: Sendable, Equatable {
    /// To the right.
    public let x: Double
    /// Downwards on a drawing, upwards on a panel.
    public let y: Double

    /// The position (x, y).
    public init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

/// Width and height in points.
struct Size: Sendable, Equatable {
    let width: Double
    let height: Double
}

/// An upright rectangle in points; `y` is its upper edge.
struct Rectangle: Sendable, Equatable {
    let x: Double
    let y: Double
    let width: Double
    let height: Double

    var maxX: Double { x + width }
    var maxY: Double { y + height }
    var midX: Double { x + width / 2 }
    var midY: Double { y + height / 2 }

    func contains(_ point: Point, tolerance: Double = 0) -> Bool {
        point.x >= x - tolerance && point.x <= maxX + tolerance
            && point.y >= y - tolerance && point.y <= maxY + tolerance
    }

    func contains(_ other: Rectangle, tolerance: Double = 0) -> Bool {
        contains(Point(other.x, other.y), tolerance: tolerance)
            && contains(Point(other.maxX, other.maxY), tolerance: tolerance)
    }

    /// The rectangle with every edge moved inwards by `margin` (outwards where negative).
    func inset(by margin: Double) -> Rectangle {
        Rectangle(x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin)
    }

    /// The intersection of both; of size 0 if they do not overlap.
    func intersection(_ other: Rectangle) -> Rectangle {
        let (left, top) = (max(x, other.x), max(y, other.y))
        return Rectangle(
            x: left, y: top, width: max(0, min(maxX, other.maxX) - left), height: max(0, min(maxY, other.maxY) - top))
    }

    /// The smallest rectangle that contains both.
    func union(_ other: Rectangle) -> Rectangle {
        let (left, top) = (min(x, other.x), min(y, other.y))
        return Rectangle(
            x: left, y: top, width: max(maxX, other.maxX) - left, height: max(maxY, other.maxY) - top)
    }

    func intersects(_ other: Rectangle) -> Bool {
        x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
    }
}

extension Rectangle {
    /// The upright rectangle around this one after rotating it counter-clockwise about the origin and then moving it.
    func rotated(by angle: Double, movedTo origin: Point) -> Rectangle {
        let (c, s) = (cos(angle), sin(angle))
        let corners = [Point(x, y), Point(maxX, y), Point(maxX, maxY), Point(x, maxY)].map {
            Point($0.x * c + $0.y * s + origin.x, -$0.x * s + $0.y * c + origin.y)
        }
        return Rectangle(around: corners)
    }

    /// The smallest rectangle that contains all points.
    init(around points: [Point]) {
        let xs = points.map(\.x)
        let ys = points.map(\.y)
        let (left, right) = (xs.min() ?? 0, xs.max() ?? 0)
        let (top, bottom) = (ys.min() ?? 0, ys.max() ?? 0)
        self.init(x: left, y: top, width: right - left, height: bottom - top)
    }
}
