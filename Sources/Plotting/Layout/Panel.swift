/// One frame of a figure, with its axes and marks, and optionally a lower panel that shares x.
public struct Panel: Sendable {
    /// A second frame below the main one: 28 % of the height, shared x.
    public struct Lower: Sendable {
        public let y: Axis
        public let marks: [Mark]

        public init(y: Axis, marks: [Mark]) {
            self.y = y
            self.marks = marks
        }

        /// Its share of the panel's height.
        public static let heightFraction = 0.28
    }

    /// A text in the right margin, at a value of y.
    public struct SideLabel: Sendable, Equatable {
        public let value: Double
        public let text: RichText

        public init(value: Double, text: RichText) {
            self.value = value
            self.text = text
        }
    }

    public enum Legend: Sendable, Equatable {
        /// Inside where the marks leave room, outside otherwise.
        case automatic
        /// Above the frame, or beside it where the figure is wide.
        case outside
        case hidden
    }

    public let x: Axis
    public let y: Axis
    public let marks: [Mark]
    public let lower: Lower?
    /// Above the frame, left: what is shown.
    public let heading: RichText?
    /// Above the frame, right, muted: sample size, "partial", a caveat.
    public let note: RichText?
    public let sideLabels: [SideLabel]
    public let legend: Legend
    /// Legend lines without a sample, after the entries.
    public let remarks: [RichText]
    /// Whether y may grow upwards to make room for the legend.
    public let mayGrowForLegend: Bool
    /// Height of the frame (lower panel included) against its width.
    public let aspect: Double
    /// Whether the aspect holds at any width; otherwise a wide frame is no higher than 75 mm.
    public let keepsAspect: Bool
    public let colourBar: ColourScale?

    public init(
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
