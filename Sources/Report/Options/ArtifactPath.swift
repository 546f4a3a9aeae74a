/// `label.path`: a value inside the result of a cell. An option of this type makes its cell a dependency.
public struct ArtifactPath: OptionValue, Hashable {
    /// The label of the cell.
    public let label: String
    /// The path in its result; empty for the whole result.
    public let path: String
    /// The place where the report names it.
    public let place: SourcePlace

    public static var expected: String { "a value of a cell, as in label.path" }

    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .scalar(let text, _) = node.content, let path = ArtifactPath(text, at: node.place) else {
            throw Self.mismatch(node, scope)
        }
        self = path
    }

    /// Creates it from a text; nil where the text does not start with a label and a dot.
    init?(_ text: String, at place: SourcePlace) {
        guard let dot = text.firstIndex(of: "."), CellLabel.isValid(text[..<dot]) else { return nil }
        let rest = text[text.index(after: dot)...]
        guard let first = rest.first, first != ".", !rest.contains(where: \.isWhitespace) else { return nil }
        label = String(text[..<dot])
        path = String(rest)
        self.place = place
    }

    public var canonical: Value { .string(description) }
    public var references: [CellReference] { [CellReference(label: label, at: place, option: "value")] }
    public var paths: [ArtifactPath] { [self] }
}

extension ArtifactPath: CustomStringConvertible {
    public var description: String { "\(label).\(path)" }
}
