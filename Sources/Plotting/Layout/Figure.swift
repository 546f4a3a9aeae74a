import Foundation

/// A figure as a value: panels of marks, the sentence that states its result, and its numbers.
///
/// It is laid out by ``drawing(width:)`` and painted by ``render(_:theme:width:)``; both may be called on several
/// threads at once, since each call uses its own font map and its own Cairo surface.
public struct Figure: Sendable {
    /// The result in a few words, with numbers; an SVG's `<title>`.
    public let title: String
    /// What the figure shows and says, in sentences; an SVG's `<desc>` and the page's `alt`.
    public let alternativeText: String
    public let panels: [Panel]
    /// Panels in a row; fewer where the width leaves a panel less than 42 mm.
    public let columns: Int
    /// Panels of a column share x: only the lowest has labels; panels of a row share y: only the first has.
    public let sharesX: Bool
    public let sharesY: Bool
    /// One legend for all panels, above them: what any of them shows, named once.
    public let sharesLegend: Bool
    /// One colour bar a row, beside its last panel: for panels of one colour scale.
    public let sharesColourBar: Bool
    public let data: FigureData

    public init(
        title: String, alternativeText: String, panels: [Panel], columns: Int = 1, sharesX: Bool = false,
        sharesY: Bool = false, sharesLegend: Bool = false, sharesColourBar: Bool = false, data: FigureData
    ) {
        precondition(!panels.isEmpty && columns >= 1, "\(panels.count) panels in \(columns) columns")
        self.title = title
        self.alternativeText = alternativeText
        self.panels = panels
        self.columns = min(columns, panels.count)
        self.sharesX = sharesX
        self.sharesY = sharesY
        self.sharesLegend = sharesLegend
        self.sharesColourBar = sharesColourBar
        self.data = data
    }

    /// Lays the figure out.
    ///
    /// - Throws: ``PlottingError/fontMissing(family:found:)``.
    public func drawing(width: FigureWidth) throws(PlottingError) -> Drawing {
        let engine = try TextEngine()
        return FigureLayout(figure: self, width: width.points, engine: engine).drawing()
    }

    /// Lays the figure out and paints it.
    ///
    /// The same figure, format, theme and width give the same bytes.
    /// - Throws: ``PlottingError``.
    public func render(_ format: FigureFormat, theme: Theme = .light, width: FigureWidth) throws(PlottingError) -> Data
    {
        let engine = try TextEngine()
        let drawing = FigureLayout(figure: self, width: width.points, engine: engine).drawing()
        return try CairoRenderer(drawing: drawing, theme: theme, engine: engine)
            .render(format, title: title, description: alternativeText)
    }
}

/// What a figure is painted into.
public enum FigureFormat: Sendable, Equatable {
    /// For a page: scales with its box up to the natural width; every id begins with the prefix.
    case svg(idPrefix: String)
    /// On the theme's page colour, or transparent.
    case png(dotsPerInch: Double = 300, isTransparent: Bool = false)
    case pdf
}
