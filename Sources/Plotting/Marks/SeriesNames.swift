/// To which series of the legend every mark of a panel belongs.
///
/// A mark with an entry is of that series. Of those without, what is drawn exactly as another is of its series: so the points
/// of a ratio panel are the data of the panel above it.
struct SeriesNames {
    private let named: [(style: Style, name: String)]

    /// What a mark is drawn with.
    private enum Style: Equatable {
        case line(StrokeStyle)
        case area(Mark.Filling)
        case points(MarkerStyle)
    }

    init(_ marks: [Mark]) {
        named = marks.compactMap { mark in
            guard let legend = mark.legend, let style = Self.style(mark.shape) else { return nil }
            return (style, legend.plain)
        }
    }

    /// The name in the legend; nil for a mark without a legend entry.
    func name(of mark: Mark) -> String? {
        if let entry = mark.legend ?? mark.partOf { return entry.plain }
        guard let style = Self.style(mark.shape) else { return nil }
        return named.first { $0.style == style }?.name
    }

    /// The role of a mark for programs that read the drawing.
    func part(of mark: Mark) -> DrawingPart {
        let name = name(of: mark)
        switch mark.shape {
        case .line, .steps, .contour: return DrawingPart(.curve, name ?? mark.role)
        case .band, .binBand: return DrawingPart(.band, name ?? mark.role)
        case .points: return DrawingPart(.point, name ?? mark.role)
        // A line across the frame is a value where the legend names it, and a guide to the eye where not.
        case .vertical, .horizontal: return DrawingPart(name == nil ? .mark : .curve, name ?? mark.role)
        case .span, .arrows, .edgeArrow, .heatMap, .text, .keyArrow, .cells:
            return DrawingPart(.mark, name ?? mark.role)
        }
    }

    private static func style(_ shape: Mark.Shape) -> Style? {
        switch shape {
        case .line(_, let style), .steps(_, _, let style), .vertical(_, let style), .horizontal(_, let style),
            .contour(_, let style, _):
            .line(style)
        case .band(_, let filling), .binBand(_, _, _, let filling): .area(filling)
        case .span(_, let ink): .area(.solid(ink))
        case .points(_, let style): .points(style)
        case .heatMap, .text, .edgeArrow, .arrows, .keyArrow, .cells: nil
        }
    }
}
