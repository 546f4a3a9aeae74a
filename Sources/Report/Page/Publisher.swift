import Files
import Foundation

/// Writes a page and the files beside it: files first, then the page, each moved in whole; nothing over what is read.
struct Publisher: Sendable {
    /// Where the page goes.
    private let output: OutputFile
    /// All that the page is made from.
    private let inputs: ProtectedFiles

    /// - Parameter inputs: all files from which the page is made.
    /// - Throws: `FileError` where no page can be written.
    init(_ output: URL, reading inputs: ProtectedFiles) throws(FileError) {
        self.output = try OutputFile(output)
        self.inputs = inputs
    }

    /// Whether the page replaces a file; false for a pipe or a device.
    var isReplaced: Bool { output.isReplaced }

    /// `closure.html` → `closure_files`.
    var filesFolder: String { output.url.deletingPathExtension().lastPathComponent + "_files" }

    private var files: WrittenFolder {
        WrittenFolder(
            output.url.deletingLastPathComponent().appendingPathComponent(filesFolder), former: ".fiducial")
    }

    /// Checks that a page can be written, before cells run for hours.
    ///
    /// - Parameter labels: the labels of the cells, after which their files are named.
    /// - Throws: ``ReplacedInput`` where it would replace one of its inputs, `FileError` where it cannot be written.
    func prepare(labels: [String]) throws {
        if let what = inputs.name(of: output) { throw ReplacedInput(input: what) }
        // Whoever names a page knows what stands there; but Markdown is never a page, and often another report.
        if output.isReplaced, output.isMarkdown {
            throw ReplacedInput(input: "'\(output.url.lastPathComponent)', which is Markdown and no page")
        }
        if output.isReplaced {
            let (labels, files) = (Set(labels), files)
            let present = (try? FileManager.default.contentsOfDirectory(atPath: files.url.path)) ?? []
            for name in present where labels.contains(String(name.prefix { $0 != "." })) {
                try refuse(name, nil, in: files)
            }
            try FileSystem.createFolder(output.place.deletingLastPathComponent())
        }
        try output.probe()
    }

    /// Replaces the existing page.
    ///
    /// - Returns: warnings about files that were not written: a page in a pipe has no folder beside it.
    /// - Throws: ``ReplacedInput`` where a file would replace an input of the page (then nothing is written);
    ///   `FileError`.
    func publish(_ page: ReportPage) throws -> [String] {
        let names = page.files.keys.sorted()
        guard output.isReplaced else {
            try output.write(Data(page.html.utf8))
            return names.isEmpty
                ? []
                : ["not written, because \(output.url.path) has no place beside it: \(names.joined(separator: ", "))"]
        }
        var files = files
        for name in names { try refuse(name, page.files[name], in: files) }
        try files.write(names.compactMap { name in page.files[name].map { (name, $0) } })
        try output.write(Data(page.html.utf8))
        // Of an earlier page; never files of another origin, nor such as the page is made from.
        try files.remove(
            files.names.subtracting(names).filter { !$0.contains("/") }, unless: { inputs.name(of: $0) != nil })
        return []
    }

    /// - Throws: ``ReplacedInput`` where a file beside the page would take the place of one that the page is made from, or of one
    ///   that no render wrote.
    private func refuse(_ name: String, _ data: Data?, in files: WrittenFolder) throws(ReplacedInput) {
        let what = inputs.name(of: files.place(name)) ?? files.obstacle(at: name, to: data)?.words
        if let what { throw ReplacedInput(file: "\(filesFolder)/\(name)", input: what) }
    }
}

extension OutputFile {
    /// Whether it is there, is not empty, and is called as Markdown is.
    fileprivate var isMarkdown: Bool {
        guard [url, place].contains(where: { ["md", "markdown"].contains($0.pathExtension.lowercased()) }) else {
            return false
        }
        var status = stat()
        return stat(place.path, &status) == 0 && status.st_size > 0
    }
}

/// A page, or a file that may come with it, that would be written over something that the page is made from, or of another origin.
struct ReplacedInput: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name of the file beside the page; nil for the page itself.
    var file: String?
    /// In words: "the report".
    let input: String
    /// What would be written there, if it is neither the page nor one of its files.
    var what: String?
    /// The option that sets the place of the output.
    var option = "-o"

    /// The error and its remedy.
    var description: String {
        (what ?? file.map { "\($0), which may come with the page," } ?? "the page")
            + " would take the place of \(input); give another file to \(option)"
    }
}
