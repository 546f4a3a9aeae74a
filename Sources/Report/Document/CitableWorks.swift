import Bibliography
import Foundation

/// The files of `bibliography` in the front matter: a path, or a list of paths.
struct BibliographyPaths: OptionValue {
    let named: [(path: String, place: SourcePlace)]

    static var expected: String { "the path of a .bib file, or a list of paths" }

    init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        var nodes = [node]
        if case .sequence(let list) = node.content { nodes = list }
        guard !nodes.isEmpty else {
            throw InvalidDocument(Diagnostic("'\(scope.name)' names no file", at: node.place))
        }
        var paths: [(path: String, place: SourcePlace)] = []
        for node in nodes {
            guard case .scalar(let text, _) = node.content, !node.isNull, !text.isBlank else {
                throw Self.mismatch(node, scope)
            }
            paths.append((text, node.place))
        }
        named = paths
    }

    var canonical: Value { .array(named.map { .string($0.path) }) }
}

/// The entries of a report's files of BibTeX.
struct CitableWorks: Sendable {
    struct File: Sendable {
        /// As the author wrote it.
        let path: String
        let url: URL
    }

    struct Entry: Sendable {
        let entry: BibTeXEntry
        /// As messages name its file.
        let file: String

        var place: SourcePlace { SourcePlace(file: file, line: entry.place.line, column: entry.place.column) }
    }

    private(set) var files: [File] = []
    private(set) var byKey: [String: Entry] = [:]

    /// No works: without a bibliography, or if it is not needed.
    static let none = CitableWorks()

    private init() {}

    /// - Parameters:
    ///   - folder: where relative paths start.
    ///   - report: as messages name it.
    ///   - diagnostics: mistakes in the files are added.
    init(
        _ bibliography: BibliographyPaths, in folder: URL, report: String, _ contents: InputContents,
        _ diagnostics: inout [Diagnostic]
    ) {
        for (path, place) in bibliography.named {
            do {
                let (file, read) = try Self.read(path, in: folder, contents, at: place)
                files.append(file)
                add(read, of: Self.name(path, of: report), &diagnostics)
            } catch {
                diagnostics += error.diagnostics
            }
        }
    }

    private mutating func add(_ file: BibTeXFile, of name: String, _ diagnostics: inout [Diagnostic]) {
        diagnostics += file.mistakes.map { mistake in
            Diagnostic(
                mistake.message,
                at: SourcePlace(file: name, line: mistake.place.line, column: mistake.place.column),
                remedy: mistake.remedy)
        }
        for entry in file.entries {
            let new = Entry(entry: entry, file: name)
            guard let known = byKey[entry.key] else {
                byKey[entry.key] = new
                continue
            }
            guard known.entry.fields != entry.fields || known.entry.kind != entry.kind else { continue }
            diagnostics.append(
                Diagnostic(
                    "the key '\(entry.key)' has an entry in \(known.file) on line \(known.place.line), too, and they differ",
                    at: new.place, remedy: "remove one of the two"))
        }
    }

    /// As messages name a file: from where they name the report.
    private static func name(_ path: String, of report: String) -> String {
        let folder = (report as NSString).deletingLastPathComponent
        return path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
    }

    private static func read(
        _ path: String, in folder: URL, _ contents: InputContents, at place: SourcePlace
    ) throws(InvalidDocument) -> (File, BibTeXFile) {
        func refused(_ message: String, _ remedy: String? = nil) -> InvalidDocument {
            InvalidDocument(Diagnostic(message, at: place, remedy: remedy))
        }
        let file = contents.file(path, in: folder)
        switch file.trouble {
        case nil: break
        case .elsewhere:
            throw refused("'\(path)' \(AllowedFolders.complaint)", AllowedFolders.remedy(for: file.url))
        case .unreadable(.missing):
            throw refused(
                "there is no bibliography '\(path)'",
                MistakenPath.remedy(for: path) ?? "looked at \(file.url.path)")
        case .unreadable(let why): throw refused("cannot read '\(path)': \(why.rawValue)")
        }
        let data: Data
        do {
            data = try contents.data(of: file.url)
        } catch {
            throw refused("cannot read '\(path)': \(error)")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw refused("the bibliography '\(path)' is not UTF-8 text", "save it as UTF-8")
        }
        return (File(path: path, url: file.url), BibTeXFile(Placeholder.clean(text)))
    }
}
