/// A file, or a list of files, that a cell reads.
public struct InputFiles: OptionValue, Hashable {
    /// At least one.
    public let files: [InputFile]
    /// Whether the author wrote a list; it may have one element.
    public let isList: Bool

    public static var expected: String { "the path of a file, or a list of paths" }

    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        if case .sequence(let nodes) = node.content {
            guard !nodes.isEmpty else {
                throw InvalidDocument(Diagnostic("'\(scope.name)' names no file", at: node.place))
            }
            files = try [InputFile](node, in: scope)
            isList = true
        } else {
            files = [try InputFile(node, in: scope)]
            isList = false
        }
    }

    public var canonical: Value { isList ? .array(files.map(\.canonical)) : files[0].canonical }
}
