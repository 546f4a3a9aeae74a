import Foundation
import Synchronization

/// Does work for each number below `count`, at most `slots` at a time, and waits until all is done.
///
/// The caller's thread is the first slot; the others get their own threads. Once a piece throws, no further piece
/// begins.
///
/// - Parameter work: gets its number and its slot.
/// - Returns: the results in the order of their numbers.
/// - Throws: the first error.
func sideBySide<Result: Sendable, Failure: Error>(
    _ count: Int, slots: Int, named name: String,
    _ work: @escaping @Sendable (_ index: Int, _ slot: Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
    let agenda = Agenda<Result, Failure>(count)
    let others = DispatchGroup()
    for slot in 1..<max(1, min(slots, count)) {
        others.enter()
        let thread = Thread {
            agenda.workOff { (index) throws(Failure) in try work(index, slot) }
            others.leave()
        }
        thread.name = name
        thread.stackSize = 16 << 20
        thread.start()
    }
    agenda.workOff { (index) throws(Failure) in try work(index, 0) }
    others.wait()
    return try agenda.results()
}

/// What is still to be done, and the results of the rest.
private final class Agenda<Result: Sendable, Failure: Error>: Sendable {
    private struct State {
        var next = 0
        var results: [Result?]
        var error: Failure?
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(results: [Result?](repeating: nil, count: count))) }

    func workOff(_ work: (Int) throws(Failure) -> Result) {
        while let index = takeNext() {
            do throws(Failure) {
                let result = try work(index)
                state.withLock { $0.results[index] = result }
            } catch {
                state.withLock { $0.error = $0.error ?? error }
            }
        }
    }

    func results() throws(Failure) -> [Result] {
        try state.withLock { (state) throws(Failure) in
            if let error = state.error { throw error }
            return state.results.compactMap { $0 }
        }
    }

    private func takeNext() -> Int? {
        state.withLock { state in
            guard state.error == nil, state.next < state.results.count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }
}

/// Runs long work on a separate thread, so that the threads of Swift's tasks stay free.
package func onOwnThread<Result: Sendable>(
    named name: String, _ work: @escaping @Sendable () -> Result
) async -> Result {
    await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: work()) }
        thread.name = name
        thread.stackSize = 16 << 20
        thread.start()
    }
}
