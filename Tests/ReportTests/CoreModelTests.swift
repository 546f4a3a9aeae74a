import Foundation
import Testing

@testable import Report

/// How long reports would take on other numbers of cores.
@Suite struct CoreModelTests {
    @Test func threadsShortenWhatIsNotSerialAsFarAsThereIsWork() {
        let any = ThreadDivision(most: nil, serial: 0.1)
        #expect(abs(any.seconds(of: 100, on: 4) - 32.5) < 1e-12)
        #expect(abs(any.work(took: 32.5, on: 4) - 100) < 1e-12)
        let few = ThreadDivision(most: 2, serial: 0)
        #expect(few.seconds(of: 100, on: 1) == 100 && few.seconds(of: 100, on: 64) == 50)
    }

    @Test func twoNumbersOfThreadsTellWhatIsSerial() throws {
        func serial(_ one: (Double, Int), _ other: (Double, Int), most: Int? = nil) -> Double? {
            ThreadDivision.serial(one, other, most: most)
        }
        // A fifth of 100 s.
        #expect(abs(try #require(serial((100, 1), (60, 2))) - 0.2) < 1e-12)
        #expect(abs(try #require(serial((60, 2), (40, 4))) - 0.2) < 1e-12)
        #expect(abs(try #require(serial((40, 4), (100, 1))) - 0.2) < 1e-12)
        #expect(serial((60, 2), (40, 4), most: 2) == nil, "both keep two busy")
        #expect(serial((100, 1), (120, 2)) == 1 && serial((100, 1), (40, 2)) == 0 && serial((0, 1), (1, 2)) == nil)
    }

    @Test func partsRunSideBySideAndShareThreads() {
        let load = CoreLoad(
            label: "fit", verb: "fit", uses: [], stages: [[10], [10, 10, 10, 10], [4]],
            division: ThreadDivision(most: 2, serial: 0))
        #expect(load.work == 54 && load.most == 8)
        #expect([1, 2, 4, 8, 100].map(load.seconds) == [54, 27, 17, 12, 12])
        #expect(CoreLoad.span([5, 1, 1, 1, 1], slots: 2) == 5 && CoreLoad.span([], slots: 3) == 0)
    }

    private func load(_ label: String, _ seconds: Double, most: Int?, uses: [String] = []) -> CoreLoad {
        CoreLoad(
            label: label, verb: "work", uses: uses, stages: [[seconds]], division: ThreadDivision(most: most, serial: 0)
        )
    }

    @Test func cellsShareTheCoresAndWaitForWhatTheyUse() {
        let model = CoreModel([
            load("a", 100, most: 2), load("b", 100, most: 2), load("quick", 0, most: 1, uses: ["a"]),
            load("c", 50, most: nil, uses: ["a", "b"]),
        ])
        #expect([1, 2, 4, 16].map(model.seconds) == [250, 125, 62.5, 53.125])
        let chain = model.chain(on: 16)
        #expect(chain.labels == ["a", "c"] && chain.seconds == 53.125)
        #expect(CoreModel.shares(5, among: [nil, 1, nil]) == [2, 1, 2])
        #expect(CoreModel.shares(16, among: [2, 2]) == [2, 2] && CoreModel.shares(3, among: []) == [])
    }

    @Test func theTableNamesWhatIsInTheWay() {
        let model = CoreModel(
            [
                load("a", 101, most: 2), load("b", 101, most: 2), load("c", 60, most: nil, uses: ["a", "b"]),
                load("d", 1, most: 1), load("e", 1, most: 1),
            ], unknown: ["f"], serial: ["work": 0.1])
        let text = model.text([1, 2, 4])
        let rows = text.components(separatedBy: "\n").prefix(9).map { line in
            line.components(separatedBy: "  ").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
        #expect(
            Array(rows) == [
                ["cell", "1 core", "2 cores", "4 cores", "cores that it can use"],
                ["a", "1 min 41 s", "51 s", "51 s", "2"], ["b", "1 min 41 s", "51 s", "51 s", "2"],
                ["c", "1 min", "30 s", "15 s", "any"], ["2 others", "2.0 s", "2.0 s", "2.0 s"],
                ["all cells", "4 min 24 s", "2 min 12 s", "1 min 6 s"], ["times as fast", "1.0", "2.0", "4.0"],
                ["longest chain", "2 min 41 s", "1 min 21 s", "1 min 6 s"], [],
            ])
        #expect(
            text.hasSuffix(
                """
                Longest chain on 4 cores: a → c.
                Not shortened by more threads: work 10 %; of other verbs taken as nothing.
                Not counted, because they never ran: f.

                """))
        #expect(CoreModel([]).text([1]) == "The store knows no run of these cells.\n")
    }

    @Test func timesComeFromTheStore() async throws {
        let workplace = try Workplace()
        func text(_ steps: Int) -> String {
            "```{echo} a\nsteps: \(steps)\n```\n\n```{echo} b\nuses: [a]\n```\n\n```{echo} idle\nrun: manual\n```\n"
        }
        try await workplace.render(text(10))
        let first = try workplace.session.coreModel()
        // Of 'idle' the time of a cell with the same verb is the best guess.
        #expect(first.loads.map(\.label) == ["a", "b", "idle"] && first.loads.map(\.uses) == [[], ["a"], []])
        #expect(first.serial.isEmpty && first.unknown.isEmpty)
        // Ten times as many steps take ten times as long.
        try workplace.write(text(100))
        let grown = try workplace.session.coreModel().loads[0].work
        #expect(abs(grown - 10 * first.loads[0].work) < 1e-9 * grown)
    }

    @Test func anotherStoreTellsWhatIsSerial() async throws {
        let workplace = try Workplace()
        try await workplace.render("```{echo} a\n```\n")
        let other = Store(workplace.folder.appendingPathComponent("other"))
        try await workplace.render { session in
            session.store = other
            session.jobs = 1
        }
        let model = try workplace.session.coreModel(besides: other)
        let serial = try #require(model.serial["echo"])
        #expect((0...1).contains(serial))
        #expect(model.text([1, 2]).contains("Not shortened by more threads: echo"))
    }
}
