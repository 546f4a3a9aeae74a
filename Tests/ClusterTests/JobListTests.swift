import Foundation
import Report
import Testing

@testable import Cluster

/// What `fiducial jobs` says.
@Suite struct JobListTests {
    private func list(_ place: Place) throws -> JobList {
        let session = place.session()
        return JobList(try session.missingWork(), past: PastWork(session.store))
    }

    @Test func partsAreKnownOnceWhatTheyUseIsThere() async throws {
        let place = try Place()
        #expect(
            try list(place).text == """
                cell       parts  tasks  each     memory  after
                first             1      unknown
                second            1      unknown          first
                elsewhere         1      unknown
                toys              1      unknown          first, second

                """)
        _ = try await place.session().compute(only: ["first", "second"])
        let entries = try list(place).entries
        #expect(
            entries.map { $0.item.part ?? $0.item.label } == ["elsewhere", "window", "toy 0", "toy 1", "toy 2", "toys"])
        #expect(
            entries.map(\.item.after) == [
                [], [], ["toys.windows"], ["toys.windows"], ["toys.windows"], ["toys.toys"],
            ])
        #expect(entries.map { $0.item.job != nil } == [true, true, false, false, false, false])
        // 'elsewhere' is a 'number' as the others are, and takes what they took.
        #expect((entries[0].cost?.seconds ?? 0) > 0 && entries[1].cost == nil)
        let json = try Value(json: try list(place).json)
        #expect(json[path: "jobs"]?.array?.count == 6 && json[path: "jobs.2.after.0"] == "toys.windows")
        _ = await place.session().compute()
        #expect(try list(place).text == "Nothing to compute.\n")
    }

    @Test func alikeWorkGrowsWithItsSteps() async throws {
        let place = try Place()
        _ = try await place.session().compute(only: ["first"])
        let past = PastWork(place.session().store)
        let one = try #require(past.cost(of: "number", group: nil, options: ["steps": 10]))
        let ten = try #require(past.cost(of: "number", group: nil, options: ["steps": 100]))
        #expect(abs(ten.seconds - 10 * one.seconds) < 1e-9 * ten.seconds && one.memory ?? 0 > 1 << 20)
        #expect(past.cost(of: "toss", group: "toys", options: .null) == nil)
    }
}
