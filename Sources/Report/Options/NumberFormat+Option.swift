extension NumberFormat: OptionValue {
    public static var expected: String { "a number format such as .3" }

    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .scalar(let text, _) = node.content, !node.isNull else { throw Self.mismatch(node, scope) }
        guard let format = NumberFormat(text) else {
            throw InvalidDocument(Diagnostic("'\(text)' is no number format", at: node.place, remedy: Self.help))
        }
        self = format
    }

    public var canonical: Value {
        .array([.string("\(style)"), .integer(digits), .bool(sign), .bool(grouping)])
    }
}
