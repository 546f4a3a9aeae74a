import FlowKernels
import Testing

@testable import Training

@Suite struct ChunkedBatchTests {
    @Test(arguments: [(0, 8), (1, 8), (8, 8), (9, 8), (100, 16), (5, 512)])
    func coversEveryEventOnceInOrder(_ size: Int, _ chunk: Int) {
        let ranges = ChunkedBatch(size: size, chunk: chunk).ranges
        #expect(ranges.flatMap { Array($0) } == Array(0..<size))
        #expect(ranges.allSatisfy { !$0.isEmpty && $0.count <= chunk })
        #expect(ranges.dropLast().allSatisfy { $0.count == chunk })
    }

    @Test(arguments: [1, 2, 3])
    func addsInTheOrderOfTheChunks(_ threads: Int) {
        // In order the small number is lost; in any other order it might not be.
        let losses = [1e16, 1, -1e16, 0.5]
        let total = ChunkedBatch(size: 32, chunk: 8).reduce(Workers(threads: threads)) { index, range, _ in
            WeightedLoss(loss: losses[index], weight: Double(range.count))
        }
        #expect(total.loss == 0.5)
        #expect(total.weight == 32)
    }

    @Test func roundsColumnsUpToEight() {
        #expect([1, 8, 13, 16].map { BatchPart(step: 0, positions: 3..<3 + $0).columns } == [8, 8, 16, 16])
    }
}
