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
enum Palette {
    /// Six categorical colours (Petroff, arXiv:2107.02270).
    static let six: [Colour] = [0x5790fc, 0xf89c20, 0xe42536, 0x964a8b, 0x9c9ca1, 0x7a21dd].map {
        Colour(hex: $0)
    }

    /// Ten categorical colours (Petroff, arXiv:2107.02270).
    static let ten: [Colour] = [
        0x3f90da, 0xffa90e, 0xbd1f01, 0x94a4a2, 0x832db6, 0xa96b59, 0xe76300, 0xb9ac70, 0x717581, 0x92dadd,
    ].map { Colour(hex: $0) }

    /// The colour of the injected truth and of the generator: of those that keep 3:1 on both papers and ΔE₂₀₀₀ ≥ 20 from the model
    /// and from data, whoever looks, the one that is also farthest from the other series. Only the red of a third one comes nearer,
    /// where red and green look alike; dashes and open diamonds tell them apart.
    static let truth = Colour(hex: 0x2a7818)

    /// The colour of model or fit.
    static let model = six[0]

    /// The colour of series `index` out of `count`: six colours where they suffice, else ten, repeating (``round(_:of:)``).
    static func series(_ index: Int, of count: Int) -> Colour {
        let colours = count <= six.count ? six : ten
        return colours[index % colours.count]
    }

    /// How often all colours were used before series `index`: from 1 on something else has to distinguish it from another.
    static func round(_ index: Int, of count: Int) -> Int { count <= six.count ? 0 : index / ten.count }
}
