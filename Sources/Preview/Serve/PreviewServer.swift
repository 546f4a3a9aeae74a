import Foundation
import Report

/// Serves the pages of reports as their texts and results change: `fiducial serve`.
public final class PreviewServer: Sendable {
    private let server: HTTPServer
    private let rooms: ReportRooms
    private let gate: Guard
    private let isStopped = AsyncStream<Void>.makeStream()

    /// Where the list of reports is.
    public let url: String
    /// Whether other machines reach it.
    public let isOpen: Bool

    /// Listens from now on.
    ///
    /// - Parameters:
    ///   - paths: reports, or one folder of them.
    ///   - host: an address or a name of this machine.
    ///   - port: 0 for one that is free.
    ///   - templates: replaces templates and styles that are built in.
    ///   - line: writes a line for an event that matters.
    ///   - session: says how a report is read, and where its results are; gets its file and its name for messages.
    /// - Throws: `MissingReports`, ``ListeningError``, or what is wrong with a template.
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
    /// - Returns: whether a run was stopped on the way.
    /// - Throws: where no more can be served.
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

    /// How many clients are connected.
    var connections: Int { server.connections }

    /// How many look at a report.
    func watchers(_ report: String) async -> Int { await rooms.room(report)?.watchers ?? 0 }

    /// Ends ``run()``. May be called from any thread.
    public func stop() { isStopped.continuation.finish() }
}
