/// A piece of YAML that knows where it stands in the report.
public struct SourceNode: Sendable {
    public enum Content: Sendable {
        /// `plain` tells `3` from `"3"`.
        case scalar(String, plain: Bool)
        case sequence([SourceNode])
        case mapping([Member])
    }

    public struct Member: Sendable {
        public let key: String
        public let keyPlace: SourcePlace
        public let value: SourceNode
    }

    public let content: Content
    public let place: SourcePlace

    public init(_ content: Content, at place: SourcePlace) {
        self.content = content
        self.place = place
    }

    /// The members, where this is a mapping.
    public var members: [Member]? {
        if case .mapping(let members) = content { members } else { nil }
    }

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
}
