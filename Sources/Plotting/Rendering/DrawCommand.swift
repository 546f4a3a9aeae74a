/// Pixels, row by row from the top; drawn smoothly into a rectangle.
struct Raster: Sendable, Equatable {
    let columns: Int
    let rows: Int
    let pixels: [Colour]

    init(columns: Int, rows: Int, pixels: [Colour]) {
        precondition(pixels.count == columns * rows, "\(pixels.count) pixels for \(columns)×\(rows)")
        self.columns = columns
        self.rows = rows
        self.pixels = pixels
    }
}

/// One thing on the drawing, with the role that it plays, so that a test can ask for it by meaning.
struct DrawCommand: Sendable, Equatable {
    enum Shape: Sendable, Equatable {
        case stroke(Path, StrokeStyle)
        case fill(Path, Ink)
        case hatch(Path, HatchStyle)
        case text(PlacedText)
        case image(Raster, Rectangle)
        /// An outline that is not painted, of an area that is shown by other means, for programs that read the drawing.
        case outline(Path)
    }

    /// What it stands for: `data`, `profiled`, `level 68 %`, `x title`, `legend`, …
    let role: String
    /// The panel that it belongs to, counted from 0; nil for what belongs to the whole figure.
    let panel: Int?
    /// Nothing is painted outside of this.
    let clip: Rectangle?
    /// What a reader of the drawing may ask of it; nil for what belongs to no series and no axis.
    let part: DrawingPart?
    let shape: Shape

    init(role: String, panel: Int? = nil, clip: Rectangle? = nil, part: DrawingPart? = nil, _ shape: Shape) {
        self.role = role
        self.panel = panel
        self.clip = clip
        self.part = part
        self.shape = shape
    }
}

/// A figure laid out at one width: what is to be painted, before any colour of a theme is chosen.
struct Drawing: Sendable, Equatable {
    let size: Size
    let commands: [DrawCommand]
    /// The inner frame of every panel (and its lower panel, if any), in points.
    let frames: [PanelFrame]

    struct PanelFrame: Sendable, Equatable {
        let main: CoordinateMap
        let lower: CoordinateMap?
        /// The meaning of the colours of a map in the main frame; nil without a map.
        var scale: ColourReading?
    }

    func commands(role: String) -> [DrawCommand] {
        commands.filter { $0.role == role }
    }

    /// Every text on the drawing, as plain characters.
    var texts: [String] {
        commands.compactMap { if case .text(let text) = $0.shape { text.text.plain } else { nil } }
    }
}

/// What the colours of a map stand for.
struct ColourReading: Sendable, Equatable {
    let range: ClosedRange<Double>
    let title: RichText
}
