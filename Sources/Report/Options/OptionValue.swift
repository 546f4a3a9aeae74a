import Foundation

/// A type that an option may have: read from YAML, written into the key of a cell.
public protocol OptionValue: Sendable {
    /// What the author should write, to follow "wants": "an integer".
    static var expected: String { get }

    /// - Throws: all diagnostics of the value, with their places.
    init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument)

    /// The form in the key: two forms are equal exactly if the values have the same meaning.
    var canonical: Value { get }

    /// The options inside, if it is a group.
    static var nested: OptionSchema? { get }

    /// The cells that the value names.
    var references: [CellReference] { get }

    /// The values of cells' results that the value names.
    var paths: [ArtifactPath] { get }

    /// The files that the value names.
    var files: [InputFile] { get }
}

extension OptionValue {
    public static var nested: OptionSchema? { nil }
    public var references: [CellReference] { [] }
    public var paths: [ArtifactPath] { [] }
    public var files: [InputFile] { [] }

    static func mismatch(_ node: SourceNode, _ scope: OptionScope) -> InvalidDocument {
        var remedy: String?
        if case .scalar(let text, let plain) = node.content,
            expected.contains("number") || expected.contains("integer")
        {
            remedy = text.numberAdvice(plain: plain)
        } else if case .scalar(let text, _) = node.content, !node.isNull {
            if expected.hasPrefix("a list,") {
                remedy = "a list stands between brackets: [\(text)]"
            }
        }
        if case .scalar(let text, plain: false) = node.content, expected == Bool.expected, Bool(written: text) != nil {
            remedy = "write it without quotes"
        }
        return InvalidDocument(
            Diagnostic("'\(scope.name)' wants \(expected), not \(node.summary)", at: node.place, remedy: remedy))
    }
}

/// The context in which a value is read: its name for messages, the folder for relative paths, and the contents of
/// files.
public struct OptionScope: Sendable {
    /// The way to the value. It is put in words for messages only: of very many values hardly any is named.
    private indirect enum Path: Sendable {
        case option(String)
        case member(Path, String)
        case element(Path, Int)

        var words: String {
            switch self {
            case .option(let name): name
            case .member(let path, let key): "\(path.words).\(key)"
            case .element(let path, let index): "\(path.words)[\(index)]"
            }
        }
    }

    private let path: Path
    /// The folder from which relative paths start.
    public let folder: URL
    /// Of the files that the report names.
    let contents: InputContents

    /// The name of the option, with those of the groups around it: "network.width".
    public var name: String { path.words }

    /// With these values.
    public init(name: String, folder: URL, contents: InputContents = InputContents()) {
        self.init(.option(name), folder, contents)
    }

    private init(_ path: Path, _ folder: URL, _ contents: InputContents) {
        self.path = path
        self.folder = folder
        self.contents = contents
    }

    /// The same for a member of the value, which is a mapping.
    public func member(_ key: String) -> OptionScope { OptionScope(.member(path, key), folder, contents) }

    /// The same for an element of the value, which is a list.
    public func element(_ index: Int) -> OptionScope { OptionScope(.element(path, index), folder, contents) }
}

extension Int: OptionValue {
    public static var expected: String { "an integer" }
    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .scalar(let text, plain: true) = node.content,
            let integer = Int(text.withoutUnderscores)
        else { throw Self.mismatch(node, scope) }
        try Self.refuseLeadingZero(node, scope)
        self = integer
    }
    public var canonical: Value { .integer(self) }
}

extension UInt64: OptionValue {
    public static var expected: String { "an integer from 0 on" }
    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .scalar(let text, plain: true) = node.content,
            let integer = UInt64(text.withoutUnderscores)
        else { throw Self.mismatch(node, scope) }
        try Self.refuseLeadingZero(node, scope)
        self = integer
    }
    public var canonical: Value { .string(String(self)) }
}

extension Double: OptionValue {
    public static var expected: String { "a finite number" }
    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        let number = try ExactNumber(node, in: scope)
        guard case .number(let double) = number.canonical else {
            throw ExactNumber.tooManyDigits(node, scope)
        }
        self = double
    }
    public var canonical: Value { .number(self) }
}

extension Bool: OptionValue {
    public static var expected: String { "true or false" }
    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .scalar(let text, plain: true) = node.content, let value = Bool(written: text) else {
            throw Self.mismatch(node, scope)
        }
        self = value
    }
    public var canonical: Value { .bool(self) }

    /// As YAML has it.
    fileprivate init?(written text: String) {
        switch text.lowercased() {
        case "true", "yes", "on": self = true
        case "false", "no", "off": self = false
        default: return nil
        }
    }
}

extension String: OptionValue {
    public static var expected: String { "a text" }
    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .scalar(let text, _) = node.content, !node.isNull else { throw Self.mismatch(node, scope) }
        if let doubt = node.doubt {
            throw InvalidDocument(
                Diagnostic("'\(scope.name)' is not the text that stands here", at: node.place, remedy: doubt))
        }
        self = text
    }
    public var canonical: Value { .string(self) }
}

extension Optional: OptionValue where Wrapped: OptionValue {
    public static var expected: String { Wrapped.expected }
    public static var nested: OptionSchema? { Wrapped.nested }
    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        if Wrapped.self == String.self, node.isNull, let doubt = node.doubt {
            throw InvalidDocument(
                Diagnostic("'\(scope.name)' is not the text that stands here", at: node.place, remedy: doubt))
        }
        self = node.isNull ? nil : try Wrapped(node, in: scope)
    }
    public var canonical: Value { self?.canonical ?? .null }
    public var references: [CellReference] { self?.references ?? [] }
    public var paths: [ArtifactPath] { self?.paths ?? [] }
    public var files: [InputFile] { self?.files ?? [] }
}

extension Array: OptionValue where Element: OptionValue {
    public static var expected: String { "a list, each element \(Element.expected)" }
    public static var nested: OptionSchema? { Element.nested }
    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .sequence(let nodes) = node.content else { throw Self.mismatch(node, scope) }
        var elements: [Element] = []
        var diagnostics: [Diagnostic] = []
        for (index, node) in nodes.enumerated() {
            do {
                elements.append(try Element(node, in: scope.element(index)))
            } catch {
                diagnostics += error.diagnostics
            }
        }
        guard diagnostics.isEmpty else { throw InvalidDocument(diagnostics) }
        self = elements
    }
    public var canonical: Value { .array(map { $0.canonical }) }
    public var references: [CellReference] { flatMap { $0.references } }
    public var paths: [ArtifactPath] { flatMap { $0.paths } }
    public var files: [InputFile] { flatMap { $0.files } }
}

extension Dictionary: OptionValue where Key == String, Value: OptionValue {
    public static var expected: String { "a mapping, each value \(Value.expected)" }
    public static var nested: OptionSchema? { Value.nested }
    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard let nodes = node.members else { throw Self.mismatch(node, scope) }
        var members: [String: Value] = [:]
        var diagnostics: [Diagnostic] = []
        for member in nodes {
            do {
                members[member.key] = try Value(member.value, in: scope.member(member.key))
            } catch {
                diagnostics += error.diagnostics
            }
        }
        guard diagnostics.isEmpty else { throw InvalidDocument(diagnostics) }
        self = members
    }
    public var canonical: Report.Value { .object(mapValues(\.canonical)) }
    public var references: [CellReference] { keys.sorted().flatMap { self[$0]?.references ?? [] } }
    public var paths: [ArtifactPath] { keys.sorted().flatMap { self[$0]?.paths ?? [] } }
    public var files: [InputFile] { keys.sorted().flatMap { self[$0]?.files ?? [] } }
}

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
