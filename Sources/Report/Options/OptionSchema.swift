/// All options of a verb or of a nested group.
public struct OptionSchema: Sendable {
    /// Shared by the options of all cells of a verb.
    private final class Storage: Sendable {
        let keys: [any AnyOptionKey]
        let selector: String?
        let variants: [Variant]
        let names: [String]
        /// Those without a default, whatever the others say.
        let required: [any AnyOptionKey]
        /// Of a name that several variants have, the first.
        let byName: [String: any AnyOptionKey]
        /// What there is once a variant is chosen, by its name, and where none is.
        let chosen: [String?: OptionSchema]

        init(_ keys: [any AnyOptionKey], selector: String?, variants: [Variant]) {
            self.keys = keys
            self.selector = selector
            self.variants = variants
            required = keys.filter(\.isRequired)
            let all = keys + variants.flatMap(\.keys)
            var seen: Set<String> = []
            names = all.map(\.name).filter { seen.insert($0).inserted }
            byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            let ways = variants.isEmpty ? [] : [(nil, [])] + variants.map { ($0.name, $0.keys) }
            chosen = Dictionary(
                ways.map { (name: String?, more) in (name, OptionSchema(keys + more)) },
                uniquingKeysWith: { first, _ in first })
        }
    }

    private let storage: Storage

    /// No options.
    static let none = OptionSchema()

    /// The options that do not depend on others.
    public var keys: [any AnyOptionKey] { storage.keys }
    /// The option whose value adds further options; nil without one.
    public var selector: String? { storage.selector }
    /// Those of ``keys`` that have no default.
    var required: [any AnyOptionKey] { storage.required }
    /// The options that each value of the selector adds.
    public var variants: [Variant] { storage.variants }
    /// All names without repetitions, including those of variants.
    public var names: [String] { storage.names }

    /// A value of the selector and the options that it adds: options of two variants may have the same name and
    /// different meanings.
    public struct Variant: Sendable {
        /// The value of the selector.
        public let name: String
        /// One sentence for the author.
        public let summary: String
        /// The options that it adds.
        public let keys: [any AnyOptionKey]

        /// - Parameter keys: the options that it adds.
        public init(_ name: String, summary: String, _ keys: [any AnyOptionKey]) {
            self.name = name
            self.summary = summary
            self.keys = keys
        }
    }

    /// - Precondition: names differ.
    public init(_ keys: any AnyOptionKey...) {
        self.init(keys)
    }

    /// - Precondition: names differ.
    public init(_ keys: [any AnyOptionKey]) {
        Self.checkNames(keys)
        storage = Storage(keys, selector: nil, variants: [])
    }

    /// Options of which one selects further options.
    ///
    /// - Parameter selector: one of `keys`, and required.
    /// - Precondition: names differ inside of every variant, and from those of `keys`.
    public init<T>(_ keys: [any AnyOptionKey], selector: OptionKey<T>, variants: [Variant]) {
        precondition(keys.contains { $0.name == selector.name } && selector.isRequired, "'\(selector.name)' selects")
        for variant in variants { Self.checkNames(keys + variant.keys) }
        storage = Storage(keys, selector: selector.name, variants: variants)
    }

    private static func checkNames(_ keys: [any AnyOptionKey]) {
        let names = keys.map(\.name)
        precondition(Set(names).count == names.count, "an option's name stands twice in \(names)")
    }

    /// The option of a name; of a name that several variants have, the first.
    subscript(name: String) -> (any AnyOptionKey)? { storage.byName[name] }

    /// All options if this variant, or none, is chosen.
    func chosen(_ variant: Variant?) -> OptionSchema { storage.chosen[variant?.name] ?? self }

    /// The variant that a mapping chooses; nil without variants, and for a missing or unknown value of the selector.
    func variant(_ members: [SourceNode.Member]) -> Variant? {
        guard let selector, case .scalar(let text, _)? = members.first(where: { $0.key == selector })?.value.content
        else { return nil }
        return variants.first { $0.name == text }
    }
}

/// An option key of any type. Only ``OptionKey`` conforms.
public protocol AnyOptionKey: Sendable {
    /// As the author writes it.
    var name: String { get }
    /// One sentence for the author.
    var help: String { get }
    /// Restrictions beyond the type: "from 1 to 10".
    var limits: String? { get }
    /// Whether it changes only the look, and so is not part of the key.
    var isPresentation: Bool { get }
    /// Whether it has no default.
    var isRequired: Bool { get }
    /// What the author should write: "an integer".
    var expected: String { get }
    /// The options inside, if it is a group.
    var nested: OptionSchema? { get }
    /// The default in its canonical form.
    var canonicalDefault: Value? { get }

    /// The value of the option.
    ///
    /// - Throws: ``InvalidDocument`` with a diagnostic at the wrong value.
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
