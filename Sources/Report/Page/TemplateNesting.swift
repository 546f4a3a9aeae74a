/// How templates stand in one another: looked at before a page is set, since a template that includes itself would
/// never end.
///
/// Every section is taken to be shown once, whatever the data; so is what stands in place of an inherited block.
struct TemplateNesting {
    /// A tag that holds others or brings another template in.
    private indirect enum Node {
        case section([Node])
        /// `{{> name}}`, or `{{< name}}` with the content that replaces the blocks of the other template.
        case partial(Place, blocks: [String: [Node]])
        /// `{{$ name}}`, with its default content.
        case block(Place, [Node])
    }

    private struct Place {
        /// Of the template or block that is named.
        let name: String
        /// Of the tag, counted from 1.
        let line: Int
        let column: Int
    }

    /// Sections, templates and blocks inside of one another; deeper ones would take all of the stack.
    private static let deepest = 100
    /// Templates and blocks that one template may bring in, those inside of them counted too.
    private static let most = 100_000

    private var templates: [String: [Node]] = [:]
    /// The names of values that each template asks for.
    private var values: [String: [Place]] = [:]

    /// Reads the tags of a template. Errors that Mustache itself reports are not checked.
    ///
    /// - Parameters:
    ///   - name: its name in partials.
    ///   - file: for messages.
    /// - Throws: ``PageError/malformedTemplate(name:line:column:reason:)`` where sections are nested too deeply, or the
    ///   name of a partial comes from the data.
    mutating func read(_ text: String, name: String, file: String) throws(PageError) {
        var scanner = Scanner(bytes: Array(text.utf8), file: file)
        templates[name] = try scanner.nodes()
        values[name] = scanner.values
    }

    /// The names of all values that the templates use.
    var namesOfValues: Set<String> { Set(values.values.joined().map(\.name)) }

    /// The names of all templates that are used as partials.
    var namesOfPartials: Set<String> { Set(templates.values.flatMap { Self.partials($0).map(\.name) }) }

    /// Checks names: an unknown name would leave a gap in the page.
    ///
    /// - Parameters:
    ///   - known: the names of all existing values.
    ///   - suffix: of the files.
    /// - Throws: ``PageError/malformedTemplate(name:line:column:reason:)`` where a template uses an unknown value or
    ///   template.
    func checkNames(known: Set<String>, suffix: String) throws(PageError) {
        for template in templates.keys.sorted() {
            for place in values[template] ?? [] where !known.contains(place.name) {
                throw .malformedTemplate(
                    name: template + suffix, line: place.line, column: place.column,
                    reason: "there is no value '\(place.name)'; \(NearMiss.remedy(for: place.name, among: known))")
            }
            for place in Self.partials(templates[template] ?? []) where templates[place.name] == nil {
                throw .malformedTemplate(
                    name: template + suffix, line: place.line, column: place.column,
                    reason: "there is no template '\(place.name)'; "
                        + NearMiss.remedy(for: place.name, among: templates.keys))
            }
        }
    }

    private static func partials(_ nodes: [Node]) -> [Place] {
        nodes.flatMap { node in
            switch node {
            case .section(let inner), .block(_, let inner): partials(inner)
            case .partial(let place, let blocks): [place] + blocks.values.flatMap(partials)
            }
        }
    }

    /// - Throws: ``PageError/malformedTemplate(name:line:column:reason:)`` where a template includes itself, or
    ///   includes too much.
    func check(suffix: String) throws(PageError) {
        for name in templates.keys.sorted() {
            var walk = Walk(templates: templates, suffix: suffix)
            try walk.visit(templates[name] ?? [], inherited: [:], depth: 0, chain: [name])
        }
    }

    // MARK: Following the templates

    private struct Walk {
        let templates: [String: [Node]]
        let suffix: String
        var steps = 0

        mutating func visit(
            _ nodes: [Node], inherited: [String: [Node]], depth: Int, chain: [String]
        ) throws(PageError) {
            for node in nodes {
                switch node {
                case .section(let inner):
                    try visit(inner, inherited: inherited, depth: depth + 1, chain: chain)
                case .partial(let place, let blocks):
                    if let first = chain.firstIndex(of: place.name) {
                        let circle = (chain[first...] + [place.name]).joined(separator: " → ")
                        throw error(
                            "the template includes itself (\(circle)), and the page would never end", place, chain)
                    }
                    try count(place, depth, chain)
                    try visit(
                        templates[place.name] ?? [], inherited: inherited.merging(blocks) { outer, _ in outer },
                        depth: depth + 1, chain: chain + [place.name])
                case .block(let place, let inner):
                    try count(place, depth, chain)
                    try visit(inherited[place.name] ?? inner, inherited: inherited, depth: depth + 1, chain: chain)
                }
            }
        }

        private mutating func count(_ place: Place, _ depth: Int, _ chain: [String]) throws(PageError) {
            steps += 1
            if depth > deepest {
                throw error(
                    "sections, templates and blocks stand more than \(deepest) deep in one another", place, chain)
            }
            if steps > most {
                throw error("templates are included in one another more than \(most) times", place, chain)
            }
        }

        private func error(_ reason: String, _ place: Place, _ chain: [String]) -> PageError {
            .malformedTemplate(
                name: (chain.last ?? "") + suffix, line: place.line, column: place.column, reason: reason)
        }
    }

    // MARK: Reading tags

