import Foundation
import Testing

@testable import Report

/// What a render lacks, and cells that are computed without a page.
@Suite struct MissingWorkTests {
    private static let verbs: [any Directive.Type] = [Echo.self, Divide.self]
    private static let text = """
        ```{echo} one
        number: 1
        ```

        ```{echo} two
        uses: [one]
        run: manual
        ```

        ```{echo} three
        uses: [two]
        ```

        ```{divide} parts
        sizes: [3, 1, 2]
        uses: [one]
        adds: true
        ```

        """

    @Test func cellsThatNobodyAsksForAreNotMissing() async throws {
        let workplace = try Workplace(directives: Self.verbs)
        try workplace.write(Self.text)
        let work = try workplace.session.missingWork()
        #expect(work.idle == ["two", "three"])
        #expect(work.items.map(\.label) == ["one", "parts"] && work.items[1].after == ["one"])
        #expect(work.cells.map(\.label).sorted() == ["one", "parts", "three", "two"])
        #expect(work.cells.first { $0.label == "parts" }?.groups == ["parts", "sums"])
        var asked = workplace.session
        asked.refresh = ["two"]
        #expect(try asked.missingWork().items.map(\.label).sorted() == ["one", "parts", "three", "two"])
    }

    @Test func computingSomeCellsLeavesOutTheOthers() async throws {
        let workplace = try Workplace(directives: Self.verbs)
        try workplace.write(Self.text)
        guard case .ended(let report) = try await workplace.session.compute(only: ["parts"]) else {
            throw CellFailure("it did not run")
        }
        #expect(report.results.keys.sorted() == ["one", "parts"])
        #expect(try workplace.session.missingWork().items.isEmpty)
        await #expect(throws: InvalidDocument.self) { try await workplace.session.compute(only: ["part"]) }
    }

    @Test func theJobsAreThoseOfARender() async throws {
        let workplace = try Workplace(directives: Self.verbs)
        let runner = WritingRunner(Self.verbs)
        try workplace.write(Self.text)
        _ = try await workplace.session.compute(only: ["one"])
        let planned = try workplace.session.missingWork().items
        #expect(planned.map { $0.part ?? $0.label } == ["part 0", "part 1", "part 2", "sum", "parts"])
        try await workplace.render { $0.runner = runner }
        let jobs = Dictionary(uniqueKeysWithValues: runner.jobs.map { ($0.name, $0) })
        for item in planned where item.job != nil {
            let job = try #require(item.job)
            let done = try #require(jobs[job.name])
            #expect(done.key == job.key && done.uses == job.uses && done.report == job.report)
        }
    }

    /// The text around a cell, and files of others, are of no interest to who computes it elsewhere.
    @Test func aCellCanBeReadAlone() throws {
        let workplace = try Workplace(directives: Self.verbs)
        try workplace.write("# {value}\n\nSee @two and `{value} two.number`.\n\n" + Self.text)
        var reader = DocumentReader(directives: DirectiveRegistry(Self.verbs))
        reader.isForPage = false
        let whole = try KeyMaker(document: reader.read(workplace.report)).key(
            of: #require(reader.read(workplace.report).cell("one")), digests: [:])
        try workplace.write(
            "See @nobody.\n\n```{echo} broken\nfile: none.txt\nuses: [one]\n```\n\n"
                + Self.text.replacing("number: 1", with: "number: 1\ncaption: Not @elsewhere."))
        #expect(throws: InvalidDocument.self) { try reader.read(workplace.report) }
        reader.only = ["one"]
        let alone = try reader.read(workplace.report)
        #expect(alone.cells.map(\.label) == ["one"])
        #expect(
            try KeyMaker(document: alone).key(of: #require(alone.cell("one")), digests: [:])?.digest == whole?.digest)
    }
}
