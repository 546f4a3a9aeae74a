import Foundation

/// The figures and tables of a report for a paper: pictures as PDF in the widths of a column and of a page, tables as `tabular`,
/// and for each a float with caption and label.
///
///     figures.tex                 \input of all of them, in the order of the report
///     contours.tex                \begin{figure} … \caption{…} \label{fig:contours}
///     contours-86mm.pdf           for a column
///     contours-178mm.pdf          for a page
///     results.tex                 \begin{table} … \label{tab:results}
struct PaperFiles {
    /// In millimetres.
    static let widths = [86, 178]
    /// The file that reads all others.
    static let all = "figures.tex"

    /// By cell, in the order of the report.
    private(set) var floats: [(label: String, files: [String: Data])] = []

    /// - Parameters:
    ///   - wanted: labels of cells; empty for all that show a figure or a table.
    ///   - origin: the origin that the first line of every file states, without line breaks.
    /// - Throws: what drawing a picture throws.
    init(
        _ presentations: [CellPresentation], prose: ProseHTML, wanted: [String], origin: String
    ) throws {
        let text = Self.text(presentations)
        for presentation in presentations where wanted.isEmpty || wanted.contains(presentation.cell.label) {
            guard let body = try Self.body(presentation, prose: prose, text) else { continue }
            let label = presentation.cell.label
            let kind = presentation.kind == .figure ? "figure" : "table"
            // Without a caption it has no number, and nothing refers to it.
            let caption = presentation.cell.caption.map { caption in
                "\\caption{\(text.latex(prose.inline(caption)))}\n  \(Self.mark(presentation))"
            }
            let lines =
                presentation.kind == .table
                ? [caption.map { $0 + "\n  \\smallskip" }, body.latex] : [body.latex, caption]
            let float = """
                % \(origin): \(presentation.numbered ?? label), the cell '\(label)'\(Self.key(presentation))
                \\begin{\(kind)}[htbp]
                  \\centering
                  \(lines.compactMap { $0 }.joined(separator: "\n  "))
                \\end{\(kind)}

                """
            floats.append((label, body.files.merging(["\(label).tex": Data(float.utf8)]) { _, new in new }))
        }
    }

    /// Sets texts of a report, in which its figures and tables are floats with references.
    static func text(_ presentations: [CellPresentation]) -> LaTeXText {
        LaTeXText(
            references: Dictionary(
                presentations.compactMap { cell in reference(cell).map { (cell.cell.label, $0) } },
                uniquingKeysWith: { first, _ in first }))
    }

    /// A file that includes all floats.
    ///
    /// - Parameter origin: as above.
    func index(origin: String) -> Data {
        let inputs = floats.map { "\\input{\($0.label)}" }
        let words = """
            % \(origin)
            % In the preamble: \\usepackage{amsmath, amssymb, booktabs, graphicx, hyperref}
            % A caption with values is that of this run. For figures of two columns take figure* and the files of 178mm.

            """
        return Data((words + inputs.joined(separator: "\n") + "\n").utf8)
    }

    /// "Figure~\ref{fig:contours}"; nil for a cell that is none, or has no caption.
    private static func reference(_ presentation: CellPresentation) -> String? {
        guard presentation.cell.caption != nil else { return nil }
        let label = presentation.cell.label
        return switch presentation.kind {
        case .figure: "Figure~\\ref{fig:\(label)}"
        case .table: "Table~\\ref{tab:\(label)}"
        case .other: nil
        }
    }

    private static func mark(_ presentation: CellPresentation) -> String {
        "\\label{\(presentation.kind == .figure ? "fig" : "tab"):\(presentation.cell.label)}"
    }

    private static func key(_ presentation: CellPresentation) -> String {
        presentation.result.key.map { ", result \($0.prefix(12))" } ?? ""
    }

    /// What stands in the float; nil where the cell shows neither a picture nor a table, or is hidden.
    private static func body(
        _ presentation: CellPresentation, prose: ProseHTML, _ text: LaTeXText
    ) throws -> (latex: String, files: [String: Data])? {
        let label = presentation.cell.label
        switch presentation.kind {
        case .other: return nil
        case .figure:
            let pictures = presentation.fragments.compactMap {
                if case .figure(let picture) = $0 { picture.pdf } else { nil }
            }
            var files: [String: Data] = [:]
            var lines: [String] = []
            for (index, pdf) in pictures.enumerated() {
                let stem = pictures.count == 1 ? label : "\(label)-\(index + 1)"
                for width in widths { files["\(stem)-\(width)mm.pdf"] = try pdf(Double(width)) }
                lines.append("\\includegraphics[width=\(widths[0])mm]{\(stem)-\(widths[0])mm.pdf}")
            }
            return lines.isEmpty ? nil : (lines.joined(separator: "\n  "), files)
        case .table:
            let tables = Self.tables(presentation, prose: prose, text).map(\.latex)
            return (tables.joined(separator: "\n\n"), [:])
        }
    }
    /// The tables of a cell as `tabular`, each with its note.
    static func tables(
        _ presentation: CellPresentation, prose: ProseHTML, _ text: LaTeXText
    ) -> [(table: Table, latex: String)] {
        var lines = CellLines(of: presentation.cell.label, prose: prose)
        return presentation.fragments.compactMap { fragment in
            guard case .table(let table) = fragment else { return nil }
            let view = TableView(table, caption: nil, lines: &lines, filesFolder: "")
            let note = view.note.map { "\n\\\\[0.5ex] \\parbox{\\linewidth}{\\footnotesize \(text.latex($0))}" } ?? ""
            return (table, LaTeXTable(view, text).tabular + note)
        }
    }
}
