import EventFiles
import Files
import Foundation
import Report

/// A first report, and remarks for its author.
public struct NewReport: Sendable {
    /// Markdown with cells.
    public let text: String
    /// What was decided by default, and what was left out, a sentence each.
    public let remarks: [String]
    /// The absolute paths of other folders that contain its files, which `--allow-path` has to name.
    public let allowedFolders: [String]

    /// The file name of a new report.
    public static let name = "report.md"

    /// Reads files and writes a report on them, or on the built-in benchmark without files.
    ///
    /// - Parameters:
    ///   - request: the files and their meaning.
    ///   - folder: the folder of the report, from which the paths of files start.
    ///   - readers: the Python readers of ROOT and Parquet.
    ///   - progress: called with the number of rows read and that of all rows; an error that it throws ends the
    ///     reading.
    /// - Throws: ``NewReportError``, `EventFileError`, and what `progress` throws.
    public init(
        _ request: NewReportRequest, in folder: URL, readers: EventReaders = .standard,
        progress: (Int, Int) throws -> Void = { _, _ in }
    ) throws {
        guard !request.isEmpty else {
            (text, remarks, allowedFolders) = (BenchmarkReport.text, [], [])
            return
        }
        try request.check()
        let files = try ReportFiles(request, readers: readers)
        let choice = try ColumnChoice(request, files, progress: progress)
        try Self.checkNames(choice, request)
        let paths = ReportPaths(folder: folder)
        allowedFolders = paths.outside(files.all.map(\.path))
        let writer = NewReportWriter(
            request: request, choice: choice, files: files, paths: paths, allowedFolders: allowedFolders)
        text = writer.text
        remarks = choice.remarks + writer.remarks
    }

    /// Features, classes and nuisances are named side by side in results.
    private static func checkNames(_ choice: ColumnChoice, _ request: NewReportRequest) throws(NewReportError) {
        let columns = choice.x + choice.y
        for (names, what) in [(request.classes, "class"), (request.nuisances, "nuisance")] {
            if let name = names.first(where: columns.contains) {
                throw NewReportError(
                    "'\(name)' is a \(what) and a column", remedy: "give the \(what) another name")
            }
        }
    }

    /// Whether the text is a report without mistakes, as `validate` sees it.
    ///
    /// - Throws: `InvalidDocument`, whose diagnostics say what is wrong with the text: a file that has changed in the
    ///   meantime, or a mistake of this program.
    public func validate(in folder: URL, _ directives: DirectiveRegistry) throws(InvalidDocument) {
        _ = try DocumentReader(
            directives: directives, allowedFolders: allowedFolders.map { URL(fileURLWithPath: $0, isDirectory: true) }
        ).read(text: text, file: Self.name, folder: folder)
    }

    /// Whether a report can be made in a folder.
    ///
    /// - Throws: `FileError` where a report, or another file with its name, exists.
    public static func checkPlace(in folder: URL) throws(FileError) {
        let place = folder.appendingPathComponent(name)
        var status = stat()
        if lstat(place.path, &status) == 0 { throw taken(place) }
    }

    private static func taken(_ place: URL) -> FileError {
        FileError(
            "cannot write", place, because: "it exists already, and is not overwritten; name another folder")
    }

    /// Writes the report into its folder, which is created if necessary.
    ///
    /// - Returns: its place.
    /// - Throws: `FileError`, also where a report exists: nothing is overwritten.
    public func write(in folder: URL) throws(FileError) -> URL {
        try FileSystem.createFolder(folder)
        let place = folder.appendingPathComponent(Self.name)
        do throws(FileError) {
            try FileSystem.create(Data(text.utf8), at: place)
        } catch {
            throw error.code == EEXIST ? Self.taken(place) : error
        }
        return place
    }
}
