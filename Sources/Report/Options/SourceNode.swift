/// A piece of YAML with its place in the report.
public struct SourceNode: Sendable {
    /// The content of the piece.
    public enum Content: Sendable {
        /// A scalar; `plain` distinguishes `3` from `"3"`.
        case scalar(String, plain: Bool)
        /// A list.
        case sequence([SourceNode])
        /// Keys with their values, in the order of the text.
        case mapping([Member])
    }

    /// A key of a mapping with its value.
    public struct Member: Sendable {
        /// The key, without quotes.
        public let key: String
        /// The place of the key.
        public let keyPlace: SourcePlace
        /// The value after the colon.
        public let value: SourceNode
    }

    /// The content.
    public let content: Content
    /// The place where it starts.
    public let place: SourcePlace
    /// What is wrong with it where it is read as a text, though it is YAML.
    let doubt: String?
    /// Where its lines stand, of a text that has several; of the value of an option, and not of what is inside of one.
    let map: TextMap?

    /// - Parameter place: where it starts.
    public init(_ content: Content, at place: SourcePlace) { self.init(content, at: place, doubt: nil) }

    /// - Parameters:
    ///   - doubt: the problem with it if it is read as a text.
    ///   - map: the places of its lines, for a text with several.
    init(_ content: Content, at place: SourcePlace, doubt: String?, map: TextMap? = nil) {
        self.content = content
        self.place = place
        self.doubt = doubt
        self.map = map
    }

    /// The problems with the texts in it.
    var doubts: [Diagnostic] {
        switch content {
        case .scalar: doubt.map { [Diagnostic("this is not the text that stands here", at: place, remedy: $0)] } ?? []
        case .sequence(let nodes): nodes.flatMap { $0.doubts }
        case .mapping(let members): members.flatMap { $0.value.doubts }
        }
    }

    /// The members of a mapping; nil for other content.
    public var members: [Member]? {
        if case .mapping(let members) = content { members } else { nil }
    }

    /// The value of a key; nil where this is not a mapping or has no such key.
    public subscript(key: String) -> SourceNode? { members?.first { $0.key == key }?.value }

    /// Whether it is `null`, `~` or empty.
    public var isNull: Bool {
        if case .scalar(let text, plain: true) = content {
            ["", "~", "null", "Null", "NULL"].contains(text)
        } else {
            false
        }
    }

    /// The scalar without quotes, for a message.
    var summary: String {
        switch content {
        case .scalar(let text, _): isNull ? "nothing" : "'\(text)'"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// Its approximate size in bytes.
    var size: Int {
        switch content {
        case .scalar(let text, _): text.utf8.count + 16
        case .sequence(let nodes): nodes.reduce(16) { $0 + $1.size }
        case .mapping(let members): members.reduce(16) { $0 + $1.key.utf8.count + $1.value.size }
        }
    }

    /// The same content with a single place: that where a parameter is used.
    func moved(to place: SourcePlace) -> SourceNode {
        switch content {
        case .scalar: SourceNode(content, at: place, doubt: doubt)
        case .sequence(let nodes): SourceNode(.sequence(nodes.map { $0.moved(to: place) }), at: place)
        case .mapping(let members):
            SourceNode(
                .mapping(members.map { .init(key: $0.key, keyPlace: place, value: $0.value.moved(to: place)) }),
                at: place)
        }
    }
}

extension Value {
    /// Converts a node to text: every scalar is a string.
    init(yaml node: SourceNode) {
        switch node.content {
        case .scalar(let text, _): self = .string(text)
        case .sequence(let nodes): self = .array(nodes.map(Value.init(yaml:)))
        case .mapping(let members):
            self = .object(
                Dictionary(members.map { ($0.key, Value(yaml: $0.value)) }, uniquingKeysWith: { _, last in last }))
        }
    }
}
