import Synchronization
import Testing

@testable import Report

/// Work on several threads: results in their order, and the error of a piece as it is.
@Suite struct SideBySideTests {
    private struct Refusal: Error, Equatable { let index: Int }

    @Test(arguments: [(0, 1), (1, 4), (7, 1), (100, 4), (3, 16)]) func givesResultsInTheirOrder(count: Int, slots: Int)
    {
        #expect(
            sideBySide(count, slots: slots, named: "test") { index, _ in index * index } == (0..<count).map { $0 * $0 })
    }

    @Test(arguments: [(1, 1), (10, 1), (50, 4), (3, 16)]) func throwsWhatAPieceThrows(count: Int, slots: Int) {
        let error = #expect(throws: Refusal.self) {
            try sideBySide(count, slots: slots, named: "test") { (index, _) throws(Refusal) in
                if index == count - 1 { throw Refusal(index: index) }
            }
        }
        #expect(error == Refusal(index: count - 1))
    }

    @Test(arguments: [1, 2, 4, 8]) func beginsNothingAfterAnError(slots: Int) {
        let begun = Mutex(0)
        #expect(throws: Refusal.self) {
            try sideBySide(1000, slots: slots, named: "test") { (index, _) throws(Refusal) in
                begun.withLock { $0 += 1 }
                throw Refusal(index: index)
            }
        }
        #expect(begun.withLock { $0 } <= slots)
    }
}
