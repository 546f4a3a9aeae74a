import Foundation

/// A perceptually uniform colour map, interpolated from control points of its published table.
enum ColourMap: Sendable, Equatable {
    /// S. van der Walt and N. Smith, matplotlib 2.0 (CC0).
    case viridis
    /// Nuñez, Anderton, Renslow, PLoS ONE 13 (2018) e0199239: looks the same with colour-vision deficiency.
    case cividis
    /// Blue through the page's white to red, for displacements and pulls; it should be centred at zero.
    case diverging

    private var controls: [UInt32] {
        switch self {
        case .viridis:
            [0x440154, 0x482878, 0x3e4a89, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6dcd59, 0xb4de2c, 0xfde725]
        case .cividis:
            [0x00204d, 0x00336f, 0x39486b, 0x575c6d, 0x707173, 0x8a8779, 0xa69d75, 0xc4b56c, 0xe4cf5b, 0xffea46]
        case .diverging:
            [0x2d5fb8, 0x5790fc, 0xa9c6fd, 0xf2f2f2, 0xf3a3a9, 0xe42536, 0x9e1220]
        }
    }

    /// The colour at 0…1; values outside take the end's colour.
    func colour(at fraction: Double) -> Colour {
        let controls = controls
        let position = min(1, max(0, fraction.isNaN ? 0 : fraction)) * Double(controls.count - 1)
        let index = min(controls.count - 2, Int(position))
        let t = position - Double(index)
        let stops = [index - 1, index, index + 1, index + 2].map {
            Colour(hex: controls[min(controls.count - 1, max(0, $0))])
        }
        // Catmull–Rom: the published tables are smooth, and straight pieces would show as edges.
        func component(_ key: KeyPath<Colour, Double>) -> Double {
            let (a, b, c, d) = (
                stops[0][keyPath: key], stops[1][keyPath: key], stops[2][keyPath: key], stops[3][keyPath: key]
            )
            let value =
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t)
            return min(1, max(0, value))
        }
        return Colour(red: component(\.red), green: component(\.green), blue: component(\.blue))
    }
}

/// Values to colours: a map over a range, and what the colour bar says.
struct ColourScale: Sendable, Equatable {
    let map: ColourMap
    let range: ClosedRange<Double>
    /// Lets the low values have the light end.
    let isReversed: Bool
    let title: RichText
    /// Values above the range exist and take its last colour; the bar ends in a point.
    let isClippedAbove: Bool

    init(
        _ map: ColourMap, range: ClosedRange<Double>, title: RichText, isReversed: Bool = false,
        isClippedAbove: Bool = false
    ) {
        self.map = map
        self.range = range
        self.title = title
        self.isReversed = isReversed
        self.isClippedAbove = isClippedAbove
    }

    func colour(of value: Double) -> Colour {
        let fraction = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        return map.colour(at: isReversed ? 1 - fraction : fraction)
    }
}
