/// What a part of a drawing shows, for who reads it: a pointer over a page, an entry of the legend that hides its series.
struct DrawingPart: Sendable, Equatable {
    /// How the part is to be read. The raw value ends the name of the attribute `data-…` of an SVG that holds ``name``.
    enum Kind: String, Sendable {
        /// A line whose every place is a value.
        case curve
        /// Markers and error bars.
        case point
        /// An area between two values, as its outline.
        case band
        /// Belongs to its series, and has no values of its own.
        case mark
        /// Sample and text of the series in a legend.
        case legend
        /// A number at a tick of the axis that the name says, `x` or `y`; the ticks themselves are called `line`, labels at
        /// values on the other side of the frame `side`, and what y shows `title`.
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
