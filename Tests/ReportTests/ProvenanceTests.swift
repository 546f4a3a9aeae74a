import Foundation
import Testing

@testable import Report

/// The page names engine and machine of the run that computed each cell, not of the one that shows it.
@Suite struct ProvenanceTests {
    private static let a = "```{echo} a\n```\n"
    private static let b = "\n```{echo} b\nsteps: 3\n```\n"

    /// The value of a line of the provenance.
    private static func fact(_ name: String, _ workplace: Workplace) throws -> String {
        let html = try workplace.html
        let start = try #require(html.range(of: "<tr><th scope=\"row\">\(name)</th><td>"))
        return String(html[start.upperBound...].prefix { $0 != "<" })
    }

    /// Gives the stored results of a cell another machine, which is no part of their keys.
    private static func move(_ label: String, to machine: String, _ workplace: Workplace) throws {
        let name = try workplace.session.read().nameInStore
        let key = try #require(workplace.store.latestKey(of: label, in: name))
        let file = workplace.store.folder.appendingPathComponent("\(key.prefix(2))/\(key)/manifest.json")
        var manifest = try #require(try Value(json: Data(contentsOf: file)).object)
        manifest["host"] = ["name": .string(machine), "system": "Plan 9", "cores": 64]
        manifest["proof"] = nil
        try Data(Value.object(manifest).prettyJSON.utf8).write(to: file)
    }

    @Test func oneEngineAndMachineStandAlone() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.a + Self.b) { $0.engine = "engine 1" }
        #expect(try Self.fact("Engine", workplace) == "engine 1")
        #expect(try Self.fact("Machine", workplace) == Host.current(engine: "", workplace.session.directives).machine)
        #expect(try !Self.fact("Rendered", workplace).contains(" by "))
    }

    @Test func aPageOfStoredResultsNamesWhatComputedThem() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.a + Self.b) { $0.engine = "engine 1" }
        let outcome = try await workplace.render { $0.engine = "engine 2" }
        #expect(outcome.run?.results.values.allSatisfy { $0.outcome == .cached } == true)
        #expect(try Self.fact("Engine", workplace) == "engine 1")
        #expect(try Self.fact("Rendered", workplace).contains(" by engine 2 on "))
    }

    @Test func severalEnginesAreNamedWithTheirCells() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.a) { $0.engine = "engine 1" }
        try await workplace.render(Self.a + Self.b) { $0.engine = "engine 2" }
        #expect(try Self.fact("Engine", workplace) == "engine 1 (a); engine 2 (b)")
        #expect(try Self.fact("Machine", workplace) == Host.current(engine: "", workplace.session.directives).machine)
    }

    @Test func severalMachinesAreNamedWithTheirCells() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.a + Self.b)
        try Self.move("a", to: "node17", workplace)
        try await workplace.render()
        let here = Host.current(engine: "", workplace.session.directives).machine
        #expect(try Self.fact("Machine", workplace) == "node17, 64 cores, Plan 9 (a); \(here) (b)")
        try Self.move("b", to: "node17", workplace)
        let outcome = try await workplace.render()
        #expect(outcome.messages == [] && outcome.exitStatus == 0)
        #expect(try Self.fact("Machine", workplace) == "node17, 64 cores, Plan 9")
        #expect(try Self.fact("Rendered", workplace).contains(" on \(here)"))
    }

    @Test(arguments: ["Nothing to compute.\n", "```{echo} a\nfails: no\n```\n"])
    func aPageWithoutResultsNamesItsOwn(_ text: String) async throws {
        let workplace = try Workplace()
        try await workplace.render(text) { $0.engine = "engine 1" }
        #expect(try Self.fact("Engine", workplace) == "engine 1")
    }
}
