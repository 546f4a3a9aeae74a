import Foundation

/// An sRGB colour with opacity; every component lies in 0…1.
struct Colour: Sendable, Equatable {
    let red: Double
    let green: Double
    let blue: Double
    var opacity = 1.0
}

extension Colour {
    /// A colour from its six hexadecimal digits, `0x5790fc`.
    init(hex: UInt32, opacity: Double = 1) {
        self.init(
            red: Double((hex >> 16) & 0xff) / 255,
            green: Double((hex >> 8) & 0xff) / 255,
            blue: Double(hex & 0xff) / 255,
            opacity: opacity
        )
    }

    func withOpacity(_ value: Double) -> Colour {
        Colour(red: red, green: green, blue: blue, opacity: value)
    }
}

/// The colours of data series, the same in every theme.
///
/// Whoever looks, with whatever cones: any two of these, and each of them and data points, are ΔE₂₀₀₀ ≥ 20 apart, and a line of
/// each keeps 3:1 on both papers. Both together leave room for five, and for
/// no sixth, so that dashes and markers tell further series (``round(_:)``). The hues are those of Petroff, arXiv:2107.02270, whose own orange and
/// grey are too light for lines on white.
enum Palette {
    /// Blue, orange, purple, grey.
    static let colours: [Colour] = [0x5790fc, 0xe87500, 0xab2f8a, 0x929594].map { Colour(hex: $0) }

    /// The colour of the injected truth and of the generator: green.
    static let truth = Colour(hex: 0x0c7151)

    /// The colour of model or fit.
    static let model = colours[0]

    /// The colour of a simulation before the fit.
    static let prefit = colours[3]

    /// The colour of series `index`; they repeat (``round(_:)``).
    static func series(_ index: Int) -> Colour { colours[index % colours.count] }

    /// The number of times that all colours were used before series `index`: from 1 on, the series needs another
    /// distinction besides its colour.
    static func round(_ index: Int) -> Int { index / colours.count }
}
