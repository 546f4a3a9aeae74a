/// All options of a verb or of a nested group.
public struct OptionSchema: Sendable {
    public let keys: [any AnyOptionKey]

    /// - Precondition: names differ.
    public init(_ keys: any AnyOptionKey...) {
        self.init(keys)
    }

    public init(_ keys: [any AnyOptionKey]) {
        let names = keys.map(\.name)
        precondition(Set(names).count == names.count, "an option's name stands twice in \(names)")
        self.keys = keys
    }

    public var names: [String] { keys.map(\.name) }

    subscript(name: String) -> (any AnyOptionKey)? { keys.first { $0.name == name } }
}

/// An option key whatever its type. Only ``OptionKey`` conforms.
public protocol AnyOptionKey: Sendable {
    var name: String { get }
    var help: String { get }
    var limits: String? { get }
    var isPresentation: Bool { get }
    var isRequired: Bool { get }
    /// What the author should write: "an integer".
    var expected: String { get }
    /// The options inside, where it holds a group.
    var nested: OptionSchema? { get }
    /// The default in its canonical form.
    var canonicalDefault: Value? { get }

    func read(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) -> any OptionValue
}

extension OptionKey: AnyOptionKey {
    public var isRequired: Bool { defaultValue == nil }
    public var expected: String { T.expected }
    public var nested: OptionSchema? { T.nested }
    public var canonicalDefault: Value? { defaultValue?.canonical }

    public func read(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) -> any OptionValue {
        let value = try T(node, in: scope)
        if let complaint = complaint(value) {
            throw InvalidDocument(Diagnostic("'\(scope.name)' \(complaint)", at: node.place))
        }
        return refine(value)
    }
}
