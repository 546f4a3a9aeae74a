import Foundation
import Report
import Synchronization
import TestSupport

@testable import Preview

/// A folder of reports, served on a free port of this machine.
final class Served: Sendable {
    let folder: TemporaryFolder
    let server: PreviewServer
    let port: UInt16
    private let lines: Lines
    private let serving: Task<Bool, any Error>

    final class Lines: Sendable {
        private let all = Mutex<[String]>([])
        func add(_ line: String) { all.withLock { $0.append(line) } }
        var list: [String] { all.withLock { $0 } }
    }

    /// - Parameter files: of the folder, by name.
    init(_ files: [String: String], paths: [String]? = nil) throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        for (name, text) in files {
            let place = folder.file(name)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: place)
        }
        let store = Store(folder.file(".store"))
        let lines = Lines()
        self.lines = lines
        let served = paths?.map { folder.file($0).path } ?? [folder.url.path]
        let server = try PreviewServer(
            served, host: "127.0.0.1", port: 0,
            line: { lines.add($0) },
            session: { report, name in
                var session = RenderSession(report: report, as: name, directives: DirectiveRegistry([Pace.self]))
                session.store = store
                session.jobs = 2
                return session
            })
        self.server = server
        port = UInt16(server.url.split(separator: ":")[2].prefix { $0.isNumber }) ?? 0
        serving = Task { try await server.run() }
    }

    /// What the terminal was told.
    var terminal: [String] { lines.list }

    /// Replaces a file whole.
    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: folder.file(name), options: .atomic)
    }

    /// Ends it.
    ///
    /// - Returns: whether something ran.
    func end() async throws -> Bool {
        server.stop()
        return try await serving.value
    }

    /// Sends a request and gives the answer, whose connection is then closed.
    func ask(
        _ target: String, method: String = "GET", headers: [String] = [], body: String = "", host: String? = nil
    ) async throws -> Answer {
        let client = try RawClient(port: port)
        var lines = ["\(method) \(target) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")", "Connection: close"]
        if !body.isEmpty { lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"] }
        client.send((lines + headers).joined(separator: "\r\n") + "\r\n\r\n" + body)
        return Answer(await client.readAll())
    }

    /// The token of a page.
    func token(_ target: String) async throws -> String {
        let html = try await ask(target).body
        let start = html.range(of: "name=\"fiducial-live\" content=\"")
        return start.map { String(html[$0.upperBound...].prefix { $0 != "\"" }) } ?? ""
    }

    /// Asks for work as a page does.
    func post(_ target: String, token: String, body: String = "{}") async throws -> Answer {
        try await ask(
            target, method: "POST",
            headers: ["Origin: http://127.0.0.1:\(port)", "X-Fiducial-Token: \(token)"], body: body)
    }
}

/// An answer in parts.
struct Answer {
    let status: Int
    let head: String
    let body: String

    init(_ data: Data) {
        let text = String(decoding: data, as: UTF8.self)
        let parts = text.range(of: "\r\n\r\n")
        head = String(text[..<(parts?.lowerBound ?? text.endIndex)])
        body = String(text[(parts?.upperBound ?? text.endIndex)...])
        status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
    }

    func header(_ name: String) -> String? {
        head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("\(name.lowercased()): ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }
}

/// A client that sends whatever it is told to. It waits on threads of its own: those of Swift's tasks are the server's.
final class RawClient: Sendable {
    private let socket: Int32

    init(port: UInt16) throws {
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .ECONNREFUSED) }
        wait(30)
    }

    deinit { close(socket) }

    /// Ends the connection without a word when this goes.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Foundation.linger>.size))
    }

    /// How long a read waits.
    func wait(_ seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// nil where nothing came in time; empty where the server has ended.
    func read() async -> Data? {
        let socket = socket
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var buffer = [UInt8](repeating: 0, count: 65536)
                let count = recv(socket, &buffer, buffer.count, 0)
                continuation.resume(returning: count < 0 ? nil : Data(buffer[..<count]))
            }
        }
    }

    /// Everything until the server ends the connection.
    func readAll() async -> Data {
        var all = Data()
        while let more = await read(), !more.isEmpty { all += more }
        return all
    }

    /// What comes until it contains a text; nil where that does not come in time.
    func read(until text: String) async -> String? {
        var all = Data()
        while let more = await read(), !more.isEmpty {
            all += more
            let words = String(decoding: all, as: UTF8.self)
            if words.contains(text) { return words }
        }
        return nil
    }
}

/// Waits for something that another thread or process does; a minute, on a busy machine.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
    for _ in 0..<3000 {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(20))
    }
    return false
}
