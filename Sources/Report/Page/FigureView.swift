import Foundation

/// What the template `figure` sees: figures that follow each other in one cell, under one caption.
struct FigureView {
    struct Drawing {
        /// The picture in words, escaped for an attribute in double quotes.
        let description: String
        /// An `<svg>` element; empty where the directive gave no SVG.
        let wide: String
        /// An `<svg>` element for where there is half the width; nil where the first fits there too.
        let narrow: String?
    }

    /// Of the cell.
    let label: String
    /// In their order.
    let pictures: [Drawing]
    /// The width of the column that the author gave, "60%".
    let width: String?
    let files: FilesView?
    let caption: CaptionView

    init(_ figures: [Picture], of cell: Cell, caption: CaptionView, filesFolder: String) {
        label = cell.label
        pictures = figures.enumerated().map { index, figure in
            let prefix = figures.count == 1 ? cell.label : "\(cell.label)_\(index + 1)"
            return Drawing(
                description: EscapedHTML.text(cell.settings.alt ?? figure.alt),
                wide: InlineSVG.element(figure.svg, prefix: "\(prefix)_wide_") ?? "",
                narrow: figure.narrow.flatMap { InlineSVG.element($0, prefix: "\(prefix)_narrow_") })
        }
        width = cell.settings.width
        files = FilesView(figures.flatMap { $0.files.keys }, in: filesFolder)
        self.caption = caption
    }
}

/// What the template `files` sees: links to the files beside the page.
struct FilesView {
    struct Link {
        let name: String
        /// Percent-encoded and escaped for an attribute in double quotes.
        let target: String
    }

    let links: [Link]

    /// - Returns: nil where there are no files.
    init?(_ names: [String], in folder: String) {
        guard !names.isEmpty else { return nil }
        links = names.sorted().map { name in
            let path = "\(folder)/\(name)"
            let encoded = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
            return Link(name: name, target: EscapedHTML.text(encoded))
        }
    }
}
