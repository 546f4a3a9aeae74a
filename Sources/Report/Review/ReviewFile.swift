import Files
import Foundation

/// The file beside a report that holds its review: `closure.md` has `closure.review.yaml`. Entries are added at its
/// end; everything else in it stays unchanged.
public struct ReviewFile: Sendable {
    /// Its URL; the file need not exist.
    public let url: URL
    /// Its name in messages.
    public let name: String

    private static let mostBytes = 16 << 20

    /// - Parameters:
    ///   - report: the report.
    ///   - name: the report's name in messages.
    public init(of report: URL, as name: String) {
        func beside(_ path: String) -> String {
            let stem = path.hasSuffix(".md") ? String(path.dropLast(3)) : path
            return "\(stem).review.yaml"
        }
        url = report.deletingLastPathComponent().appendingPathComponent(beside(report.lastPathComponent))
        self.name = beside(name)
    }

    private init(_ url: URL, as name: String) {
        self.url = url
        self.name = name
    }

    /// Its entries in their order; empty without a file.
    ///
    /// - Throws: ``InvalidDocument`` with all mistakes in it.
    func read() throws(InvalidDocument) -> [WrittenReviewEntry] {
        guard let text = try text() else { return [] }
        return try entries(of: text)
    }

    /// The entries in the version of a commit.
    ///
    /// - Throws: ``InvalidDocument`` with all mistakes in it.
    func read(_ data: Data, at commit: String) throws(InvalidDocument) -> [WrittenReviewEntry] {
        let committed = ReviewFile(url, as: "\(name)@\(commit)")
        return try committed.entries(of: try committed.text(of: data))
    }

    private var start: SourcePlace { SourcePlace(file: name, line: 1, column: 1) }

    /// nil where there is no file.
    private func text() throws(InvalidDocument) -> String? {
        switch UnreadableFile(url) {
        case .missing: return nil
        case let why?: throw InvalidDocument(Diagnostic("cannot read the review: \(why.rawValue)", at: start))
        case nil: break
        }
        guard let data = FileManager.default.contents(atPath: url.path) else {
            throw InvalidDocument(Diagnostic("cannot read the review", at: start))
        }
        return try text(of: data)
    }

    private func text(of data: Data) throws(InvalidDocument) -> String {
        guard data.count <= Self.mostBytes else {
            throw InvalidDocument(
                Diagnostic(
                    "the review has more than \(Self.mostBytes >> 20) MB", at: start, remedy: "remove old entries")
            )
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw InvalidDocument(Diagnostic("the review is not UTF-8 text", at: start, remedy: "save it as UTF-8"))
        }
        return text
    }

    private func entries(of text: String) throws(InvalidDocument) -> [WrittenReviewEntry] {
        let cleaned = Placeholder.clean(report: text)
        guard let node = try YAMLBlock(text: cleaned, file: name, firstLine: 1).parse(), !node.isNull else { return [] }
        guard case .sequence(let nodes) = node.content else {
            throw InvalidDocument(
                Diagnostic(
                    "a review is a list of entries, not \(node.summary)", at: node.place,
                    remedy: "begin each with '- target: …'"))
        }
        let scope = OptionScope(name: "review", folder: url.deletingLastPathComponent())
        var entries: [WrittenReviewEntry] = []
        var diagnostics: [Diagnostic] = []
        for (index, node) in nodes.enumerated() {
            do {
                let entry = try WrittenReviewEntry(node.withoutParameters, in: scope.element(index))
                diagnostics += entry.diagnostics
                entries.append(entry)
            } catch {
                diagnostics += error.diagnostics
            }
        }
        guard diagnostics.isEmpty else { throw InvalidDocument(diagnostics) }
        return entries
    }

    /// Adds entries at the end, all or none, and creates the file if necessary. Concurrent writers wait.
    ///
    /// - Throws: `FileError`; ``InvalidDocument`` where the existing file has mistakes; ``ReviewError`` where an entry
    ///   cannot be written into it.
    public func append(_ new: [ReviewEntry]) throws {
        let file = open(url.path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw FileError("cannot write", url, errno: errno) }
        defer { close(file) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FileError("cannot lock", url, errno: errno) }
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: false)
        let data = try handle.readToEnd() ?? Data()
        let old = try text(of: data)
        let before = try entries(of: old)
        let added = Self.written(new, behind: old, indent: before.first.map { $0.options.place.column - 3 } ?? 0)
        // A list in brackets, or a text that never ends, would take it for something else.
        guard let after = try? entries(of: old + added), after.map(\.entry) == before.map(\.entry) + new else {
            throw ReviewError.notAppendable(file: name)
        }
        let bytes = Data(added.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { write(file, $0.baseAddress.map { $0 + done }, bytes.count - done) }
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                let code = count == 0 ? EIO : errno
                // What stands there in half would make all of it unreadable.
                ftruncate(file, off_t(data.count))
                throw FileError("cannot write", url, errno: code)
            }
        }
        guard fsync(file) == 0 else { throw FileError("cannot write", url, errno: errno) }
    }

    private static func written(_ entries: [ReviewEntry], behind old: String, indent: Int) -> String {
        let blanks = String(repeating: " ", count: max(0, indent))
        let head =
            old.isEmpty
            ? "# What reviewers say of the report; 'fiducial review' adds entries at the end, and lines may be added by hand.\n"
            : old.hasSuffix("\n") ? "" : "\n"
        return head
            + entries.map { entry in
                let lines =
                    ["target: \(quoted(entry.target))", "kind: \(entry.kind.rawValue)"]
                    + ["author: \(quoted(entry.author))", "date: \(entry.date)"]
                    + (entry.key.map { ["key: \($0)"] } ?? []) + (entry.text.map(text) ?? [])
                return lines.enumerated().map { "\(blanks)\($0 == 0 ? "- " : $1.isEmpty ? "" : "  ")\($1)\n" }.joined()
            }.joined()
    }

    /// In single quotes, in which only an apostrophe has a special meaning.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            (48...57).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        let isWord = text.utf8.first.map { (97...122).contains($0) } ?? false
        let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        return isPlain && isWord && !words.contains(text) ? text : "'\(text.replacing("'", with: "''"))'"
    }

    private static func text(_ text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.count == 1 { return ["text: \(quoted(text))"] }
        // A first line that begins with blanks would decide how deep all stand.
        return ["text: |2-"] + lines.map { $0.isEmpty ? "" : "  \($0)" }
    }
}

/// Why a review cannot be written.
public enum ReviewError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Text added at its end would not be read as entries.
    case notAppendable(file: String)

    /// The error and its remedy.
    public var description: String {
        switch self {
        case .notAppendable(let file):
            "\(file): the entry cannot be added at the end of this file: the file has to be a list of entries that begin "
                + "with '- ', and a text no characters that YAML forbids"
        }
    }
}

extension SourceNode {
    /// The same with `${…}` as it is written: a review has no parameters.
    fileprivate var withoutParameters: SourceNode {
        switch content {
        case .scalar(let text, let plain):
            SourceNode(.scalar(Parameters.reveal(text), plain: plain), at: place, doubt: doubt, map: map)
        case .sequence(let nodes): SourceNode(.sequence(nodes.map(\.withoutParameters)), at: place)
        case .mapping(let members):
            SourceNode(
                .mapping(
                    members.map { .init(key: $0.key, keyPlace: $0.keyPlace, value: $0.value.withoutParameters) }),
                at: place)
        }
    }
}
