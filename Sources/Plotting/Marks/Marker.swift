import Foundation

/// The outline of a point.
enum Marker: Sendable, Equatable {
    case circle
    case star
    case diamond
    case square
    case triangleUp
    case triangleDown
    case triangleLeft
    case triangleRight

    /// The outline about `centre`; `size` is the diameter of the circle of equal visual weight, in points.
    func path(at centre: Point, size: Double) -> Path {
        let radius = size / 2
        switch self {
        case .circle: return .circle(at: centre, radius: radius)
        case .square: return polygon(4, centre, radius * 1.25, start: .pi / 4)
        case .diamond:
            return Path(
                through: [
                    Point(centre.x, centre.y - radius * 1.35), Point(centre.x + radius * 1.1, centre.y),
                    Point(centre.x, centre.y + radius * 1.35), Point(centre.x - radius * 1.1, centre.y),
                ],
                closed: true)
        case .triangleUp: return polygon(3, centre, radius * 1.3, start: .pi / 2)
        case .triangleDown: return polygon(3, centre, radius * 1.3, start: -.pi / 2)
        case .triangleLeft: return polygon(3, centre, radius * 1.3, start: .pi)
        case .triangleRight: return polygon(3, centre, radius * 1.3, start: 0)
        case .star:
            let outer = radius * 1.4
            let inner = outer * 0.42
            let points = (0..<10).map { index in
                let angle = Double.pi / 2 + Double(index) * .pi / 5
                let length = index.isMultiple(of: 2) ? outer : inner
                return Point(centre.x + length * cos(angle), centre.y - length * sin(angle))
            }
            return Path(through: points, closed: true)
        }
    }

    private func polygon(_ corners: Int, _ centre: Point, _ radius: Double, start: Double) -> Path {
        let points = (0..<corners).map { index in
            let angle = start + 2 * .pi * Double(index) / Double(corners)
            return Point(centre.x + radius * cos(angle), centre.y - radius * sin(angle))
        }
        return Path(through: points, closed: true)
    }
}

extension Marker {
    /// The marker of a series whose colour was used in earlier rounds; in the first round that of the kind.
    static func outline(round: Int, first: Marker) -> Marker {
        let others: [Marker] = [.square, .triangleUp, .triangleDown, .star, .triangleRight]
        return round == 0 ? first : others[(round - 1) % others.count]
    }
}

/// How points are drawn.
struct MarkerStyle: Sendable, Equatable {
    let marker: Marker
    let size: Double
    let ink: Ink
    /// Open ones show their outline only, filled with the page's colour.
    let isFilled: Bool
    /// Width of outline and error bars.
    let lineWidth: Double

    init(_ marker: Marker, size: Double, ink: Ink, isFilled: Bool = true, lineWidth: Double = 0.9) {
        self.marker = marker
        self.size = size
        self.ink = ink
        self.isFilled = isFilled
        self.lineWidth = lineWidth
    }

    /// The same style with a limited size, for a row of a legend.
    func limited(to largest: Double) -> MarkerStyle {
        MarkerStyle(marker, size: min(size, largest), ink: ink, isFilled: isFilled, lineWidth: lineWidth)
    }

    /// The visual grammar: data points, best fit, truth, expansion anchor.
    static let data = MarkerStyle(.circle, size: 3.4, ink: .foreground, lineWidth: 0.8)
    static let bestFit = MarkerStyle(.star, size: 6.4, ink: .foreground)
    static let truth = MarkerStyle(
        .diamond, size: 6, ink: .colour(Palette.truth), isFilled: false, lineWidth: 1.2)
    /// Events of a truth sample in bins, with their errors.
    static let truthSample = MarkerStyle(
        .diamond, size: 2.8, ink: .colour(Palette.truth), isFilled: false, lineWidth: 0.9)
    static let anchor = MarkerStyle(.circle, size: 11.5, ink: .foreground, isFilled: false, lineWidth: 0.9)
}
