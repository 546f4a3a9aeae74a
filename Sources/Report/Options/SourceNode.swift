/// A piece of YAML that knows where it stands in the report.
public struct SourceNode: Sendable {
    /// What the piece is.
    public enum Content: Sendable {
        /// `plain` tells `3` from `"3"`.
        case scalar(String, plain: Bool)
        /// A list.
        case sequence([SourceNode])
        /// Keys with their values, in the order of the text.
        case mapping([Member])
    }

    /// A key of a mapping with its value.
    public struct Member: Sendable {
        /// As written, without quotes.
        public let key: String
        /// Where the key stands.
        public let keyPlace: SourcePlace
        /// What stands behind the colon.
        public let value: SourceNode
    }

    /// What the piece is.
    public let content: Content
    /// Where it starts.
    public let place: SourcePlace
    /// What is wrong with it where it is read as a text, though it is YAML.
    let doubt: String?
    /// Where its lines stand, of a text that has several; of the value of an option, and not of what is inside of one.
    let map: TextMap?

    /// - Parameter place: where it starts.
    public init(_ content: Content, at place: SourcePlace) { self.init(content, at: place, doubt: nil) }

    /// - Parameters:
    ///   - doubt: what is wrong with it where it is read as a text.
    ///   - map: where its lines stand, of a text that has several.
    init(_ content: Content, at place: SourcePlace, doubt: String?, map: TextMap? = nil) {
        self.content = content
        self.place = place
        self.doubt = doubt
        self.map = map
    }

    /// What is wrong with the texts in it.
    var doubts: [Diagnostic] {
        switch content {
        case .scalar: doubt.map { [Diagnostic("this is not the text that stands here", at: place, remedy: $0)] } ?? []
        case .sequence(let nodes): nodes.flatMap { $0.doubts }
        case .mapping(let members): members.flatMap { $0.value.doubts }
        }
    }

    /// The members, where this is a mapping.
    public var members: [Member]? {
        if case .mapping(let members) = content { members } else { nil }
    }

    /// The value of a key; nil where this is no mapping or has no such key.
    public subscript(key: String) -> SourceNode? { members?.first { $0.key == key }?.value }

    /// `null`, `~` or nothing.
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

    /// About how many bytes it takes.
    var size: Int {
        switch content {
        case .scalar(let text, _): text.utf8.count + 16
        case .sequence(let nodes): nodes.reduce(16) { $0 + $1.size }
        case .mapping(let members): members.reduce(16) { $0 + $1.key.utf8.count + $1.value.size }
        }
    }

    /// The same content, all of it at one place: where a parameter is used.
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
    /// The content of a node: every scalar as a text.
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
