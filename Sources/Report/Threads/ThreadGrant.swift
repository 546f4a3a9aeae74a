import Synchronization

/// The threads that some work may use: those with which it began, and those that other cells have released since.
public struct ThreadGrant: Sendable {
    /// The largest number of threads.
    public let most: Int
    private let ask: @Sendable () -> Int

    init(most: Int, _ ask: @escaping @Sendable () -> Int) {
        self.most = most
        self.ask = ask
    }

    init(fixed threads: Int) { self.init(most: threads) { threads } }

    /// The current number of threads, at least one; never fewer than before.
    public var threads: Int { ask() }

    /// The share of one of several parallel workers; the remainder goes to the first ones.
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

    /// Splits the free threads evenly among cells that are ready, at least one each, as long as there are threads. The
    /// rest is offered to all running cells.
    ///
    /// - Returns: the cells that got threads, which are the first ones, and their numbers of threads.
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

    /// Takes back the threads of a cell. They are not offered until the next ``give(to:)``, because waiting cells come
    /// first.
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
