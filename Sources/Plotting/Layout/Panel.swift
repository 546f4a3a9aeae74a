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
        /// Inside where the marks leave room, outside otherwise.
        case automatic
        /// Above the frame, or beside it where the figure is wide.
        case outside
        case hidden
    }

    let x: Axis
    let y: Axis
    let marks: [Mark]
    let lower: Lower?
    /// Above the frame, left: what is shown.
    let heading: RichText?
    /// Above the frame, right, muted: sample size, "partial", a caveat.
    let note: RichText?
    let sideLabels: [SideLabel]
    let legend: Legend
    /// Legend lines without a sample, after the entries.
    let remarks: [RichText]
    /// Whether y may grow upwards to make room for the legend.
    let mayGrowForLegend: Bool
    /// Height of the frame (lower panel included) against its width.
    let aspect: Double
    /// Whether the aspect holds at any width; otherwise a wide frame is no higher than 75 mm.
    let keepsAspect: Bool
    let colourBar: ColourScale?

    init(
        x: Axis, y: Axis, marks: [Mark], lower: Lower? = nil, heading: RichText? = nil, note: RichText? = nil,
        sideLabels: [SideLabel] = [], legend: Legend = .automatic, remarks: [RichText] = [],
        mayGrowForLegend: Bool = false, aspect: Double = 0.72, keepsAspect: Bool = false,
        colourBar: ColourScale? = nil
    ) {
        self.x = x
        self.y = y
        self.marks = marks
        self.lower = lower
        self.heading = heading
        self.note = note
        self.sideLabels = sideLabels
        self.legend = legend
        self.remarks = remarks
        self.mayGrowForLegend = mayGrowForLegend
        self.aspect = aspect
        self.keepsAspect = keepsAspect
        self.colourBar = colourBar
    }

    func with(y: Axis) -> Panel { with(y: y, colourBar: colourBar) }

    var withoutColourBar: Panel { with(y: y, colourBar: nil) }

    private func with(y: Axis, colourBar: ColourScale?) -> Panel {
        Panel(
            x: x, y: y, marks: marks, lower: lower, heading: heading, note: note, sideLabels: sideLabels,
            legend: legend, remarks: remarks, mayGrowForLegend: mayGrowForLegend, aspect: aspect,
            keepsAspect: keepsAspect, colourBar: colourBar)
    }
}
