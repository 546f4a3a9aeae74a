import Foundation

/// KaTeX as Debian installs it (`libjs-katex`, `fonts-katex`).
struct KaTeX: Sendable {
    /// Where Debian keeps it.
    static let systemFolder = URL(fileURLWithPath: "/usr/share/javascript/katex", isDirectory: true)

    /// KaTeX's script.
    static func script(in folder: URL) -> URL { folder.appendingPathComponent("katex.min.js") }

    /// What sets a formula, to run once.
    let script: String
    private let rules: [Rule]
    private let folder: URL

    /// `selectors{declarations}`.
    private struct Rule {
        let text: String
        /// The classes that each of the selectors names.
        let classes: [[String]]
        let font: Font
        /// The file of a font; nil for all other rules.
        let file: String?
    }

    /// - Parameter folder: holds `katex.min.css`, `katex.min.js` and `fonts/`.
    /// - Throws: where a file is missing, including fonts.
    init(folder: URL = KaTeX.systemFolder) throws(MissingKaTeX) {
        self.folder = folder
        script = try Self.text(Self.script(in: folder))
        let css = try Self.text(folder.appendingPathComponent("katex.min.css"))
        rules = Self.rules(css)
        for name in rules.compactMap(\.file) {
            let font = folder.appendingPathComponent(name)
            guard FileManager.default.isReadableFile(atPath: font.path) else { throw MissingKaTeX(path: font.path) }
        }
    }

    /// Rules and fonts for some HTML: fonts that it does not use are left out, all others are included as data URIs.
    func stylesheet(for html: [String]) -> String {
        let classes = CSSClasses(in: html)
        let used = rules.filter { rule in
            rule.file == nil && rule.classes.contains { classes.hold($0) }
        }
        let fonts = used.map(\.font)
        return rules.map { rule -> String in
            guard let file = rule.file else { return rule.text }
            let font = rule.font
            let isShown =
                fonts.contains { $0.family == font.family }
                && (font.weight == nil || fonts.contains { $0.goes(with: font) && $0.weight == font.weight })
                && (font.style == nil || fonts.contains { $0.goes(with: font) && $0.style == font.style })
            guard isShown, let data = try? Data(contentsOf: folder.appendingPathComponent(file)) else { return "" }
            return "@font-face{font-family:\(font.family ?? "");"
                + "src:url(data:font/woff2;base64,\(data.base64EncodedString())) format('woff2');"
                + "font-weight:\(font.weight ?? "400");font-style:\(font.style ?? "normal")}"
        }.joined()
    }

    private static func text(_ file: URL) throws(MissingKaTeX) -> String {
        do {
            return try String(contentsOf: file.resolvingSymlinksInPath(), encoding: .utf8)
        } catch {
            throw MissingKaTeX(path: file.path)
        }
    }

    /// The minified stylesheet nests nothing.
    private static func rules(_ css: String) -> [Rule] {
        css.split(separator: "}").compactMap { text in
            guard let open = text.firstIndex(of: "{") else { return nil }
            let declarations = text[open...].dropFirst()
            // Every `src:` names WOFF2, WOFF and TrueType; one is enough, and WOFF2 is the smallest.
            let source = declarations.after("src:url(").map { $0.prefix { $0 != ")" } }
            return Rule(
                text: String(css[text.startIndex..<css.index(after: text.endIndex)]),
                classes: text[..<open].split(separator: ",").map(CSSClasses.named(by:)),
                font: Font(rule: declarations), file: source.map(String.init))
        }
    }

    /// What a rule says about fonts.
    private struct Font {
        /// One of KaTeX's own.
        let family: String?
        /// "700"; nil for the usual one.
        let weight: String?
        /// "italic"; nil for the usual one.
        let style: String?

        init(rule declarations: Substring) {
            family = declarations.after("KaTeX_").map { "KaTeX_" + CSSClasses.name($0.utf8) }
            let weights = ["font-weight:700", "font-weight:bold"]
            weight = weights.contains { declarations.after($0) != nil } ? "700" : nil
            style = declarations.after("font-style:italic") != nil ? "italic" : nil
        }

        /// Whether a rule applies to a font; a rule without a family changes the weight or the style of any font.
        func goes(with face: Font) -> Bool { family == nil || family == face.family }
    }
}

/// A file of KaTeX that is not there.
struct MissingKaTeX: Error, Hashable {
    let path: String
}

/// The class names in some HTML.
struct CSSClasses {
    private var names: Set<String> = []

    init(in html: [String]) {
        let mark = "class=\""
        for text in html {
            // In the C library: Foundation would first make an index of all of it.
            text.withCString { start in
                var rest = start
                while let found = strstr(rest, mark) {
                    let value = UnsafePointer(found) + mark.utf8.count
                    let length = strcspn(value, "\"")
                    let bytes = UnsafeRawBufferPointer(start: value, count: length)
                    for name in bytes.split(separator: UInt8(ascii: " ")) {
                        names.insert(String(decoding: name, as: UTF8.self))
                    }
                    rest = value + length
                }
            }
        }
    }

    /// Whether all classes of a selector occur.
    func hold(_ classes: [String]) -> Bool { classes.allSatisfy(names.contains) }

    /// The classes in a selector.
    static func named(by selector: Substring) -> [String] {
        selector.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).dropFirst().map(name).filter
        {
            // ".5em" is no class.
            $0.first.map { !$0.isNumber } ?? false
        }
    }

    /// The name at the beginning of a text: letters, digits, `_` and `-`.
    static func name(_ text: Substring.UTF8View) -> String {
        let name = text.prefix { byte in
            switch UnicodeScalar(byte) {
            case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
            default: false
            }
        }
        return String(Substring(name))
    }
}

extension Substring {
    /// What follows the first occurrence of a text; nil where there is none. Regular expressions would be compiled for every rule.
    fileprivate func after(_ text: String) -> Substring? {
        // In the C library: there are a thousand rules, and generic searches are slow.
        let offset = withCString { start in strstr(start, text).map { UnsafePointer($0) - start } }
        return offset.map { self[utf8.index(startIndex, offsetBy: $0 + text.utf8.count)...] }
    }
}
