/// The label of another cell: an edge of the dependency graph.
public struct CellReference: OptionValue, Hashable {
    /// The label of the cell.
    public let label: String
    /// The verbs that the cell may have; without verbs and role, any verb is allowed.
    public let verbs: [String]
    /// The role that its verb may have instead of one of `verbs`, as a directive declares it.
    public let role: String?
    /// The place where the report names it.
    public let place: SourcePlace
    /// The option that names it, for messages.
    let option: String

    public static var expected: String { "the label of a cell" }

    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .scalar(let text, _) = node.content, !node.isNull else { throw Self.mismatch(node, scope) }
        self.init(label: text, at: node.place, option: scope.name)
    }

    init(
        label: String, verbs: [String] = [], role: String? = nil, at place: SourcePlace, option: String
    ) {
        self.label = label
        self.verbs = verbs
        self.role = role
        self.place = place
        self.option = option
    }

    func accepting(_ verbs: [String]) -> CellReference {
        CellReference(label: label, verbs: verbs, at: place, option: option)
    }

    func accepting(role: String) -> CellReference {
        CellReference(label: label, role: role, at: place, option: option)
    }

    public var canonical: Value { .string(label) }
    public var references: [CellReference] { [self] }
}

/// How a label is written: a small letter, then small letters, digits and hyphens.
///
/// Labels and paths are read by hand, here and where they are used: Swift compiles a regex literal anew at every use, which
/// took a fifth of the time that a long report needs to be read.
enum CellLabel {
    static func isValid(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, isSmallLetter(first) else { return false }
        return text.utf8.allSatisfy { mayHold(Unicode.Scalar($0)) }
    }

    /// Whether a label may contain this character: small letters, digits and hyphens.
    static func mayHold(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "0"..."9", "-": true
        default: false
        }
    }

    private static func isSmallLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
