import Foundation

/// Runs long work on a thread of its own, so that the threads of Swift's tasks stay free.
func onOwnThread<Result: Sendable>(
    named name: String, _ work: @escaping @Sendable () -> Result
) async -> Result {
    await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: work()) }
        thread.name = name
        thread.stackSize = 16 << 20
        thread.start()
    }
}
