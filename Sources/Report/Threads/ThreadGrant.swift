import Synchronization

/// The threads that some work may use: those that it began with, and those that other cells have given back since.
public struct ThreadGrant: Sendable {
    /// There are never more than this.
    public let most: Int
    private let ask: @Sendable () -> Int

    init(most: Int, _ ask: @escaping @Sendable () -> Int) {
        self.most = most
        self.ask = ask
    }

    init(fixed threads: Int) { self.init(most: threads) { threads } }

    /// How many there are now, at least one; never fewer than before.
    public var threads: Int { ask() }

    /// The part of one of several that work side by side; what does not divide evenly goes to the first.
    func share(_ slot: Int, of slots: Int) -> ThreadGrant {
        @Sendable func part(_ threads: Int) -> Int { max(1, threads / slots + (slot < threads % slots ? 1 : 0)) }
        return ThreadGrant(most: part(most)) { [self] in part(threads) }
    }
}

/// The threads that all running cells share.
///
/// Threads that no cell waits for are offered to those that run: the first one that asks keeps them until it ends.
final class ThreadBudget: Sendable {
    let total: Int
    private let state = Mutex(State())

    private struct State {
        var held: [String: Int] = [:]
        var offered = 0
    }

    init(_ total: Int) { self.total = total }

    /// Splits the free threads evenly among cells that are ready, at least one each, as far as they go. What is left
    /// is offered to all that run.
    ///
    /// - Returns: those that got threads, the first ones, and how many.
    func give(to ready: [String]) -> [(label: String, threads: Int)] {
        state.withLock { state in
            var free = total - state.held.values.reduce(0, +)
            var started: [(label: String, threads: Int)] = []
            for (index, label) in ready.enumerated() where free > 0 {
                let threads = max(1, free / (ready.count - index))
                state.held[label] = threads
                free -= threads
                started.append((label, threads))
            }
            state.offered = free
            return started
        }
    }

    /// Takes back what a cell held. Nothing is offered until the next ``give(to:)``, because cells that wait come first.
    func takeBack(from label: String) {
        state.withLock {
            $0.held[label] = nil
            $0.offered = 0
        }
    }

    func grant(of label: String) -> ThreadGrant {
        ThreadGrant(most: total) { [self] in
            state.withLock { state in
                guard let held = state.held[label] else { return 1 }
                let all = held + state.offered
                state.held[label] = all
                state.offered = 0
                return all
            }
        }
    }
}
