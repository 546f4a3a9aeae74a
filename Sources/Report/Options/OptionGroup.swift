/// Options inside an option: `network: {width: 64, layers: 2}`, a mapping with its own schema.
///
///     struct Network: OptionGroup {
///         static let width = OptionKey<Int>("width", default: 64, in: 1...4096, help: "Units a hidden layer.")
///         static let schema = OptionSchema(width)
///         let options: Options
///     }
///
/// It can also be used inside lists and maps: `OptionKey<[Network]>`.
public protocol OptionGroup: OptionValue {
    /// The options inside.
    static var schema: OptionSchema { get }
    /// Their values.
    var options: Options { get }
    /// Creates a group from values that were read with ``schema``.
    init(options: Options)
}

extension OptionGroup {
    public static var nested: OptionSchema? { schema }
    public static var expected: String { "a mapping with \(schema.names.joined(separator: ", "))" }

    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard node.members != nil else { throw Self.mismatch(node, scope) }
        let reader = OptionReader(
            schema: Self.schema, owner: .group(scope), folder: scope.folder, contents: scope.contents)
        self.init(options: try reader.read(node, at: node.place))
    }

    /// The value given, or the default.
    public subscript<T>(key: OptionKey<T>) -> T { options[key] }
    public var canonical: Value { options.canonical }
    public var references: [CellReference] { options.references }
    public var paths: [ArtifactPath] { options.paths }
    public var files: [InputFile] { options.files }
}
