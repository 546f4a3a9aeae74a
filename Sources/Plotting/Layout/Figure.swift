import Foundation

/// A figure as a value: panels of marks, the sentence that states its result, and its numbers.
///
/// ``render(_:theme:width:)`` lays it out and paints it. It may be called on several threads at once, since each call uses
/// its own font map and its own Cairo surface.
public struct Figure: Sendable {
    /// The result in a few words, with numbers; an SVG's `<title>`.
    public let title: String
    /// What the figure shows and says, in sentences; an SVG's `<desc>` and the page's `alt`.
    public let alternativeText: String
    let panels: [Panel]
    /// Panels in a row; fewer where the width leaves a panel less than 42 mm.
    let columns: Int
    /// Panels of a column share x: only the lowest has labels; panels of a row share y: only the first has.
    let sharesX: Bool
    let sharesY: Bool
    /// One legend for all panels, above them: what any of them shows, named once.
    let sharesLegend: Bool
    /// The numbers behind the picture.
    public let data: FigureData

    /// The default number of panels in a row: at most three, and two for four panels.
    public static func columns(of panels: Int) -> Int { panels == 4 ? 2 : min(3, panels) }

    init(
        title: String, alternativeText: String, panels: [Panel], columns: Int = 1, sharesX: Bool = false,
        sharesY: Bool = false, sharesLegend: Bool = false, data: FigureData
    ) {
        precondition(!panels.isEmpty && columns >= 1, "\(panels.count) panels in \(columns) columns")
        self.title = title
        self.alternativeText = alternativeText
        self.panels = panels
        self.columns = min(columns, panels.count)
        self.sharesX = sharesX
        self.sharesY = sharesY
        self.sharesLegend = sharesLegend
        self.data = data
    }

    /// The same picture with another description.
    ///
    /// - Parameters:
    ///   - title: the result in a few words, with numbers.
    ///   - alternativeText: what the figure shows and says, in sentences.
    public func saying(title: String, alternativeText: String) -> Figure {
        Figure(
            title: title, alternativeText: alternativeText, panels: panels, columns: columns, sharesX: sharesX,
            sharesY: sharesY, sharesLegend: sharesLegend, data: data)
    }

    /// The same picture with its legends outside of the frames, for pages that move lines later, so that no place in a
    /// frame is sure to stay free.
    public func withLegendsOutside() -> Figure {
        with { if $0.legend == .automatic { $0.legend = .outside } }
    }

    /// The same picture without the notes of its panels, for pages that move lines later, so that the notes would
    /// become wrong.
    public func withoutNotes() -> Figure { with { $0.note = nil } }

    private func with(_ change: (inout Panel) -> Void) -> Figure {
        var panels = panels
        for index in panels.indices { change(&panels[index]) }
        return Figure(
            title: title, alternativeText: alternativeText, panels: panels, columns: columns, sharesX: sharesX,
            sharesY: sharesY, sharesLegend: sharesLegend, data: data)
    }

    /// Lays the figure out.
    ///
    /// - Throws: ``PlottingError/fontMissing(family:found:)``.
    func drawing(width: FigureWidth) throws(PlottingError) -> Drawing { try laidOut(width: width).drawing }

    /// Lays the figure out, for painting in several formats or themes.
    ///
    /// - Throws: ``PlottingError/fontMissing(family:found:)``.
    public func laidOut(width: FigureWidth) throws(PlottingError) -> LaidOutFigure {
        let engine = try TextEngine()
        let drawing = FigureLayout(figure: self, width: width.points, engine: engine).drawing()
        return LaidOutFigure(
            title: title, alternativeText: alternativeText + inFull(drawing), drawing: drawing, engine: engine)
    }

    /// The texts that had no room, whole, unless the figure's words hold them anyway.
    private func inFull(_ drawing: Drawing) -> String {
        var texts: [String] = []
        for command in drawing.commands {
            guard case .text(let text) = command.shape, let whole = text.whole?.plain, !texts.contains(whole),
                !title.contains(whole), !alternativeText.contains(whole)
            else { continue }
            texts.append(whole)
        }
        return texts.isEmpty ? "" : " Shortened in the figure: \(texts.joined(separator: "; "))."
    }

    /// Lays the figure out and paints it.
    ///
    /// The same figure, format, theme and width give the same bytes.
    /// - Throws: ``PlottingError``.
    public func render(_ format: FigureFormat, theme: Theme = .light, width: FigureWidth) throws(PlottingError) -> Data
    {
        try laidOut(width: width).render(format, theme: theme)
    }
}

/// A figure laid out at one width. It must stay on the thread that made it, because its text engine must.
public struct LaidOutFigure {
    let title: String
    /// The figure's alternative text, followed by all texts that were shortened at this width.
    public let alternativeText: String
    let drawing: Drawing
    let engine: TextEngine

    /// The characters that files of the figure show as boxes, because no installed font has them, and what to do; nil
    /// if there are none.
    public var missingGlyphs: String? {
        MissingGlyphs(
            drawing.commands.flatMap { command -> [Unicode.Scalar] in
                if case .text(let text) = command.shape { engine.boxes(in: text.text) } else { [] }
            })?.words
    }

    /// The same layout with a title given by its author.
    public func titled(_ title: String) -> LaidOutFigure {
        LaidOutFigure(title: title, alternativeText: alternativeText, drawing: drawing, engine: engine)
    }

    /// Paints the figure: the same format and theme give the same bytes. An SVG contains both themes.
    ///
    /// - Throws: ``PlottingError``.
    public func render(_ format: FigureFormat, theme: Theme = .light) throws(PlottingError) -> Data {
        let cairo = CairoRenderer(drawing: drawing, theme: theme, engine: engine)
        switch format {
        case .svg: return Data(writer.file().utf8)
        case .png(let dotsPerInch): return try cairo.png(dotsPerInch: dotsPerInch)
        case .pdf: return try cairo.pdf(title: title, description: alternativeText)
        }
    }

    /// An `<svg>` for a page, for both themes: its colours and its font are those of ``FigureStylesheet/ofPages``,
    /// which the page contains once for all of its figures. Ids in it are `c1`, `c2`, … in every figure.
    ///
    /// - Parameter isDescribed: whether it contains the description; false if the page describes the figure elsewhere.
    public func element(isDescribed: Bool = true) -> String { writer.element(isDescribed: isDescribed) }

    private var writer: SVGWriter {
        SVGWriter(drawing: drawing, engine: engine, title: title, description: alternativeText)
    }
}
