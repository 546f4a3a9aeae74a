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

    struct Scenario: CustomTestStringConvertible {
        let nodes: Int
        let toys: Int
        /// The part of all tasks that die, wherever they are.
        let deaths: Double
        /// What is to be reached: the part of all time that is work; the scheduler is not called more often.
        let leastEfficiency: Double
        let mostCalls: Int
        var testDescription: String { "\(toys) toys on \(nodes) nodes, \(deaths) die" }
    }

    /// What a task takes beside its work, in seconds: some four times what the program takes to start and to write its file.
    private static let overhead = 1.0

    /// When all would be there by single jobs in their order, none of which dies or takes longer to start: who does not know
    /// which jobs take long can do no better.
    private static func shortest(_ scenario: Scenario) -> Double {
        var ends = [Double](repeating: 0, count: scenario.nodes)
        for toy in 0..<scenario.toys {
            guard let node = ends.indices.min(by: { ends[$0] < ends[$1] }) else { return 0 }
            ends[node] += seconds("toys-\(toy)")
        }
        return ends.max() ?? 0
    }

    @Test(arguments: [
        Scenario(nodes: 1000, toys: 10_000, deaths: 0, leastEfficiency: 0.9, mostCalls: 60),
        Scenario(nodes: 1000, toys: 10_000, deaths: 0.02, leastEfficiency: 0.87, mostCalls: 100),
        Scenario(nodes: 1000, toys: 30_000, deaths: 0.02, leastEfficiency: 0.9, mostCalls: 250),
        Scenario(nodes: 200, toys: 10_000, deaths: 0.02, leastEfficiency: 0.95, mostCalls: 350),
    ]) func nodesAreBusyAndTheSchedulerIsHardlyCalled(_ scenario: Scenario) throws {
        let cluster = SimulatedCluster(
            nodes: scenario.nodes, mostTasks: 1000, overhead: Self.overhead, saves: (results: 30, states: 30),
            seconds: Self.seconds
        ) { start in
            let chance = Self.chance(start.array, start.index)
            return chance < scenario.deaths ? .dies(.nodeFailed(nil), after: chance / scenario.deaths) : .good
        }
        var render = SimulatedRender(cluster, slots: scenario.nodes)
        render.ask(scenario.toys, cost: Self.measured.reduce(0, +) / Double(Self.measured.count))
        render.run()
        #expect(render.reports.count == scenario.toys && render.reports.values.allSatisfy { $0.ending == .ran })
        let (taken, useful) = cluster.nodeSeconds
        let ideal = useful / Double(scenario.nodes)
        let calls = render.loop.calls
        #expect(useful / taken > 0.95, "of what nodes are taken for, all but little is work that comes home")
        #expect(ideal / render.now > scenario.leastEfficiency)
        #expect(calls.submissions + calls.questions < scenario.mostCalls)
        let overhead = Self.overhead * Double(cluster.starts.count) / Double(scenario.toys)
        #expect(overhead < 1)
        // The article shows what this test finds.
        let row = String(
            format: "| %d | %d | %.0f %% | %.0f s | %.0f s | %.0f s | %.1f %% | %.0f %% | %d | %.2f s | %d + %d |",
            scenario.nodes, scenario.toys, 100 * scenario.deaths, ideal, Self.shortest(scenario), render.now,
            100 * useful / taken, 100 * ideal / render.now, cluster.starts.count, overhead, calls.submissions,
            calls.questions)
        let article = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../Sources/Cluster/Cluster.docc/BeyondOneMachine.md")
        let isShown = try String(contentsOf: article, encoding: .utf8).contains(row)
        #expect(isShown, "the table in BeyondOneMachine.md wants this row: \(row)")
    }
}
