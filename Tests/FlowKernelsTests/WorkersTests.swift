import FlowKernels
import Synchronization
import Testing

private final class Counter: Sendable {
    private let total = Atomic<Int>(0)
    var value: Int { total.load(ordering: .relaxed) }
    func add(_ amount: Int) { total.add(amount, ordering: .relaxed) }
}

@Suite struct WorkersTests {
    struct Failure: Error, Equatable { let index: Int }

    @Test(arguments: [1, 2, 3, 8])
    func callsEveryIndexOnce(_ threads: Int) {
        let workers = Workers(threads: threads)
        for count in [0, 1, 2, 1000] {
            let hits = Mutex([Int](repeating: 0, count: count))
            workers.forEach(count) { index, _ in hits.withLock { $0[index] += 1 } }
            #expect(hits.withLock { $0 } == [Int](repeating: 1, count: count))
        }
    }

    @Test(arguments: [1, 2, 3, 8])
    func gathersResultsInTheOrderOfTheIndices(_ threads: Int) {
        let workers = Workers(threads: threads)
        for count in [0, 1, 2, 1000] {
            #expect(workers.map(count) { index, _ in 3 * index } == (0..<count).map { 3 * $0 })
        }
        #expect(throws: Failure(index: 7)) {
            try workers.map(20) { (index: Int, _: Arena) throws(Failure) -> Int in
                if index >= 7 { throw Failure(index: index) }
                return index
            }
        }
    }

    @Test func resultDoesNotDependOnTheNumberOfThreads() {
        func run(_ threads: Int) -> [Float] {
            var samples = Samples(seed: 40)
            let (items, n) = (16, 64)
            let w = samples.matrix(24, 24)
            let b = samples.matrix(24, 1)
            let x = samples.matrix(24 * items, n)
            let y = Matrix.zeros(24 * items, n)
            Workers(threads: threads).forEach(items) { item, arena in
                let rows = item * 24..<(item + 1) * 24
                let hidden = arena.matrix(rows: 24, columns: n)
                Kernels.linear(weights: w, bias: b, input: x.rows(rows), activation: .elu, into: hidden)
                Kernels.linear(weights: w, bias: b, input: hidden, activation: nil, into: y.rows(rows))
            }
            return y.array()
        }
        let alone = run(1)
        for threads in [2, 3, 5] { #expect(run(threads) == alone) }
    }

    @Test func throwsTheErrorOfTheLowestIndex() {
        for threads in 1...4 {
            let workers = Workers(threads: threads)
            for _ in 0..<200 {
                #expect(throws: Failure(index: 3)) {
                    try workers.forEach(40) { index, _ throws(Failure) in
                        if index % 5 == 3 { throw Failure(index: index) }
                    }
                }
            }
            let total = Atomic<Int>(0)
            workers.forEach(10) { index, _ in total.add(index, ordering: .relaxed) }
            #expect(total.load(ordering: .relaxed) == 45)
        }
    }

    @Test func beginsNoFurtherIndexAfterAnError() {
        let begun = Atomic<Int>(0)
        #expect(throws: Failure(index: 2)) {
            try Workers(threads: 1).forEach(100) { index, _ throws(Failure) in
                begun.add(1, ordering: .relaxed)
                if index == 2 { throw Failure(index: index) }
            }
        }
        #expect(begun.load(ordering: .relaxed) == 3)
    }

    @Test func survivesManySmallLoops() {
        let workers = Workers(threads: 3)
        let total = Atomic<Int>(0)
        for _ in 0..<20_000 { workers.forEach(3) { index, _ in total.add(index + 1, ordering: .relaxed) } }
        #expect(total.load(ordering: .relaxed) == 120_000)
    }

    @Test func nestedLoopsRunOnTheSameAndOnOtherWorkers() {
        let outer = Workers(threads: 2)
        let inner = Workers(threads: 2)
        let total = Atomic<Int>(0)
        for _ in 0..<200 {
            outer.forEach(4) { _, arena in
                let mine = arena.matrix(rows: 1, columns: 64)
                mine.fill(1)
                outer.forEach(5) { _, other in
                    other.matrix(rows: 1, columns: 64).fill(2)
                    total.add(1, ordering: .relaxed)
                }
                inner.forEach(5) { _, other in
                    other.matrix(rows: 1, columns: 64).fill(3)
                    total.add(1, ordering: .relaxed)
                }
                if mine.array() != [Float](repeating: 1, count: 64) { total.add(1_000_000, ordering: .relaxed) }
            }
        }
        #expect(total.load(ordering: .relaxed) == 200 * 4 * 10)
    }

    @Test func oneInstanceServesSeveralThreads() async {
        let workers = Workers(threads: 2)
        let total = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<500 { workers.forEach(6) { index, _ in total.add(index) } }
                }
            }
        }
        #expect(total.value == 4 * 500 * 15)
    }

    /// Every thread that is asked for takes part once it is there, and never more than are allowed.
    @Test func growsToTheThreadsThatAreThere() {
        let granted = Atomic<Int>(1)
        let workers = Workers(most: 3) { granted.load(ordering: .relaxed) }
        #expect(workers.threads == 1)
        for (threads, expected) in [(1, 1), (2, 2), (3, 3), (9, 3)] {
            granted.store(threads, ordering: .relaxed)
            let total = Atomic<Int>(0)
            // As many indices wait for each other as there are threads.
            let waiting = Atomic<Int>(0)
            workers.forEach(expected) { index, _ in
                waiting.add(1, ordering: .relaxed)
                while waiting.load(ordering: .relaxed) < expected {}
                total.add(index, ordering: .relaxed)
            }
            #expect(workers.threads == expected)
            #expect(total.load(ordering: .relaxed) == expected * (expected - 1) / 2)
        }
    }

    @Test func wakesAfterSleepAndEndsCleanly() async throws {
        for _ in 0..<10 {
            let workers = Workers(threads: 4)
            let total = Atomic<Int>(0)
            try await Task.sleep(for: .milliseconds(5))
            workers.forEach(64) { index, _ in total.add(index, ordering: .relaxed) }
            #expect(total.load(ordering: .relaxed) == 2016)
        }
    }
}
