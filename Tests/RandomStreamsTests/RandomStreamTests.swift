import Testing

@testable import RandomStreams

struct RandomStreamTests {
    @Test func isTheGeneratorAtCounterBlockAndIndex() {
        let key = RandomKey(seed: 7, purpose: "test")
        var stream = key.stream(0x0000_0003_0000_0002)
        for block in UInt32(0)..<3 {
            let words = Philox4x32.block(counter: SIMD4(block, 0, 2, 3), key: key.words)
            #expect(stream.next() == UInt64(words[0]) | UInt64(words[1]) << 32)
            #expect(stream.next() == UInt64(words[2]) | UInt64(words[3]) << 32)
        }
    }

    /// Numbers that must never change: stored results would no longer be reproduced.
    @Test func keepsItsNumbersForever() {
        var stream = RandomStream(seed: 1, purpose: "events", index: 5)
        #expect(RandomPurpose("events").stableHash == 0x9ebe_f396_1078_5894)
        #expect(stream.next() == 0xc157_fc39_cb7d_2e44)
        #expect(stream.uniform() == 0.8472085098792391)
        #expect(stream.normal() == -0.8053121743498323)
        #expect(stream.uniform(below: 1000) == 532)
        #expect(stream.poisson(mean: 30) == 38)
        #expect(stream.permutation(count: 6) == [4, 3, 2, 0, 5, 1])
    }

    @Test func separatesSeedsPurposesAndIndices() {
        var first: Set<UInt64> = []
        for seed in UInt64(0)..<10 {
            for purpose in ["events", "shuffle", "bootstrap"] {
                for index in UInt64(0)..<10 {
                    var stream = RandomStream(seed: seed, purpose: RandomPurpose(purpose), index: index)
                    first.insert(stream.next())
                }
            }
        }
        #expect(first.count == 300)
    }

    @Test func opensAnyIndexWithoutTheOnesBefore() {
        let key = RandomKey(seed: 3, purpose: "events")
        let forward = (UInt64(0)..<100).map { index in
            var stream = key.stream(index)
            return stream.normal()
        }
        let backward = (UInt64(0)..<100).reversed().map { index in
            var stream = RandomStream(seed: 3, purpose: "events", index: index)
            return stream.normal()
        }
        #expect(forward == backward.reversed())
    }

    @Test func givesTheSameNumbersOnManyTasks() async {
        let key = RandomKey(seed: 9, purpose: "threads")
        func sum(_ index: UInt64) -> Double {
            var stream = key.stream(index)
            return (0..<100).reduce(0) { sum, _ in sum + stream.normal() }
        }
        let alone = (UInt64(0)..<64).map(sum)
        let together = await withTaskGroup(of: (Int, Double).self) { group in
            for index in 0..<64 { group.addTask { (index, sum(UInt64(index))) } }
            return await group.reduce(into: [Double](repeating: 0, count: 64)) { $0[$1.0] = $1.1 }
        }
        #expect(alone == together)
    }
}
