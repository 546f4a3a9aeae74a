import Foundation

/// KaTeX as Debian installs it (`libjs-katex`, `fonts-katex`), made into text that a page can carry.
struct KaTeX: Sendable {
    /// Where Debian keeps it.
    static let systemFolder = URL(fileURLWithPath: "/usr/share/javascript/katex", isDirectory: true)

    /// Rules and fonts; every font is a data URI.
    let stylesheet: String
    let script: String

    /// - Parameter folder: holds `katex.min.css`, `katex.min.js` and `fonts/`.
    /// - Returns: nil where a file is missing; the page then shows the TeX source.
    init?(folder: URL = KaTeX.systemFolder) {
        guard
            let css = Self.text(folder.appendingPathComponent("katex.min.css")),
            let script = Self.text(folder.appendingPathComponent("katex.min.js")),
            let stylesheet = Self.inlineFonts(in: css, folder: folder)
        else { return nil }
        self.stylesheet = stylesheet
        self.script = script
    }

    private static func text(_ file: URL) -> String? {
        try? String(contentsOf: file.resolvingSymlinksInPath(), encoding: .utf8)
    }

    /// Every `src:` names WOFF2, WOFF and TrueType; one is enough, and WOFF2 is the smallest.
    private static func inlineFonts(in css: String, folder: URL) -> String? {
        var result = ""
        var rest = css[...]
        while let source = rest.range(of: "src:url(") {
            guard
                let close = rest[source.upperBound...].firstIndex(of: ")"),
                let end = rest[close...].firstIndex(where: { $0 == ";" || $0 == "}" }),
                let font = try? Data(contentsOf: folder.appendingPathComponent(String(rest[source.upperBound..<close])))
            else { return nil }
            result += rest[..<source.lowerBound]
            result += "src:url(data:font/woff2;base64,\(font.base64EncodedString())) format('woff2')"
            rest = rest[end...]
        }
        return result + rest
    }
}
