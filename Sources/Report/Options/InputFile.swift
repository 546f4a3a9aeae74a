import Foundation

/// A file that a cell reads; a digest of its content is part of the cell's key.
///
/// A relative path starts at the report's folder.
public struct InputFile: OptionValue {
    /// As the author wrote it.
    public let path: String
    /// The absolute place; not for others, who would read the file once more.
    let url: URL
    /// Where the report names it.
    public let place: SourcePlace
    private let contents: InputContents

    public static var expected: String { "the path of a file" }

    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .scalar(let text, _) = node.content, !node.isNull, !text.isEmpty else {
            throw Self.mismatch(node, scope)
        }
        path = text
        url = URL(fileURLWithPath: text, relativeTo: scope.folder).standardizedFileURL
        place = node.place
        contents = scope.contents
        guard contents.allow(url) else {
            throw InvalidDocument(
                Diagnostic("'\(text)' \(AllowedFolders.complaint)", at: place, remedy: AllowedFolders.remedy(for: url)))
        }
        switch UnreadableFile(url) {
        case nil: break
        case .missing:
            throw InvalidDocument(Diagnostic("there is no file '\(text)'", at: place, remedy: "looked at \(url.path)"))
        case let why?: throw InvalidDocument(Diagnostic("cannot read '\(text)': \(why.rawValue)", at: place))
        }
    }

    /// Without its folder.
    public var name: String { url.lastPathComponent }

    public var canonical: Value { .string(path) }
    public var files: [InputFile] { [self] }

    /// The whole content, the same whenever it is asked for: the file is read once for all cells of a report, and the
    /// digest in their keys is of these bytes.
    ///
    /// - Throws: ``UnreadableInput`` where the file cannot be read any more.
    public func read() throws(UnreadableInput) -> Data { try contents.data(of: url) }
}

extension InputFile: Hashable {
    public static func == (left: InputFile, right: InputFile) -> Bool {
        left.path == right.path && left.url == right.url && left.place == right.place
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(path)
        hasher.combine(url)
        hasher.combine(place)
    }
}

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
