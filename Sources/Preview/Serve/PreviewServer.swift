import Foundation
import Report

/// Serves the pages of reports as their texts and results change: `fiducial serve`.
public final class PreviewServer: Sendable {
    private let server: HTTPServer
    private let rooms: ReportRooms
    private let gate: Guard
    private let isStopped = AsyncStream<Void>.makeStream()

    /// The address of the list of reports.
    public let url: String
    /// Whether other machines can reach it.
    public let isOpen: Bool

    /// Starts listening.
    ///
    /// - Parameters:
    ///   - paths: reports, or one folder of them.
    ///   - host: an address or a name of this machine.
    ///   - port: 0 for any free one.
    ///   - templates: replaces built-in templates and styles.
    ///   - line: writes a line for an important event.
    ///   - session: makes the session of a report from its file and its name in messages.
    /// - Throws: `MissingReports`, ``ListeningError``, or the error of a template.
    public init(
        _ paths: [String], host: String, port: UInt16, templates: URL? = nil,
        line: @escaping @Sendable (String) -> Void,
        session: @escaping @Sendable (_ report: URL, _ name: String) -> RenderSession
    ) throws {
        let folder = try Self.folder(paths)
        server = try HTTPServer(host: host, port: port)
        gate = Guard(host: host, address: server.address, port: server.port)
        isOpen = !Guard.isLoopback(server.address)
        rooms = try ReportRooms(
            folder, token: gate.token,
            // Whoever comes from another machine is somebody else.
            signer: isOpen ? nil : Git(folder: FileManager.default.currentDirectoryPath).userName, templates: templates,
            terminal: Terminal(line: line), session: session)
        let name = ["0.0.0.0", "::"].contains(server.address) ? ProcessInfo.processInfo.hostName : server.address
        let root = "http://\(name.contains(":") ? "[\(name)]" : name):\(server.port)/"
        let entries = folder.entries()
        // Who names one report wants to see that one.
        url = entries.count == 1 && paths.first?.hasSuffix(".md") == true ? root + "r/" + entries[0].target : root
    }

    private static func folder(_ paths: [String]) throws(MissingReports) -> ReportFolder {
        var isFolder: ObjCBool = false
        let path = paths.first ?? "."
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            guard paths.count <= 1 else {
                throw MissingReports(path: paths[1], why: "give one folder, or reports one by one")
            }
            return try ReportFolder(folder: path)
        }
        return try ReportFolder(reports: paths)
    }

    /// Serves until ``stop()``; all runs have then ended.
    ///
    /// - Returns: whether a run was stopped.
    /// - Throws: if the server cannot continue.
    public func run() async throws -> Bool {
        let handler = PreviewHandler(gate: gate, rooms: rooms)
        let serving = Task { try await server.run(handler) }
        let beating = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(15))
                await rooms.beat()
            }
        }
        for await _ in isStopped.stream { break }
        beating.cancel()
        let hadRun = await rooms.close()
        serving.cancel()
        try await serving.value
        return hadRun
    }

    /// The number of connected clients.
    var connections: Int { server.connections }

    /// The number of viewers of a report.
    func watchers(_ report: String) async -> Int { await rooms.room(report)?.watchers ?? 0 }

    /// Ends ``run()``. May be called from any thread.
    public func stop() { isStopped.continuation.finish() }
}
