import Report
import Testing

@testable import Cluster

/// How jobs become tasks, and what tasks may take.
@Suite struct GroupingTests {
    @Test func shortPartsMakeTasksOfTenMinutes() {
        let tasks = JobGrouping().tasks(of: 300, each: 3.9)
        #expect(tasks.count == 2 && tasks[0] == 0..<150 && tasks[1] == 150..<300)
        #expect(JobGrouping(slots: 5000).tasks(of: 10_000, each: 150).count == 2500)
        // Eleven rounds of 200 slots with tasks of four, one with tasks of three, and three of single jobs.
        let many = JobGrouping().tasks(of: 10_000, each: 150)
        #expect(many.map(\.count) == [(4, 2200), (3, 200), (1, 600)].flatMap { Array(repeating: $0, count: $1) })
        #expect(JobGrouping().tasks(of: 5, each: 3600) == [0..<1, 1..<2, 2..<3, 3..<4, 4..<5])
        #expect(JobGrouping().tasks(of: 0, each: 1).isEmpty)
    }

    @Test func everyJobIsInOneTask() {
        for count in [1, 2, 7, 100, 1001] {
            for seconds in [nil, 0.001, 1, 59, 599, 600, 601, 1e6] as [Double?] {
                let tasks = JobGrouping(shortest: 600, slots: 30).tasks(of: count, each: seconds)
                #expect(tasks.flatMap { Array($0) } == Array(0..<count))
                #expect(!tasks.contains { $0.isEmpty })
                if seconds == nil { #expect(tasks.count <= 30) }
            }
        }
    }

    @Test func jobsOfWhichOneIsUnknownAreSpreadOverAllSlots() {
        let known = PastWork.Cost(seconds: 100, memory: 1 << 20)
        let longer = PastWork.Cost(seconds: 500, memory: 1 << 30)
        #expect(JobGrouping(slots: 3).tasks(of: [known, longer]) == [0..<2])
        #expect(JobGrouping(slots: 3).tasks(of: [known, nil, known, known]) == [0..<1, 1..<2, 2..<4])
        #expect(JobGrouping().tasks(of: []).isEmpty)
        let rule = LimitRule(
            unknown: Limits(seconds: 7200, memory: 2_000_000_000, threads: 2), longest: 100_000, mostMemory: 8 << 30)
        // 300 s on two cores, and 1.5 times the larger of both memories.
        #expect(rule.limits(of: [known, longer]) == Limits(seconds: 1200, memory: 2 << 30, threads: 2))
        #expect(rule.limits(of: [known, nil]) == rule.unknown)
    }

    @Test func limitsLeaveRoomAndAgree() {
        let unknown = Limits(seconds: 7200, memory: 2_000_000_000, threads: 1)
        let rule = LimitRule(unknown: unknown, longest: 100_000, mostMemory: 8 << 30)
        #expect(rule.limits(nil) == unknown)
        let limits = rule.limits(PastWork.Cost(seconds: 600, memory: 300 << 20))
        #expect(limits == Limits(seconds: 2400, memory: 512 << 20, threads: 1))
        #expect(limits == rule.limits(PastWork.Cost(seconds: 650, memory: 310 << 20)))
        #expect(rule.limits(PastWork.Cost(seconds: 1e6, memory: 1 << 40)).seconds == 100_000)
        #expect(rule.limits(PastWork.Cost(seconds: 1e6, memory: 1 << 40)).memory == 8 << 30)
        #expect(rule.moreTime(than: limits)?.seconds == 4800)
        #expect(rule.moreTime(than: Limits(seconds: 100_000, memory: 1, threads: 1)) == nil)
        #expect(rule.moreMemory(than: limits)?.memory == 1 << 30)
        #expect(rule.moreMemory(than: Limits(seconds: 1, memory: 8 << 30, threads: 1)) == nil)
    }
}
