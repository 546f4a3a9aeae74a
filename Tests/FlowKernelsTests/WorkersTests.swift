import FlowKernels
import Testing

@Suite struct WorkersTests {
    @Test func callsEveryIndexOnce() {
        let workers = Workers(threads: 3)
        let hits = ParameterBuffer(count: 1000).matrix(at: 0, rows: 1, columns: 1000)
        workers.forEach(1000) { index, arena in hits[0, index] += 1 }
        #expect(hits.array().allSatisfy { $0 == 1 })
    }
}
