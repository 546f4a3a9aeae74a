/// A shape in data units: the common primitive of all figures.
public struct Mark: Sendable {
    enum Shape: Sendable {
        case line([Point], StrokeStyle)
        /// A histogram's outline: one value per bin between consecutive edges.
        case steps(edges: [Double], values: [Double], StrokeStyle)
        case band([BandPoint], Filling)
        /// An interval for each bin.
        case binBand(edges: [Double], lower: [Double], upper: [Double], Filling)
        case points([ErrorPoint], MarkerStyle)
        case vertical(Double, StrokeStyle)
        case horizontal(Double, StrokeStyle)
        /// Shades all y over a range of x.
        case span(ClosedRange<Double>, Ink)
        /// Lines of one level, labelled on the line if there is space for the label.
        case contour(ContourLines, StrokeStyle, label: RichText?)
        case heatMap(ScalarGrid, ColourScale)
        /// A text near a data point; the offset is in points, y downwards.
        case text(RichText, at: Point, TextAnchor, offset: Size)
        /// An arrow that leaves the frame: something continues outside.
        case edgeArrow(Edge, at: Double, label: RichText?, Ink)
        /// Displacements, from tail to head; the casing separates them from the background.
        case arrows([Displacement], StrokeStyle, casing: Ink? = nil)
        /// Only in the legend: an arrow of this length in units of x, as a scale for the others.
        case keyArrow(length: Double, StrokeStyle, casing: Ink? = nil)
        /// Rectangles, each with a text of the same size, which fits most of them; all texts are left out if they would
        /// be too small to read.
        case cells([Cell])
    }

    enum Filling: Sendable, Equatable {
        case solid(Ink)
        case hatched(Ink)
    }

    /// A side of the frame.
    public enum Edge: Sendable, Equatable {
        /// The side as a reader sees it.
        case left, right, bottom, top
    }

    /// The place in a band at one x.
    struct BandPoint: Sendable, Equatable {
        let x: Double
        let lower: Double
        let upper: Double
    }

    /// A point with the ends of its vertical error bar, as values and not as lengths.
    struct ErrorPoint: Sendable, Equatable {
        let x: Double
        let y: Double
        let lower: Double
        let upper: Double
    }

    /// A displacement of a point, in data units.
    public struct Displacement: Sendable, Equatable {
        let tail: Point
        let head: Point

        /// - Parameters:
        ///   - tail: its position.
        ///   - head: its new position; if it is not finite, no arrow is drawn.
        public init(tail: Point, head: Point) {
            self.tail = tail
            self.head = head
        }
    }

    /// A rectangle in data units and what is written in it.
    struct Cell: Sendable, Equatable {
        let x: ClosedRange<Double>
        let y: ClosedRange<Double>
        let filling: Filling
        var text: RichText?
        var textInk = Ink.foreground
    }

    /// What the mark stands for; the role of its draw commands.
    let role: String
    let shape: Shape
    /// Its entry in the legend. Marks of equal entry share one sample.
    let legend: RichText?
    /// Entries stand in ascending order, equal ones in the order of drawing.
    let legendOrder: Int
    /// Whether it may reach over the frame (markers on an axis).
    let overlapsFrame: Bool
    /// Whether a legend may lie over it (light shading).
    let isBackdrop: Bool
    /// The entry that it belongs to without being a sample of it.
    let partOf: RichText?

    init(
        _ role: String, _ shape: Shape, legend: RichText? = nil, legendOrder: Int = 0, overlapsFrame: Bool = false,
        isBackdrop: Bool = false, partOf: RichText? = nil
    ) {
        self.role = role
        self.shape = shape
        self.legend = legend
        self.legendOrder = legendOrder
        self.overlapsFrame = overlapsFrame
        self.isBackdrop = isBackdrop
        self.partOf = partOf
    }
}

extension Mark.ErrorPoint {
    /// A point without an error bar.
    init(x: Double, y: Double) { self.init(x: x, y: y, lower: y, upper: y) }
}
