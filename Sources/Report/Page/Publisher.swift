import Files
import Foundation

/// Writes a page and the files beside it: files first, then the page, each moved in whole; nothing over what is read.
struct Publisher: Sendable {
    /// Where the page goes.
    private let output: OutputFile
    /// All that the page is made from.
    private let inputs: ProtectedFiles

    /// - Parameter inputs: all that the page is made from.
    /// - Throws: `FileError` where there can be no page.
    init(_ output: URL, reading inputs: ProtectedFiles) throws(FileError) {
        self.output = try OutputFile(output)
        self.inputs = inputs
    }

    /// `closure.html` → `closure_files`.
    var filesFolder: String { output.url.deletingPathExtension().lastPathComponent + "_files" }

    private var files: URL { output.url.deletingLastPathComponent().appendingPathComponent(filesFolder) }

    /// Makes sure that a page can be written, before cells run for hours.
    ///
    /// - Parameter labels: of the cells, whose files are called after them.
    /// - Throws: ``ReplacedInput`` where it would replace what it is made from, `FileError` where it cannot be written.
    func prepare(labels: [String]) throws {
        if let what = inputs.name(of: output) { throw ReplacedInput(input: what) }
        if output.isReplaced {
            let labels = Set(labels)
            let present = (try? FileManager.default.contentsOfDirectory(atPath: files.path)) ?? []
            try refuse(present.filter { labels.contains(String($0.prefix { $0 != "." })) })
            try FileSystem.createFolder(output.place.deletingLastPathComponent())
        }
        try output.probe()
    }

    /// Replaces the page that stands there.
    ///
    /// - Returns: what was not written, for a warning: a page that goes into a pipe has no place beside it.
    /// - Throws: ``ReplacedInput`` where a file would replace what the page is made from, and then nothing is written;
    ///   `FileError`.
    func publish(_ page: ReportPage) throws -> [String] {
        let names = page.files.keys.sorted()
        guard output.isReplaced else {
            try output.write(Data(page.html.utf8))
            return names.isEmpty
                ? []
                : ["not written, because \(output.url.path) has no place beside it: \(names.joined(separator: ", "))"]
        }
        try refuse(names)
        let listing = files.appendingPathComponent(".fiducial")
        if !names.isEmpty {
            try FileSystem.createFolder(files)
            for (name, data) in page.files {
                let file = try OutputFile(files.appendingPathComponent(name))
                if !file.holds(data) { try file.write(data) }
            }
        }
        try output.write(Data(page.html.utf8))
        try removeStale(listing, keeping: names)
        return []
    }

    /// - Throws: ``ReplacedInput`` where one of the files beside the page is one that the page is made from.
    private func refuse(_ names: [String]) throws(ReplacedInput) {
        for name in names {
            if let what = inputs.name(of: files.appendingPathComponent(name)) {
                throw ReplacedInput(file: "\(filesFolder)/\(name)", input: what)
            }
        }
    }

    /// Removes the files of an earlier page that this one does not have; never files of another origin, nor such as the
    /// page is made from.
    private func removeStale(_ listing: URL, keeping names: [String]) throws(FileError) {
        let earlier = FileManager.default.contents(atPath: listing.path).map { String(decoding: $0, as: UTF8.self) }
        for name in (earlier ?? "").split(separator: "\n").map(String.init)
        where !names.contains(name) && !name.contains("/") {
            let file = files.appendingPathComponent(name)
            if inputs.name(of: file) == nil { unlink(file.path) }
        }
        if !names.isEmpty {
            let list = Data((names.joined(separator: "\n") + "\n").utf8)
            let file = try OutputFile(listing)
            if !file.holds(list) { try file.write(list) }
        } else if earlier != nil {
            unlink(listing.path)
            rmdir(files.path)
        }
    }
}

/// A page, or a file that may come with it, that would be written over something that the page is made from.
struct ReplacedInput: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file beside the page; nil for the page itself.
    var file: String?
    /// In words: "the report".
    let input: String
    /// What would be written there, where that is neither the page nor a file that comes with it.
    var what: String?
    /// The option that says where it is written.
    var option = "-o"

    /// What is wrong, and what to do about it.
    var description: String {
        (what ?? file.map { "\($0), which may come with the page," } ?? "the page")
            + " would take the place of \(input); give another file to \(option)"
    }
}
