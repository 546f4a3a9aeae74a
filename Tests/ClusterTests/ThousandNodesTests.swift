import Foundation
import Report
import Testing

@testable import Cluster

/// What the loop makes of a thousand nodes and ten thousand toys.
@Suite struct ThousandNodesTests {
    /// Seconds of refitted toys of `reports/coverage.md` on one thread, started cold: what was measured on two cores
    /// (104, 107, 142 and 254 s), and in between.
    private static let measured = [103.7, 107.1, 111, 118, 124.4, 131, 138, 141.7, 165, 253.8]

    /// Every number has its own time, always the same.
    private static func seconds(_ key: String) -> Double {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return measured[Int(hash >> 33) % measured.count]
    }

    private static func chance(_ array: String, _ index: Int) -> Double {
        var state = UInt64(bitPattern: Int64(index)) &+ 0x9e37_79b9_7f4a_7c15
        for byte in array.utf8 { state = (state ^ UInt64(byte)) &* 0xbf58_476d_1ce4_e5b9 }
        state ^= state >> 29
        state = state &* 0x94d0_49bb_1331_11eb
        return Double(state >> 11) / Double(1 << 53)
    }

    @Test func tenThousandToysOnAThousandNodes() {
        let cluster = SimulatedCluster(nodes: 1000, mostTasks: 1000, overhead: 3, seconds: Self.seconds) { start in
            let chance = Self.chance(start.array, start.index)
            // Two of a hundred tasks die, wherever they are.
            return chance < 0.02 ? .dies(.nodeFailed(nil), after: 50 * chance) : .good
        }
        var render = SimulatedRender(cluster, slots: 1000)
        let mean = Self.measured.reduce(0, +) / Double(Self.measured.count)
        render.ask(10_000, cost: mean)
        render.run()
        #expect(render.reports.count == 10_000 && render.reports.values.allSatisfy { $0.ending == .ran })
        let (taken, useful) = cluster.nodeSeconds
        let ideal = useful / 1000
        let calls = render.loop.calls
        print(
            String(
                format:
                    "10,000 toys on 1,000 nodes: %.0f s, ideal %.0f s; %.1f %% of the nodes' time is work, %.1f %% of all time; "
                    + "%d tasks, %d submissions, %d questions", render.now, ideal, 100 * useful / taken,
                100 * ideal / render.now, cluster.starts.count, calls.submissions, calls.questions))
        #expect(useful / taken > 0.9)
        #expect(ideal / render.now > 0.7)
        #expect(calls.submissions + calls.questions < 100)
    }
}
