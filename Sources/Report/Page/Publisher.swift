import Foundation

/// Writes a page and the files beside it: files first, then the page, each moved in whole.
struct Publisher: Sendable {
    /// Where the page goes.
    let output: URL

    init(_ output: URL) { self.output = output.standardizedFileURL }

    /// `closure.html` → `closure_files`.
    var filesFolder: String { output.deletingPathExtension().lastPathComponent + "_files" }

    /// Makes sure that a page can be written, before cells run for hours.
    ///
    /// - Throws: ``FileError`` where it cannot.
    func prepare() throws(FileError) {
        let folder = output.deletingLastPathComponent()
        try FileSystem.createFolder(folder)
        // Permissions do not tell: root may write everywhere and cannot write into /proc.
        let probe = folder.appendingPathComponent(".\(output.lastPathComponent).probe")
        try FileSystem.write(Data(), to: probe)
        unlink(probe.path)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: output.path, isDirectory: &isFolder), isFolder.boolValue {
            throw FileError("there is a folder in place of the page", output)
        }
    }

    /// Replaces the page that stands there.
    ///
    /// - Throws: ``FileError``.
    func publish(_ page: ReportPage) throws(FileError) {
        let files = output.deletingLastPathComponent().appendingPathComponent(filesFolder)
        let listing = files.appendingPathComponent(".fiducial")
        if !page.files.isEmpty {
            try FileSystem.createFolder(files)
            for (name, data) in page.files {
                try FileSystem.replace(files.appendingPathComponent(name), with: data)
            }
        }
        try FileSystem.replace(output, with: Data(page.html.utf8))
        try removeStale(in: files, listing, keeping: page.files.keys.sorted())
    }

    /// Removes the files of an earlier page that this one does not have; never files of another origin.
    private func removeStale(in files: URL, _ listing: URL, keeping names: [String]) throws(FileError) {
        let earlier = FileManager.default.contents(atPath: listing.path).map { String(decoding: $0, as: UTF8.self) }
        for name in (earlier ?? "").split(separator: "\n").map(String.init)
        where !names.contains(name) && !name.contains("/") {
            unlink(files.appendingPathComponent(name).path)
        }
        if !names.isEmpty {
            try FileSystem.replace(listing, with: Data((names.joined(separator: "\n") + "\n").utf8))
        } else if earlier != nil {
            unlink(listing.path)
            rmdir(files.path)
        }
    }
}
