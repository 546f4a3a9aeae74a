import Foundation
import Synchronization

/// What one client is sent as it comes, until one of both sides has enough.
final class EventSubscription: Sendable {
    private struct State {
        var waitingBytes = 0
        var isEnded = false
    }

    /// A client that is further behind than this is let go: it comes again and gets the page as it is then.
    private static let mostBytes = 32 << 20

    /// Pieces of the stream, in their order.
    let frames: AsyncStream<Data>
    private let continuation: AsyncStream<Data>.Continuation
    private let state = Mutex(State())
    private let onEnd: @Sendable (EventSubscription) -> Void

    /// - Parameter onEnd: called once.
    init(onEnd: @escaping @Sendable (EventSubscription) -> Void) {
        (frames, continuation) = AsyncStream.makeStream()
        self.onEnd = onEnd
    }

    /// Adds a piece to the queue.
    func send(_ frame: Data) {
        let isTooSlow = state.withLock { state in
            guard !state.isEnded else { return false }
            state.waitingBytes += frame.count
            continuation.yield(frame)
            return state.waitingBytes > Self.mostBytes
        }
        if isTooSlow { end() }
    }

    /// Must be called when a piece has been written.
    func wrote(_ frame: Data) { state.withLock { $0.waitingBytes -= frame.count } }

    /// Ends the stream.
    func end() {
        let isFirst = state.withLock { state in
            defer { state.isEnded = true }
            return !state.isEnded
        }
        guard isFirst else { return }
        continuation.finish()
        onEnd(self)
    }
}
