/// What a part of a drawing shows, for who reads it: a pointer over a page, an entry of the legend that hides its series.
struct DrawingPart: Sendable, Equatable {
    /// How the part is to be read. The raw value ends the name of the attribute `data-…` of an SVG that holds ``name``.
    enum Kind: String, Sendable {
        /// A line whose points are all values.
        case curve
        /// Markers and error bars.
        case point
        /// An area between two values, as its outline.
        case band
        /// A shape that belongs to a series and has no values.
        case mark
        /// The sample and the text of a series in a legend.
        case legend
        /// A number at a tick of the axis in the name, `x` or `y`; the ticks themselves have the name `line`, labels at
        /// values on the other side of the frame `side`, and the title of y `title`.
        case tick
    }

    let kind: Kind
    /// Of the series, in the words of the legend; without an entry there, in those of the mark's role.
    let name: String

    init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }
}
