import Foundation
import Synchronization

/// By when the client of each connection has to do something. Who does not is cut off, and the connection then ends as if the
/// client had gone.
final class Deadlines: Sendable {
    private let state = Mutex<[Int32: ContinuousClock.Instant?]>([:])

    /// The number of connections.
    var count: Int { state.withLock(\.count) }

    /// - Parameter seconds: seconds from now; nil for no deadline.
    func set(_ seconds: Double?, for socket: Int32) {
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        state.withLock { $0[socket] = .some(deadline) }
    }

    /// Must be called before the socket is closed, because its number may then belong to another one.
    func remove(_ socket: Int32) { state.withLock { $0[socket] = nil } }

    /// Closes connections whose deadline has passed.
    func enforce(now: ContinuousClock.Instant = .now) {
        // Under the lock, so that nobody closes a socket meanwhile.
        state.withLock { deadlines in
            for (socket, deadline) in deadlines {
                guard let deadline, deadline < now else { continue }
                shutdown(socket, Int32(SHUT_RDWR))
                deadlines[socket] = .some(nil)
            }
        }
    }

    /// Closes all connections.
    func endAll() {
        state.withLock { deadlines in
            for socket in deadlines.keys { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }
}
