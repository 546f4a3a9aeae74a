/// A comparison as a page: tables, and figures of both reports side by side, one over the other, or in turn.
struct ComparisonPage {
    /// One HTML file that needs no network.
    let html: String

    /// - Throws: ``PageError`` from the templates.
    init(
        _ comparison: ReportComparison, _ old: ComparedReport, _ new: ComparedReport, renderer: PageRenderer
    ) throws(PageError) {
        let (figures, remarks) = Self.figures(comparison, old, new)
        let view = ComparisonView(comparison, figures: figures, figureRemarks: remarks)
        let title = comparison.new.title ?? comparison.old.title ?? comparison.new.report
        var content = PageContent(
            title: title, subtitle: "What differs between \(old.name) and \(new.name)",
            contents: view.cells.map { PageContent.Heading(level: 2, title: $0.label, anchor: $0.label) },
            bodyHTML: try renderer.render(view, with: "comparison"))
        content.isComparison = true
        if !figures.isEmpty {
            // Each report's figures keep the colours of the version that drew them.
            content.pictureStylesheets = [(old, "comparison-old"), (new, "comparison-new")].compactMap {
                PictureRules.confined($0.pictureRules, to: $1)
            }
        }
        html = try renderer.render(content)
    }

    /// Figures that are not the same in both reports, and what is to be said of cells whose figures are not shown.
    private static func figures(
        _ comparison: ReportComparison, _ old: ComparedReport, _ new: ComparedReport
    ) -> (figures: [String: ComparisonView.Figure], remarks: [String: String]) {
        var figures: [String: ComparisonView.Figure] = [:]
        var remarks: [String: String] = [:]
        for cell in comparison.cells where cell.kind != .removed && cell.kind != .added {
            let before = old.figures?[cell.oldLabel ?? cell.label]
            let after = new.figures?[cell.label]
            switch (before, after) {
            case (nil, nil): continue
            case (let first?, let second?):
                if first == second { continue }
                let pair = [(first, "old"), (second, "new")].map { InlineSVG.borrowed($0, prefix: "_\($1)_") }
                if let left = pair[0], let right = pair[1] {
                    figures[cell.label] = .init(group: "_figure_\(cell.label)", before: left, after: right)
                } else {
                    remarks[cell.label] = "Its figures are not shown: they hold what no figure of Fiducial holds."
                }
            case (nil, _?), (_?, nil):
                let (side, report) = before == nil ? ("old", old) : ("new", new)
                remarks[cell.label] =
                    report.figures == nil
                    ? "Its figures are not compared: a store alone has none; give the report or its page."
                    : "The \(side) report has no figure of it."
            }
        }
        return (figures, remarks)
    }
}