    private struct Scanner {
        let bytes: [UInt8]
        let file: String
        /// The names of values, in the order of the text.
        private(set) var values: [Place] = []
        private var position = 0
        private var line = 1
        private var lineStart = 0

        /// An open section, inherited template or block.
        private struct Open {
            let sign: UInt8
            let place: Place
            var nodes: [Node] = []
            /// The current delimiters; a change of them ends with the section in which it occurs.
            var delimiters: Delimiters
        }

        private struct Delimiters {
            var opening = Array("{{".utf8)
            var closing = Array("}}".utf8)
        }

        init(bytes: [UInt8], file: String) {
            self.bytes = bytes
            self.file = file
        }

        mutating func nodes() throws(PageError) -> [Node] {
            let whole = Place(name: "", line: 1, column: 1)
            var open = [Open(sign: 0, place: whole, delimiters: Delimiters())]
            while let (place, tag) = nextTag(open[open.count - 1].delimiters) {
                guard let sign = tag.first else { continue }
                let name = Self.name(tag.dropFirst())
                let named = Place(name: name, line: place.line, column: place.column)
                note(sign, tag, at: place)
                switch sign {
                case UInt8(ascii: "#"), UInt8(ascii: "^"), UInt8(ascii: "<"), UInt8(ascii: "$"):
                    if open.count > deepest {
                        throw .malformedTemplate(
                            name: file, line: place.line, column: place.column,
                            reason: "sections stand more than \(deepest) deep in one another")
                    }
                    if sign == UInt8(ascii: "<") { try checkName(named) }
                    open.append(Open(sign: sign, place: named, delimiters: open[open.count - 1].delimiters))
                case UInt8(ascii: "/") where open.count > 1:
                    open[open.count - 2].nodes.append(Self.node(open.removeLast()))
                case UInt8(ascii: ">"):
                    try checkName(named)
                    open[open.count - 1].nodes.append(.partial(named, blocks: [:]))
                case UInt8(ascii: "="):
                    let words = tag.dropFirst().dropLast().split(separator: UInt8(ascii: " "))
                    guard words.count == 2 else { continue }
                    open[open.count - 1].delimiters = Delimiters(opening: Array(words[0]), closing: Array(words[1]))
                default: break
                }
            }
            return open[0].nodes
        }

        /// Values and sections; a path is read piece by piece, and what transforms a value stands in front of parentheses.
        private mutating func note(_ sign: UInt8, _ tag: ArraySlice<UInt8>, at place: Place) {
            let text: ArraySlice<UInt8>
            switch sign {
            case UInt8(ascii: "#"), UInt8(ascii: "^"), UInt8(ascii: "&"), UInt8(ascii: "{"): text = tag.dropFirst()
            case UInt8(ascii: "/"), UInt8(ascii: ">"), UInt8(ascii: "<"), UInt8(ascii: "$"), UInt8(ascii: "="),
                UInt8(ascii: "!"), UInt8(ascii: "%"):
                return
            default: text = tag
            }
            let words = String(decoding: text, as: UTF8.self)
            let inside = words.split(separator: "(", omittingEmptySubsequences: false).last ?? ""
            for name in inside.prefix(while: { $0 != ")" }).split(separator: ".") where !name.trimmed.isEmpty {
                values.append(Place(name: name.trimmed, line: place.line, column: place.column))
            }
        }

        private func checkName(_ place: Place) throws(PageError) {
            guard place.name.hasPrefix("*") else { return }
            throw .malformedTemplate(
                name: file, line: place.line, column: place.column,
                reason: "the name of a template cannot come from the data ('\(place.name)'): write the name itself")
        }

        private static func node(_ open: Open) -> Node {
            switch open.sign {
            case UInt8(ascii: "<"):
                let blocks = open.nodes.compactMap { node -> (String, [Node])? in
                    if case .block(let place, let nodes) = node { (place.name, nodes) } else { nil }
                }
                return .partial(open.place, blocks: Dictionary(blocks) { _, last in last })
            case UInt8(ascii: "$"): return .block(open.place, open.nodes)
            default: return .section(open.nodes)
            }
        }

        /// The name in a tag, without the space about it.
        private static func name(_ tag: ArraySlice<UInt8>) -> String {
            let isSpace: (UInt8) -> Bool = { [9, 10, 13, 32].contains($0) }
            let rest = tag.drop(while: isSpace)
            return String(decoding: rest.prefix { !isSpace($0) }, as: UTF8.self)
        }

        /// What stands between the next pair of delimiters; nil at the end.
        private mutating func nextTag(_ delimiters: Delimiters) -> (Place, ArraySlice<UInt8>)? {
            guard let start = advance(to: delimiters.opening) else { return nil }
            let place = Place(name: "", line: line, column: start - lineStart + 1)
            position = start + delimiters.opening.count
            let inside = position
            guard let end = advance(to: delimiters.closing) else { return nil }
            position = end + delimiters.closing.count
            return (place, bytes[inside..<end])
        }

        private mutating func advance(to token: [UInt8]) -> Int? {
            guard let first = token.first else { return nil }
            while position < bytes.count {
                if bytes[position] == first, bytes[position...].starts(with: token) { return position }
                if bytes[position] == UInt8(ascii: "\n") {
                    line += 1
                    lineStart = position + 1
                }
                position += 1
            }
            return nil
        }
    }
}
