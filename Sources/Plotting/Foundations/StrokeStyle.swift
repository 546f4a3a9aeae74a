/// How a path is stroked.
struct StrokeStyle: Sendable, Equatable {
    let ink: Ink
    /// In points.
    let width: Double
    /// Lengths of dash and gap in turn, in points; empty draws solid.
    let dash: [Double]
    let roundCaps: Bool

    init(_ ink: Ink, width: Double = 1, dash: [Double] = [], roundCaps: Bool = false) {
        self.ink = ink
        self.width = width
        self.dash = dash
        self.roundCaps = roundCaps
    }

    /// Patterns that keep their meaning over all figures.
    static let dashed: [Double] = [4.2, 2.2]
    static let dotted: [Double] = [1, 1.8]
    static let dashDotted: [Double] = [5, 1.8, 1, 1.8]

    private static let longDashed: [Double] = [9, 2.4]
    private static let dashTwiceDotted: [Double] = [5, 1.8, 1, 1.8, 1, 1.8]
    private static let dashes = [[], dashed, dashDotted, dotted, longDashed, dashTwiceDotted]

    /// The dashes of a series whose colour was used in earlier rounds; solid in the first round.
    static func dash(round: Int) -> [Double] { dashes[round % dashes.count] }
}

/// Diagonal lines that fill an outline.
struct HatchStyle: Sendable, Equatable {
    let ink: Ink
    let spacing: Double
    let width: Double

    init(_ ink: Ink, spacing: Double = 3.2, width: Double = 0.6) {
        self.ink = ink
        self.spacing = spacing
        self.width = width
    }
}
