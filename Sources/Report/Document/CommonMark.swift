import CCMark
import Synchronization

/// A Markdown text parsed by cmark-gfm with GitHub's extensions, for as long as `body` runs.
///
/// The library has global tables, so one text is parsed at a time.
enum CommonMark {
    private static let gate = Mutex<Bool>(false)

    /// GitHub's extensions, by cmark's names.
    static let github = ["table", "strikethrough", "autolink", "tasklist"]
    /// Those that decide which block a line belongs to, and how deep a node stands.
    static let ofBlocks = ["table", "strikethrough", "tasklist"]

    /// - Parameter extensions: extensions to use instead of all of GitHub's, for callers that only need blocks.
    static func withTree<Result>(
        _ markdown: String, extensions: [String] = github, _ body: (Node, Renderer) throws -> Result
    ) rethrows -> Result {
        try withTree(extensions, feeding: { feed in feed(markdown) }, body)
    }

    /// The same for lines, which need not be joined.
    static func withTree<Result>(
        ofLines lines: [String], extensions: [String], _ body: (Node, Renderer) throws -> Result
    ) rethrows -> Result {
        try withTree(
            extensions,
            feeding: { feed in
                for line in lines {
                    feed(line)
                    feed("\n")
                }
            }, body)
    }

    /// - Parameter feeding: passes the text, in any number of pieces.
    static func withTree<Result>(
        _ extensions: [String], feeding: (Input) -> Void, _ body: (Node, Renderer) throws -> Result
    ) rethrows -> Result {
        try gate.withLock { registered in
            if !registered {
                cmark_gfm_core_extensions_ensure_registered()
                registered = true
            }
            let parser = cmark_parser_new(options)
            defer { cmark_parser_free(parser) }
            for name in extensions {
                if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
            }
            feeding(Input(parser: parser))
            guard let root = cmark_parser_finish(parser) else { preconditionFailure("cmark made no tree") }
            defer { cmark_node_free(root) }
            return try body(
                Node(pointer: root), Renderer(extensions: cmark_parser_get_syntax_extensions(parser)))
        }
    }

    /// Takes a text piece by piece.
    struct Input {
        fileprivate let parser: OpaquePointer?

