/// How a path is stroked.
public struct StrokeStyle: Sendable, Equatable {
    public let ink: Ink
    /// In points.
    public let width: Double
    /// Lengths of dash and gap in turn, in points; empty draws solid.
    public let dash: [Double]
    public let roundCaps: Bool

    public init(_ ink: Ink, width: Double = 1, dash: [Double] = [], roundCaps: Bool = false) {
        self.ink = ink
        self.width = width
        self.dash = dash
        self.roundCaps = roundCaps
    }

    /// Patterns that keep their meaning over all figures.
    public static let dashed: [Double] = [4.2, 2.2]
    public static let dotted: [Double] = [1, 1.8]
    public static let dashDotted: [Double] = [5, 1.8, 1, 1.8]
}

/// Diagonal lines that fill an outline.
public struct HatchStyle: Sendable, Equatable {
    public let ink: Ink
    public let spacing: Double
    public let width: Double

    public init(_ ink: Ink, spacing: Double = 3.2, width: Double = 0.6) {
        self.ink = ink
        self.spacing = spacing
        self.width = width
    }
}

/// Where the given position lies on a text's box; vertical centring is on the height of the digits.
public struct TextAnchor: Sendable, Equatable {
    public enum Horizontal: Sendable, Equatable { case leading, centre, trailing }
    public enum Vertical: Sendable, Equatable { case top, middle, baseline, bottom }

    public let horizontal: Horizontal
    public let vertical: Vertical

    public init(_ horizontal: Horizontal, _ vertical: Vertical) {
        self.horizontal = horizontal
        self.vertical = vertical
    }
}

/// A text with its place.
public struct PlacedText: Sendable, Equatable {
    public let text: RichText
    public let size: Double
    public let ink: Ink
    /// The anchor's place.
    public let position: Point
    public let anchor: TextAnchor
    /// Counter-clockwise, radians, about `position`.
    public let rotation: Double
    /// The text's box in its own, unrotated frame, relative to `position`.
    public let box: Rectangle
    /// Painted around the letters, to set them off from what lies beneath.
    public var rim: Ink?

    /// The upright rectangle that holds the text as drawn.
    public var bounds: Rectangle { box.rotated(by: rotation, movedTo: position) }
}

/// Pixels, row by row from the top; drawn smoothly into a rectangle.
public struct Raster: Sendable, Equatable {
    public let columns: Int
    public let rows: Int
    public let pixels: [Colour]

    public init(columns: Int, rows: Int, pixels: [Colour]) {
        precondition(pixels.count == columns * rows, "\(pixels.count) pixels for \(columns)×\(rows)")
        self.columns = columns
        self.rows = rows
        self.pixels = pixels
    }
}

/// One thing on the drawing, with the role that it plays, so that a test can ask for it by meaning.
public struct DrawCommand: Sendable, Equatable {
    public enum Shape: Sendable, Equatable {
        case stroke(Path, StrokeStyle)
        case fill(Path, Ink)
        case hatch(Path, HatchStyle)
        case text(PlacedText)
        case image(Raster, Rectangle)
    }

    /// What it stands for: `data`, `profiled`, `level 68 %`, `x title`, `legend`, …
    public let role: String
    /// The panel that it belongs to, counted from 0; nil for what belongs to the whole figure.
    public let panel: Int?
    /// Nothing is painted outside of this.
    public let clip: Rectangle?
    public let shape: Shape

    public init(role: String, panel: Int? = nil, clip: Rectangle? = nil, _ shape: Shape) {
        self.role = role
        self.panel = panel
        self.clip = clip
        self.shape = shape
    }
}

/// A figure laid out at one width: what Cairo is told to paint, before any colour of a theme is chosen.
public struct Drawing: Sendable, Equatable {
    public let size: Size
    public let commands: [DrawCommand]
    /// The inner frame of every panel (and its lower panel, if any), in points.
    public let frames: [PanelFrame]

    public struct PanelFrame: Sendable, Equatable {
        public let main: CoordinateMap
        public let lower: CoordinateMap?
    }

    public func commands(role: String) -> [DrawCommand] {
        commands.filter { $0.role == role }
    }

    /// Every text on the drawing, as plain characters.
    public var texts: [String] {
        commands.compactMap { if case .text(let text) = $0.shape { text.text.plain } else { nil } }
    }
}
