import FlyingSocks
import Foundation

/// A socket whose reader and writer wait without holding a thread.
///
/// Not the `AsyncSocket` of FlyingFox: that one gives up where the pool says that a socket is gone, and the pool may say this of an
/// earlier socket of the same number, whose last event it still has in hand. Here the socket itself is asked.
struct Wire: Sendable {
    let socket: Socket
    let pool: SocketPool<ePoll>

    /// The file descriptor of the socket.
    var number: Int32 { socket.file.rawValue }

    /// - Throws: `SocketError` if the socket cannot be set up.
    init(_ socket: Socket, _ pool: SocketPool<ePoll>) throws {
        self.socket = socket
        self.pool = pool
        try socket.setFlags(.nonBlocking)
    }

    /// The received bytes, as soon as there are any.
    ///
    /// - Throws: `SocketError.disconnected` if the other side has closed the connection, and other errors of the
    ///   connection.
    func read(atMost count: Int) async throws -> [UInt8] {
        try await whenReady(for: .read) { try socket.read(atMost: count) }
    }

    /// Writes all of it.
    ///
    /// - Parameter progress: called each time with the position reached.
    func write(_ data: Data, progress: (Data.Index) -> Void) async throws {
        var index = data.startIndex
        while index < data.endIndex {
            index = try await whenReady(for: .write) { try socket.write(data, from: index) }
            progress(index)
        }
    }

    /// The next client that connects.
    func accept() async throws -> Wire {
        try Wire(await whenReady(for: .connection) { Socket(file: try socket.accept().file) }, pool)
    }

    private func whenReady<Result>(for events: Socket.Events, _ work: () throws -> Result) async throws -> Result {
        while true {
            try Task.checkCancellation()
            do { return try work() } catch SocketError.blocked {}
            do { try await pool.suspendSocket(socket, untilReadyFor: events) } catch SocketError.disconnected {}
        }
    }

    /// Closes the socket while the pool does nothing else: the pool may still be about to remove this socket from its
    /// list, and would otherwise miss the next socket with the same number.
    func close() async { await close(in: pool) }

    private func close(in pool: isolated SocketPool<ePoll>) { try? socket.close() }
}
