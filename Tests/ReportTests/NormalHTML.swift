/// HTML as the specifications of Markdown compare it: white space in a line is one blank, none stands beside the tags of
/// blocks, attributes are sorted, and a character is written in one way.
///
/// After `test/normalize.py` of cmark.
struct NormalHTML {
    private static let blocks: Set<Substring> = [
        "article", "header", "aside", "hgroup", "blockquote", "hr", "iframe", "body", "li", "map", "button", "object",
        "canvas", "ol", "caption", "output", "col", "p", "colgroup", "pre", "dd", "progress", "div", "section", "dl",
        "table", "td", "dt", "tbody", "embed", "textarea", "fieldset", "tfoot", "figcaption", "th", "figure", "thead",
        "footer", "tr", "form", "ul", "h1", "h2", "h3", "h4", "h5", "h6", "video", "script", "style",
    ]

    private(set) var text = ""
    private var isInPre = false
    private var isBehindBlock = false
    private var isBehindBreak = false

    init(_ html: String) {
        var rest = html[...]
        while let first = rest.first {
            if first == "<", let end = rest.firstIndex(of: ">") {
                append(tag: rest[rest.index(after: rest.startIndex)..<end])
                rest = rest[rest.index(after: end)...]
            } else {
                let end = rest.dropFirst().firstIndex(of: "<") ?? rest.endIndex
                append(data: String(rest[..<end]))
                rest = rest[end...]
            }
        }
        dropBlanks()
    }

    private mutating func append(data: String) {
        var data = Self.unescaped(data)[...]
        if isBehindBreak { data = data.drop { $0 == "\n" } }
        if !isInPre {
            data = data.replacing(/[ \t\r\n]+/, with: " ")[...]
            if isBehindBlock { data = data.drop { $0 == " " } }
        }
        text += Self.escaped(String(data))
        isBehindBlock = isBehindBlock && data.isEmpty
        isBehindBreak = false
    }

    private mutating func append(tag: Substring) {
        let isEnd = tag.first == "/"
        let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }
        isBehindBlock = Self.blocks.contains(name)
        isBehindBreak = name == "br"
        if name == "pre" { isInPre = !isEnd }
        if isBehindBlock, !(name == "pre" && isEnd) { dropBlanks() }
        let attributes = tag.drop { $0 == "/" }.dropFirst(name.count)
            .matches(of: /([^\s=\/"]+)(?:="([^"]*)")?/)
            .map { " \($0.1)" + ($0.2.map { "=\"\(Self.escaped(Self.unescaped(String($0))))\"" } ?? "") }
        text += "<\(isEnd ? "/" : "")\(name)\(attributes.sorted().joined())>"
    }

    private mutating func dropBlanks() {
        while text.last == " " || text.last == "\n" { text.removeLast() }
    }

    static func unescaped(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
