/// An option that takes one of a few words: `enum Ordering: String, OptionChoice { case forward, reversed }`.
public protocol OptionChoice: OptionValue, CaseIterable, RawRepresentable where RawValue == String {}

extension OptionChoice {
    public static var expected: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }

    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .scalar(let text, _) = node.content, !node.isNull else { throw Self.mismatch(node, scope) }
        guard let choice = Self(rawValue: text) else {
            throw InvalidDocument(
                Diagnostic(
                    "'\(scope.name)' cannot be '\(text)'", at: node.place,
                    remedy: NearMiss.remedy(for: text, among: Self.allCases.map(\.rawValue))))
        }
        self = choice
    }

    public var canonical: Value { .string(rawValue) }
}
