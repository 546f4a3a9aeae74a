import Foundation

/// The place of Python with uproot and pyarrow, which read ROOT and Parquet files.
public struct EventReaders: Sendable, Hashable {
    /// The name of the variable that names another place.
    public static let variable = "FIDUCIAL_READERS"

    /// The virtual environment or interpreter that the variable names; without it, the environment that `make readers`
    /// creates in the user's folder for data.
    public static var standard: EventReaders {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment[variable], !named.isEmpty {
            return EventReaders(place: URL(fileURLWithPath: named), isNamed: true)
        }
        let data =
            environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? URL(fileURLWithPath: $0) : nil }
            ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".local/share")
        return EventReaders(place: data.appendingPathComponent("fiducial/readers"), isNamed: false)
    }

    private let place: URL
    private let isNamed: Bool

    private init(place: URL, isNamed: Bool) {
        self.place = place
        self.isNamed = isNamed
    }

    /// - Parameter place: a virtual environment or an interpreter.
    public init(_ place: URL) { self.init(place: place, isNamed: true) }

    /// The interpreter's path.
    ///
    /// - Throws: ``EventFileError`` of the kind `noReader`, with the command that installs one.
    func interpreter(for path: String, _ format: EventFileFormat) throws(EventFileError) -> String {
        let inside = ["bin/python3", "bin/python"].map { place.appendingPathComponent($0).path }
        if let found = inside.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) { return found }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder), !isFolder.boolValue,
            FileManager.default.isExecutableFile(atPath: place.path)
        {
            return place.path
        }
        throw Self.missing(
            path, format, isNamed ? "\(Self.variable) names '\(place.path)', where there is none" : "there is none yet")
    }

    static func missing(_ path: String, _ format: EventFileFormat, _ reason: String) -> EventFileError {
        EventFileError(
            .noReader, path,
            "\(format.name) files are read by Python with \(format == .root ? "uproot" : "pyarrow"), and \(reason)",
            remedy: "run 'make readers' in the folder of Fiducial's sources, or set \(variable) to a virtual "
                + "environment with \(format == .root ? "uproot" : "pyarrow")")
    }
}