        func callAsFunction(_ text: String) {
            var text = text
            text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
            }
        }
    }

    /// Footnotes on; raw HTML off, but our own nodes are written as they are.
    fileprivate static let options: CInt = CMARK_OPT_FOOTNOTES

    struct Renderer {
        fileprivate let extensions: UnsafeMutablePointer<cmark_llist>?

        func html(_ node: Node) -> String {
            guard let bytes = cmark_render_html(node.pointer, CommonMark.options, extensions) else { return "" }
            defer { cmark_get_default_mem_allocator().pointee.free(bytes) }
            return String(cString: bytes)
        }

        /// The HTML of a whole document, which is empty afterwards: each block is freed once it is written, so that the
        /// tree and the HTML of a long text are never in memory together.
        func html(emptying document: Node) -> String {
            // Footnotes are written in a section of their own, which has a beginning and an end.
            if document.lastChild?.isFootnoteDefinition ?? false { return html(document) }
            var html = ""
            while let block = document.firstChild {
                html += self.html(block)
                block.unlink()
            }
            return html
        }
    }

    /// A node of the tree; valid only inside `withTree`.
    struct Node {
        fileprivate let pointer: OpaquePointer

        /// cmark's name for the type: "paragraph", "code_block", "text"…
        var type: String { String(cString: cmark_node_get_type_string(pointer)) }
        var literal: String { cmark_node_get_literal(pointer).map(String.init(cString:)) ?? "" }
        var fenceInfo: String { cmark_node_get_fence_info(pointer).map(String.init(cString:)) ?? "" }
        /// Whether its text begins with one of our own placeholder characters, which is rare. The text is not copied
        /// for this check.
        var beginsWithPlaceholder: Bool { Self.beginsWithPlaceholder(cmark_node_get_literal(pointer)) }
        /// The same for the text after a fence.
        var fenceInfoBeginsWithPlaceholder: Bool { Self.beginsWithPlaceholder(cmark_node_get_fence_info(pointer)) }

        private static func beginsWithPlaceholder(_ text: UnsafePointer<CChar>?) -> Bool {
            text.map { UInt8(bitPattern: $0.pointee) == Placeholder.firstByte } ?? false
        }

        /// The target of a link or picture.
        var url: String { cmark_node_get_url(pointer).map(String.init(cString:)) ?? "" }
        /// The title of a link or picture, shown when the pointer rests on it; may be empty.
        var title: String { cmark_node_get_title(pointer).map(String.init(cString:)) ?? "" }
        var headingLevel: Int { Int(cmark_node_get_heading_level(pointer)) }
        /// Its lines, counted from 1.
        var lines: ClosedRange<Int> {
            let start = Int(cmark_node_get_start_line(pointer))
            // cmark leaves out the last line of HTML that ends with its closing tag.
            let end =
                type == "html_block"
                ? start + literal.utf8.count { $0 == UInt8(ascii: "\n") } - 1 : Int(cmark_node_get_end_line(pointer))
            return start...max(start, end)
        }

        /// Its column, counted from 1.
        var column: Int { Int(cmark_node_get_start_column(pointer)) }

        /// The fence of a fenced code block; nil for an indented one.
        var fence: (length: Int, character: Character)? {
            var length: CInt = 0
            var offset: CInt = 0
            var character: CChar = 0
            guard cmark_node_get_fenced(pointer, &length, &offset, &character) != 0 else { return nil }
            return (Int(length), Character(Unicode.Scalar(UInt8(bitPattern: character))))
        }

        var isFootnoteDefinition: Bool { cmark_node_get_type(pointer) == CMARK_NODE_FOOTNOTE_DEFINITION }

        /// Whether this is a reference to a footnote; cmark has no name for this type.
        var isFootnoteReference: Bool { cmark_node_get_type(pointer) == CMARK_NODE_FOOTNOTE_REFERENCE }

        var parent: Node? { cmark_node_parent(pointer).map { Node(pointer: $0) } }

        var firstChild: Node? { cmark_node_first_child(pointer).map { Node(pointer: $0) } }
        var lastChild: Node? { cmark_node_last_child(pointer).map { Node(pointer: $0) } }
        /// Its only child; nil without children or with several.
        var onlyChild: Node? { firstChild.flatMap { cmark_node_next($0.pointer) == nil ? $0 : nil } }

        /// What a node is to who wants its plain text.
        enum PlainKind { case text, code, lineBreak, html, other }

        /// Its kind, by number and not by name, because this is called for every node of a text.
        var plainKind: PlainKind {
            switch cmark_node_get_type(pointer) {
            case CMARK_NODE_TEXT: .text
            case CMARK_NODE_CODE: .code
            case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: .lineBreak
            case CMARK_NODE_HTML_INLINE, CMARK_NODE_HTML_BLOCK: .html
            default: .other
            }
        }

        var children: [Node] {
            var nodes: [Node] = []
            var next = cmark_node_first_child(pointer)
            while let node = next {
                nodes.append(Node(pointer: node))
                next = cmark_node_next(node)
            }
            return nodes
        }

        /// The children of a type, with the names of `type`.
        func children(_ type: String) -> [Node] {
            let type = Self.type(type)
            return children.filter { cmark_node_get_type($0.pointer) == type }
        }

        /// This node and all below it, in the order of the text, at any depth. The list stays valid while leaves are
        /// replaced.
        var subtree: [Node] {
            var nodes: [Node] = []
            walk { node, _ in nodes.append(node) }
            return nodes
        }

        /// Visits this node and all below it, in the order of the text, at any depth.
        func visit(_ body: (Node) -> Void) { walk { node, _ in body(node) } }

        /// The nodes of the subtree that have one of these types, with the names of `type`.
        func nodes(_ types: String...) -> [Node] {
            let types = types.map(Self.type)
            var nodes: [Node] = []
            walk { node, _ in if types.contains(cmark_node_get_type(node.pointer)) { nodes.append(node) } }
            return nodes
        }

        /// What a page sets in its own way, in the order of the text.
        struct Found {
            fileprivate(set) var paragraphs: [Node] = []
            fileprivate(set) var codeBlocks: [Node] = []
            fileprivate(set) var quotations: [Node] = []
            fileprivate(set) var links: [Node] = []
            /// Blocks and what stands in lines.
            fileprivate(set) var html: [Node] = []
            fileprivate(set) var hasPictures = false
        }

        /// Collects the content of this node, including itself, in one pass through the tree.
        var found: Found {
            var found = Found()
            walk { node, _ in
                switch cmark_node_get_type(node.pointer) {
                case CMARK_NODE_PARAGRAPH: found.paragraphs.append(node)
                case CMARK_NODE_CODE_BLOCK: found.codeBlocks.append(node)
                case CMARK_NODE_BLOCK_QUOTE: found.quotations.append(node)
                case CMARK_NODE_LINK: found.links.append(node)
                case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE: found.html.append(node)
                case CMARK_NODE_IMAGE: found.hasPictures = true
                default: break
                }
            }
            return found
        }

        /// The types that are looked for in all of a text, by number: names would take most of the time.
        private static func type(_ name: String) -> cmark_node_type {
            switch name {
            case "heading": return CMARK_NODE_HEADING
            case "paragraph": return CMARK_NODE_PARAGRAPH
            case "block_quote": return CMARK_NODE_BLOCK_QUOTE
            case "code_block": return CMARK_NODE_CODE_BLOCK
            case "html_block": return CMARK_NODE_HTML_BLOCK
            case "html_inline": return CMARK_NODE_HTML_INLINE
            case "link": return CMARK_NODE_LINK
            case "image": return CMARK_NODE_IMAGE
            default: preconditionFailure("nobody looks for nodes of the type '\(name)'")
            }
        }

        /// The nodes of a type that are not inside of another node of the same type.
        func outermost(_ type: String) -> [Node] {
            let type = Self.type(type)
            var nodes: [Node] = []
            var depthOfLast = Int.max
            walk { node, depth in
                if depth <= depthOfLast { depthOfLast = .max }
                guard depthOfLast == .max, cmark_node_get_type(node.pointer) == type else { return }
                nodes.append(node)
                depthOfLast = depth
            }
            return nodes
        }

        /// The depth of the deepest node below this one, and the line of its block.
        var deepest: (depth: Int, line: Int)? {
            var deepest: (depth: Int, line: Int)?
            var line = 1
            walk { node, depth in
                line = max(line, Int(cmark_node_get_start_line(node.pointer)))
                if depth > deepest?.depth ?? 0 { deepest = (depth, line) }
            }
            return deepest
        }

        private func walk(_ visit: (Node, Int) -> Void) {
            let iterator = cmark_iter_new(pointer)
            defer { cmark_iter_free(iterator) }
            var depth = 0
            while true {
                let event = cmark_iter_next(iterator)
                if event == CMARK_EVENT_DONE { return }
                guard let node = cmark_iter_get_node(iterator) else { continue }
                if event == CMARK_EVENT_ENTER {
                    visit(Node(pointer: node), depth)
                    // A leaf is entered only.
                    if !Self.isLeaf(node) { depth += 1 }
                } else {
                    depth -= 1
                }
            }
        }

        /// Whether cmark's iterator never leaves a node of this type.
        private static func isLeaf(_ node: OpaquePointer) -> Bool {
            switch cmark_node_get_type(node) {
            case CMARK_NODE_HTML_BLOCK, CMARK_NODE_THEMATIC_BREAK, CMARK_NODE_CODE_BLOCK, CMARK_NODE_TEXT,
                CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK, CMARK_NODE_CODE, CMARK_NODE_HTML_INLINE:
                true
            default: false
            }
        }

        /// Replaces the node by finished HTML.
        func replace(withBlock html: String) { replace(with: Self.custom(CMARK_NODE_CUSTOM_BLOCK, html)) }

        /// Replaces the node by text and finished HTML.
        func replace(withInlines pieces: [Inline]) {
            for piece in pieces {
                let node: Node
                switch piece {
                case .text(let text):
                    node = Node(pointer: cmark_node_new(CMARK_NODE_TEXT))
                    cmark_node_set_literal(node.pointer, text)
                case .html(let html):
                    node = Self.custom(CMARK_NODE_CUSTOM_INLINE, html)
                }
                cmark_node_insert_before(pointer, node.pointer)
            }
            unlink()
        }

        enum Inline {
            case text(String)
            case html(String)
        }

        /// Turns a quotation that is one of GitHub's alerts, `> [!NOTE]`, into a note with its kind as the heading.
        func setAlert() {
            guard let paragraph = children.first, paragraph.type == "paragraph" else { return }
            // The brackets are texts of their own to the parser.
            var opening: [Node] = []
            var text = ""
            for node in paragraph.children {
                if node.type == "softbreak" || node.type == "linebreak" { break }
                guard node.type == "text" else { return }
                opening.append(node)
                text += node.literal
            }
            guard let kind = Alert.kinds.first(where: { "[!\($0)]" == text.trimmed.uppercased() }) else { return }
            let rest = paragraph.children.dropFirst(opening.count)
            for node in opening + rest.prefix(1) { node.unlink() }
            if paragraph.children.isEmpty { paragraph.unlink() }
            let alert = Self.custom(
                CMARK_NODE_CUSTOM_BLOCK,
                "<div class=\"alert alert-\(kind.lowercased())\" role=\"note\"><p class=\"alert-kind\">"
                    + "\(kind.capitalized)</p>")
            cmark_node_set_on_exit(alert.pointer, "</div>")
            cmark_node_insert_before(pointer, alert.pointer)
            for child in children {
                cmark_node_unlink(child.pointer)
                cmark_node_append_child(alert.pointer, child.pointer)
            }
            unlink()
        }

        private func replace(with node: Node) {
            cmark_node_insert_before(pointer, node.pointer)
            unlink()
        }

        func unlink() {
            cmark_node_unlink(pointer)
            cmark_node_free(pointer)
        }

        private static func custom(_ type: cmark_node_type, _ html: String) -> Node {
            let node = Node(pointer: cmark_node_new(type))
            cmark_node_set_on_enter(node.pointer, html)
            return node
        }
    }
}
