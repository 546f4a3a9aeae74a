/// What a stroke or fill is painted with: a role that the theme colours, or a data colour that no theme changes.
indirect enum Ink: Sendable, Equatable {
    /// Data points, axes, text.
    case foreground
    /// Secondary lines and notes.
    case muted
    /// Reference and grid lines.
    case grid
    /// The page behind the figure; outlines markers and fills open ones.
    case paper
    /// Statistical uncertainty band.
    case statisticalBand
    /// Systematic uncertainty band.
    case systematicBand
    /// Total uncertainty, drawn hatched.
    case totalBand
    /// A data colour, the same in every theme.
    case colour(Colour)
    /// Another ink at the opacity given (0…1).
    case faded(Ink, Double)
}

extension Ink {
    /// Whether it is opaque.
    var isOpaque: Bool {
        switch self {
        case .colour(let colour): colour.opacity >= 1
        case .faded(let ink, let opacity): opacity >= 1 && ink.isOpaque
        default: true
        }
    }

    /// The role that determines its colour, and its opacity relative to that role; a data colour counts as opaque.
    var base: (ink: Ink, opacity: Double) {
        switch self {
        case .colour(let colour): (.colour(colour.withOpacity(1)), colour.opacity)
        case .faded(let ink, let opacity): (ink.base.ink, ink.base.opacity * opacity)
        default: (self, 1)
        }
    }
}

/// Light or dark page. Exchanges foreground, grid and band colours; data colours stay.
public enum Theme: String, Sendable, CaseIterable {
    /// Dark ink on a light page.
    case light
    /// Light ink on a dark page.
    case dark

    /// The colour of an ink in this theme.
    func colour(of ink: Ink) -> Colour {
        let isLight = self == .light
        switch ink {
        case .foreground: return Colour(hex: isLight ? 0x16181d : 0xeceef2)
        case .muted: return Colour(hex: isLight ? 0x5c616b : 0xa3a9b5)
        case .grid: return Colour(hex: isLight ? 0xb4b8c0 : 0x565c68)
        case .paper: return Colour(hex: isLight ? 0xffffff : 0x14161b)
        case .statisticalBand: return Colour(hex: isLight ? 0xbcd3fe : 0x2b4678)
        case .systematicBand: return Colour(hex: isLight ? 0xfdd9a8 : 0x734a18)
        case .totalBand: return Colour(hex: isLight ? 0x8b8f98 : 0x9aa0ab)
        case .colour(let colour): return colour
        case .faded(let ink, let opacity):
            let base = colour(of: ink)
            return base.withOpacity(base.opacity * opacity)
        }
    }
}
