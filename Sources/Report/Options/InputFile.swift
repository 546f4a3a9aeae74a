import Foundation

/// A file that a cell reads; a digest of its content is part of the cell's key.
///
/// A relative path starts at the report's folder.
public struct InputFile: OptionValue {
    /// The path, as the author wrote it.
    public let path: String
    /// The absolute place; not for others, who would read the file once more.
    let url: URL
    /// The place where the report names it.
    public let place: SourcePlace
    private let contents: InputContents

    public static var expected: String { "the path of a file" }

    /// Whether it is read part by part, so that it need not fit into memory.
    private let isStreamed: Bool

    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        try self.init(node, in: scope, isStreamed: false)
    }

    init(_ node: SourceNode, in scope: OptionScope, isStreamed: Bool) throws(InvalidDocument) {
        guard case .scalar(let text, _) = node.content, !node.isNull, !text.isEmpty else {
            throw Self.mismatch(node, scope)
        }
        self.isStreamed = isStreamed
        path = text
        place = node.place
        contents = scope.contents
        let file = contents.file(text, in: scope.folder)
        url = file.url
        switch file.trouble {
        case nil: break
        case .elsewhere:
            throw InvalidDocument(
                Diagnostic("'\(text)' \(AllowedFolders.complaint)", at: place, remedy: AllowedFolders.remedy(for: url)))
        case .unreadable(.missing):
            let blank = text.first?.isInvisible ?? false ? "before" : text.last?.isInvisible ?? false ? "behind" : nil
            throw InvalidDocument(
                Diagnostic(
                    "there is no file '\(text)'", at: place,
                    remedy: blank.map { "a blank stands \($0) the name: leave it out" }
                        ?? MistakenPath.remedy(for: text) ?? "looked at \(url.path)"))
        case .unreadable(let why):
            throw InvalidDocument(Diagnostic("cannot read '\(text)': \(why.rawValue)", at: place))
        }
    }

    /// The absolute URL, for copying the file to another machine.
    package var location: URL { url }

    /// The name without its folder.
    public var name: String { url.lastPathComponent }

    public var canonical: Value { .string(path) }
    public var files: [InputFile] { [self] }

    /// The whole content, the same at every call: the file is read once for all cells of a report, and the digest in
    /// their keys is of these bytes.
    ///
    /// - Throws: ``UnreadableInput`` where the file cannot be read any more.
    public func read() throws(UnreadableInput) -> Data { try contents.data(of: url) }

    /// A value that a verb makes from the content: made once for all cells that name the file, unless the file is
    /// large.
    ///
    /// - Parameter make: makes the value; the same function for every file.
    /// - Throws: ``UnreadableInput`` where the file cannot be read any more, and what `make` throws.
    func made<Made: Sendable>(_ make: (Data) throws -> Made) throws -> Made { try contents.made(of: url, make) }

    /// SHA-256 of the content, for the keys of cells.
    ///
    /// - Throws: ``UnreadableInput`` where the file cannot be read any more.
    func digest() throws(UnreadableInput) -> String {
        isStreamed ? try contents.digest(of: url) : try contents.digestOfData(of: url)
    }
}

/// A file of any size that a cell reads part by part; a digest of its content is part of the cell's key.
///
/// The digest is computed once, and again if the name leads to another file, or if the size or time of the file has
/// changed.
public struct StreamedFile: OptionValue, Hashable {
    /// The same as a file that is named, for keys.
    private let file: InputFile

    public static var expected: String { InputFile.expected }

    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        file = try InputFile(node, in: scope, isStreamed: true)
    }

    /// As the author wrote it.
    public var path: String { file.path }
    /// The place where the report names it.
    public var place: SourcePlace { file.place }
    /// The absolute path, for reading between two calls of ``digest()``.
    public var absolutePath: String { file.url.path }

    public var canonical: Value { file.canonical }
    public var files: [InputFile] { [file] }

    /// SHA-256 of the content. Call it before and after reading the file: if both digests are equal, the content that
    /// was read is the one in the key of the cell.
    ///
    /// - Throws: ``UnreadableInput`` where the file cannot be read any more.
    /// - Complexity: one pass over the file at the first call, and whenever it has changed.
    public func digest() throws(UnreadableInput) -> String { try file.digest() }
}

/// A file, or a list of files, that a cell reads part by part.
public struct StreamedFiles: OptionValue, Hashable {
    /// The files, at least one.
    public let list: [StreamedFile]
    private let isList: Bool

    public static var expected: String { InputFiles.expected }

    public init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        if case .sequence(let nodes) = node.content {
            guard !nodes.isEmpty else {
                throw InvalidDocument(Diagnostic("'\(scope.name)' names no file", at: node.place))
            }
            list = try [StreamedFile](node, in: scope)
            isList = true
        } else {
            list = [try StreamedFile(node, in: scope)]
            isList = false
        }
    }

    public var canonical: Value { isList ? .array(list.map(\.canonical)) : list[0].canonical }
    public var files: [InputFile] { list.flatMap(\.files) }
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
    /// The files, at least one.
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
