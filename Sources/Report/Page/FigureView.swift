import Foundation

/// What the template `figure` sees: figures that follow each other in one cell, under one caption.
struct FigureView {
    /// A figure in one theme.
    struct Drawing {
        /// "light" or "dark".
        let theme: String
        /// The picture in words, escaped for an attribute in double quotes.
        let description: String
        /// An `<svg>` element; empty where the directive gave no SVG.
        let wide: String
        /// An `<svg>` element for where there is half the width; nil where the first fits there too.
        let narrow: String?
    }

    /// Each figure in the light theme and then in the dark one.
    let pictures: [Drawing]
    /// The width of the column that the author gave, "60%".
    let width: String?
    let files: FilesView?
    let caption: CaptionView

    init(_ figures: [Picture], of cell: Cell, caption: CaptionView, filesFolder: String) {
        pictures = figures.enumerated().flatMap { index, figure -> [Drawing] in
            let prefix = figures.count == 1 ? cell.label : "\(cell.label)_\(index + 1)"
            let description = EscapedHTML.text(cell.settings.alt ?? figure.alt)
            return [
                ("light", figure.light, figure.narrow?.light), ("dark", figure.dark, figure.narrow?.dark),
            ].map { theme, wide, narrow in
                Drawing(
                    theme: theme, description: description,
                    wide: InlineSVG.element(wide, prefix: "\(prefix)_\(theme)_") ?? "",
                    narrow: narrow.flatMap { InlineSVG.element($0, prefix: "\(prefix)_\(theme)_narrow_") })
            }
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
