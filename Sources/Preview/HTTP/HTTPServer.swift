import FlyingSocks
import Foundation

/// Listens, and serves whoever connects.
///
/// On the sockets of FlyingFox and not on its server: that one reads requests without limits of size and time, answers a
/// malformed one by silence, and ends when the process has no file left to open.
final class HTTPServer: Sendable {
    /// Where it listens: an address, not a name.
    let address: String
    let port: UInt16
    private let listener: Wire
    private let pool: SocketPool<ePoll>
    private let limits: HTTPLimits
    private let deadlines = Deadlines()

    /// Starts listening; clients that connect wait until the server runs.
    ///
    /// - Parameters:
    ///   - host: an address or a name of this machine.
    ///   - port: 0 for any free one.
    /// - Throws: ``ListeningError``.
    init(host: String, port: UInt16, limits: HTTPLimits = HTTPLimits()) throws(ListeningError) {
        let found = try Self.listening(at: host, port)
        var limits = limits
        limits.connections = min(limits.connections, max(16, Self.mostFiles() - 256))
        self.limits = limits
        pool = SocketPool(queue: ePoll(maxEvents: 64))
        do {
            listener = try Wire(found, pool)
            switch try found.sockname() {
            case .ip4(let address, let port), .ip6(let address, let port): (self.address, self.port) = (address, port)
            case .unix: throw SocketError.unsupportedAddress
            }
        } catch {
            try? found.close()
            throw ListeningError(host: host, port: port, reason: "\(error)", isTaken: false)
        }
    }

    /// The number of connected clients.
    var connections: Int { deadlines.count }

    /// Serves until the task is cancelled.
    func run(_ handler: any HTTPHandler) async throws {
        try await pool.prepare()
        await withDiscardingTaskGroup { group in
            let background = [
                Task { [pool] in try? await pool.run() },
                Task { [deadlines] in
                    while !Task.isCancelled {
                        try? await Task.sleep(for: .milliseconds(500))
                        deadlines.enforce()
                    }
                },
            ]
            while !Task.isCancelled {
                do {
                    let wire = try await listener.accept()
                    _ = fcntl(wire.number, F_SETFD, FD_CLOEXEC)
                    guard deadlines.count < limits.connections else {
                        Self.refuse(wire.socket)
                        continue
                    }
                    deadlines.set(limits.secondsToAsk, for: wire.number)
                    let connection = HTTPConnection(
                        wire: wire, limits: limits, deadlines: deadlines, handler: handler)
                    group.addTask { await connection.serve() }
                } catch {
                    // A client that has gone again, or no file left to open: others may come.
                    if !Task.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }
                }
            }
            deadlines.endAll()
            for task in background.dropFirst() { task.cancel() }
            // Those that are cut off still have to be woken.
            try? await Task.detached { try await Task.sleep(for: .milliseconds(200)) }.value
            background[0].cancel()
        }
        await listener.close()
    }

    /// Says that there is no room, as far as that can be said at once.
    private static func refuse(_ socket: Socket) {
        let response = HTTPResponse.text(.unavailable, "Too many connections; come again in a moment.")
        if case .data(let body) = response.body { _ = try? socket.write(response.head(closes: true) + body) }
        shutdown(socket.file.rawValue, Int32(SHUT_WR))
        try? socket.close()
    }

    private static func listening(at host: String, _ port: UInt16) throws(ListeningError) -> Socket {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0, let first = list?.pointee, let address = first.ai_addr else {
            throw ListeningError(host: host, port: port, reason: String(cString: gai_strerror(code)), isTaken: false)
        }
        let number = socket(first.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        func failure() -> ListeningError {
            let code = errno
            if number >= 0 { close(number) }
            let reason = String(cString: strerror(code))
            return ListeningError(host: host, port: port, reason: reason, isTaken: code == EADDRINUSE)
        }
        guard number >= 0 else { throw failure() }
        var yes: Int32 = 1
        setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(number, address, first.ai_addrlen) == 0, listen(number, 1024) == 0 else { throw failure() }
        return Socket(file: Socket.FileDescriptor(rawValue: number))
    }

    /// How many files this process may open, after it has asked for as many as it may have.
    private static func mostFiles() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        let wanted = min(limit.rlim_max, 8192)
        if limit.rlim_cur < wanted {
            let before = limit.rlim_cur
            limit.rlim_cur = wanted
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) != 0 { limit.rlim_cur = before }
        }
        return Int(min(limit.rlim_cur, 1 << 20))
    }
}

/// Why the server cannot listen.
public struct ListeningError: Error, Sendable, Hashable, CustomStringConvertible {
    let host: String
    let port: UInt16
    let reason: String
    let isTaken: Bool

    /// The error and its remedy.
    public var description: String {
        isTaken
            ? "port \(port) of \(host) is in use; give another one by --port, or --port 0 for any that is free"
            : "cannot listen on port \(port) of '\(host)': \(reason)"
    }
}
