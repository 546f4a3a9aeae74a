import Foundation

/// Maps data units to points inside one frame.
struct CoordinateMap: Sendable, Equatable {
    let x: Axis
    let y: Axis
    /// The frame, in points.
    let frame: Rectangle

    /// The position of a data value along an axis: 0 at the lower limit, 1 at the upper.
    static func fraction(_ value: Double, on axis: Axis) -> Double {
        let (low, high) = (axis.limits.lowerBound, axis.limits.upperBound)
        switch axis.scale {
        case .linear: return (value - low) / (high - low)
        case .logarithmic:
            // Nothing is at or below zero on a logarithmic axis: far below the frame.
            guard value > 0 else { return -10 }
            let ratios = (value / low, high / low)
            // A quotient of numbers 1e308 apart is none; their logarithms have a difference.
            guard ratios.0.isNormal, ratios.1.isFinite else { return (log(value) - log(low)) / (log(high) - log(low)) }
            return log(ratios.0) / log(ratios.1)
        }
    }

    func horizontal(_ value: Double) -> Double {
        Self.bounded(frame.x + Self.fraction(value, on: x) * frame.width)
    }

    func vertical(_ value: Double) -> Double {
        Self.bounded(frame.maxY - Self.fraction(value, on: y) * frame.height)
    }

    /// Far outside is far enough: Cairo's coordinates end at 8 million points.
    private static func bounded(_ place: Double) -> Double {
        min(1e5, max(-1e5, place))
    }

    func point(_ data: Point) -> Point {
        Point(horizontal(data.x), vertical(data.y))
    }
}
