import EventFiles
import Foundation
import TestSupport
import Testing

/// Files that the libraries of analysts have just written, where Python with those libraries is.
///
/// `FIDUCIAL_READERS` names its virtual environment, which `make test` makes.
enum PythonFiles {
    static let reason: Comment =
        "needs Python with h5py, PyTables, uproot and pyarrow: 'make test' installs them where it can"

    private struct Written {
        let folder: TemporaryFolder
        let readers: EventReaders
    }

    private static let written: Written? = {
        guard let named = ProcessInfo.processInfo.environment[EventReaders.variable] else { return nil }
        let place = URL(fileURLWithPath: named)
        guard let folder = try? TemporaryFolder() else { return nil }
        let process = Process()
        process.executableURL = place.appendingPathComponent("bin/python3")
        let script = Fixtures.folder.deletingLastPathComponent().appendingPathComponent("Writers/write_files.py")
        process.arguments = ["-I", "-W", "ignore", script.path, folder.url.path]
        process.standardOutput = FileHandle.nullDevice
        do { try process.run() } catch { return nil }
        process.waitUntilExit()
        return process.terminationStatus == 0 ? Written(folder: folder, readers: EventReaders(place)) : nil
    }()

    static var areThere: Bool { written != nil }

    static func path(_ name: String) -> String { written?.folder.file(name).path ?? "" }

    static func open(_ name: String, columnNames: [String: [String]] = [:]) throws(EventFileError) -> EventFile {
        try EventFile.open(path(name), columnNames: columnNames, readers: readers)
    }

    static var readers: EventReaders { written?.readers ?? .standard }
}
