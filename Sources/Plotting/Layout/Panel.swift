/// One frame of a figure, with its axes and marks, and optionally a lower panel that shares x.
struct Panel: Sendable {
    /// A second frame below the main one: 28 % of the height, shared x.
    struct Lower: Sendable {
        let y: Axis
        let marks: [Mark]

        /// Its share of the panel's height.
        static let heightFraction = 0.28
    }

    /// A text in the right margin, at a value of y.
    struct SideLabel: Sendable, Equatable {
        let value: Double
        let text: RichText
    }

    enum Legend: Sendable, Equatable {
        /// Inside of the frame if the marks leave space, outside otherwise.
        case automatic
        /// Above the frame, or beside it where the figure is wide.
        case outside
        case hidden
    }

    let x: Axis
    var y: Axis
    let marks: [Mark]
    var lower: Lower?
    /// The text above the frame on the left: the content of the panel.
    var heading: RichText?
    /// The muted text above the frame on the right: sample size, "partial", a caveat.
    var note: RichText?
    var sideLabels: [SideLabel] = []
    var legend = Legend.automatic
    /// Legend lines without a sample, after the entries.
    var remarks: [RichText] = []
    /// Whether y may grow upwards to make room for the legend.
    var mayGrowForLegend = false
    /// The ratio of the frame's height (lower panel included) to its width.
    var aspect = 0.72
    /// Whether the aspect holds at any width; otherwise a wide frame is no higher than 75 mm.
    var keepsAspect = false
    var colourBar: ColourScale?

    func with(y: Axis) -> Panel {
        var panel = self
        panel.y = y
        return panel
    }
}
