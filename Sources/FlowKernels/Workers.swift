internal import CFlowKernels
import Synchronization

/// Threads that share the work items of a loop, and wait for each other at its end.
///
/// It owns the threads: they wait for work, first spinning and then sleeping, and end with it. An item's result may
/// depend on its index only; then nothing depends on the number of threads. An instance may be used from several
/// threads, and within its own loops: if the threads are busy, a loop runs on the caller's thread alone.
public final class Workers: Sendable {
    private let pool: Handle
    private let arenas: ArenaShelf
    private let wanted: @Sendable () -> Int

    /// - Parameter threads: 1...512; fewer are used where the system grants fewer.
    public convenience init(threads: Int) { self.init(most: threads) { threads } }

    /// Threads that may become more while they work, and never fewer.
    ///
    /// - Parameters:
    ///   - most: how many, 1...512, the caller's among them.
    ///   - wanted: the number of threads wanted now; called before every loop.
    public init(most: Int, wanted: @escaping @Sendable () -> Int) {
        precondition((1...512).contains(most), "\(most) threads")
        guard let pool = worker_pool_create(Int32(most)) else {
            preconditionFailure("no memory for a pool of \(most) threads")
        }
        self.pool = Handle(pointer: pool)
        self.wanted = wanted
        arenas = ArenaShelf(count: most)
        grow()
    }

    /// The number of threads that share a loop now, the caller's among them.
    public var threads: Int { Int(worker_pool_threads(pool.pointer)) }

    private func grow() {
        let wanted = min(wanted(), arenas.own.count)
        if wanted > threads { worker_pool_grow(pool.pointer, Int32(wanted)) }
    }

    deinit { worker_pool_destroy(pool.pointer) }

    /// Calls `body(index, arena)` once for each index in 0..<count, in any order and on any of the threads.
    ///
    /// An arena belongs to one thread at a time. Its slabs are kept between calls, but memory that a body allocates is
    /// freed when that body ends.
    ///
    /// - Throws: what `body` throws. After an error no further index is begun, and of several errors the one with the
    ///   lowest index is thrown, whatever the number of threads.
    public func forEach<E: Error>(_ count: Int, _ body: @Sendable (Int, Arena) throws(E) -> Void) throws(E) {
        if count <= 0 { return }
        if count > 1 { grow() }
        let failure = Mutex<(index: Int, error: E)?>(nil)
        func run(_ index: Int, _ arena: Arena) -> Bool {
            do throws(E) {
                try arena.scope { () throws(E) in try body(index, arena) }
                return true
            } catch {
                failure.withLock { if $0.map({ index < $0.index }) ?? true { $0 = (index, error) } }
                return false
            }
        }
        if !runShared(count, run) { arenas.withSpare { arena in _ = (0..<count).allSatisfy { run($0, arena) } } }
        if let failure = failure.withLock({ $0 }) { throw failure.error }
    }

    /// Calls `body(index, arena)` once for each index in 0..<count, as ``forEach(_:_:)`` does, and gathers what it returns.
    ///
    /// - Returns: one result for each index, in the order of the indices, whatever the order of the calls.
    /// - Throws: what `body` throws, for the lowest index of those that it threw for.
    public func map<Result: Sendable, E: Error>(
        _ count: Int, _ body: @Sendable (Int, Arena) throws(E) -> Result
    ) throws(E) -> [Result] {
        let results = Mutex([Result?](repeating: nil, count: max(count, 0)))
        try forEach(count) { (index: Int, arena: Arena) throws(E) in
            let result = try body(index, arena)
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0.compactMap { $0 } }
    }

    /// Returns false, having done nothing, where the threads are taken.
    private func runShared(_ count: Int, _ run: (Int, Arena) -> Bool) -> Bool {
        withoutActuallyEscaping(run) { run in
            let loop = Loop(arenas: arenas, run: run)
            return withExtendedLifetime(loop) {
                let context = Unmanaged.passUnretained(loop).toOpaque()
                return worker_pool_run(pool.pointer, count, callLoop, context) != 0
            }
        }
    }
}

/// One index of a loop, as the pool calls it; nonzero stops the handing out.
private func callLoop(_ context: UnsafeMutableRawPointer?, _ index: Int, _ thread: Int32) -> Int32 {
    guard let context else { return 1 }
    let loop = Unmanaged<Loop>.fromOpaque(context).takeUnretainedValue()
    return loop.run(index, loop.arenas.own[Int(thread)]) ? 0 : 1
}

/// What the pool's context points to.
private final class Loop {
    let arenas: ArenaShelf
    let run: (Int, Arena) -> Bool

    init(arenas: ArenaShelf, run: @escaping (Int, Arena) -> Bool) {
        self.arenas = arenas
        self.run = run
    }
}

/// The pool's address; `@unchecked Sendable` because the pool itself is safe to use from any thread.
private struct Handle: @unchecked Sendable {
    let pointer: OpaquePointer
}

/// An arena for each thread of the pool, and spare ones for loops that run on their caller alone.
///
/// `@unchecked Sendable`: arena i is used by thread i of the one run that is under way, a spare by its borrower.
private final class ArenaShelf: @unchecked Sendable {
    let own: [Arena]
    private let spares = Mutex<[Borrowed]>([])

    private struct Borrowed: @unchecked Sendable { let arena: Arena }

    init(count: Int) { own = (0..<count).map { _ in Arena() } }

    func withSpare(_ body: (Arena) -> Void) {
        let spare = spares.withLock { $0.popLast() } ?? Borrowed(arena: Arena())
        body(spare.arena)
        spares.withLock { $0.append(spare) }
    }
}
