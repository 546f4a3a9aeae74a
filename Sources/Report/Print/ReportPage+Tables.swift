import Foundation

extension ReportPage {
    /// Adds to the files beside the page the tables that authors want as LaTeX: each as `tabular`, for a float in a
    /// paper.
    func withTables(_ document: Document) -> ReportPage {
        let asked = presentations.filter { presentation in
            presentation.fragments.contains { if case .table(let table) = $0 { table.latexFile != nil } else { false } }
        }
        guard !asked.isEmpty else { return self }
        let prose = Self.prose(presentations, document)
        let text = PaperFiles.text(presentations)
        var page = self
        for presentation in asked {
            for (table, latex) in PaperFiles.tables(presentation, prose: prose, text) {
                guard let name = table.latexFile else { continue }
                let key = presentation.result.key.map { ", result \($0.prefix(12))" } ?? ""
                let origin = "% \(document.file), the cell '\(presentation.cell.label)'\(key)"
                page.files[name] = Data("\(origin)\n\(latex)\n".utf8)
            }
        }
        return page
    }
}
