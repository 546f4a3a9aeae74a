import Foundation
import Testing

@testable import Report

/// Values that a caller asks for by name; nothing runs for them.
@Suite struct ReportedValuesTests {
    private static let text = """
        ```{gauge} fit
        best: {mass: 1.2341, width: 2}
        sigma: 0.0123
        ```

        ```{gauge} open
        sigma: 0
        nan: true
        ```

        """

    private func rendered(_ text: String = text) async throws -> Workplace {
        let workplace = try Workplace(directives: [Gauge.self])
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        return workplace
    }

    private func texts(_ workplace: Workplace, _ paths: String...) throws -> [String] {
        try workplace.session.values(paths).values.map(\.text)
    }

    @Test func haveTheErrorThatTheVerbDeclares() async throws {
        let workplace = try await rendered()
        #expect(
            try texts(workplace, "fit.mass.best", "fit.quantities.mass.best") == ["1.234 ± 0.012", "1.234 ± 0.012"])
        #expect(try texts(workplace, "fit.shifts.mass") == ["2.468 ± 0.025"])
        #expect(try texts(workplace, "fit.events", "fit.mass.sigma") == ["100", "0.01230"])
    }

    @Test func areWrittenAsProseWouldWriteThem() async throws {
        let workplace = try await rendered()
        #expect(try texts(workplace, "fit.mass.best | .1") == ["1.2 ± 0.0"])
        #expect(try texts(workplace, "fit.mass.best ± fit.width.sigma | .3") == ["1.234 ± 0.012"])
        #expect(
            try texts(workplace, "fit.mass.best + fit.mass.sigma - fit.mass.sigma | .2") == ["1.23 +0.01 −0.01"])
        #expect(try texts(workplace, "open.mass.sigma", "open.mass.best") == ["open", "NaN ± open"])
    }

    @Test func sayWhereTheyComeFrom() async throws {
        let workplace = try await rendered()
        let json = try workplace.session.values(["fit.mass.best", "open.mass.sigma"]).json
        let document = try Value(json: Data(json.utf8))
        #expect(document[path: "schema"] == "fiducial-value" && document[path: "version"] == 1)
        #expect(document[path: "values.0.value"] == 1.2341)
        #expect(document[path: "values.0.uncertainty.up"] == 0.0123)
        let name = try workplace.session.read().nameInStore
        #expect(document[path: "values.0.key"]?.string == workplace.store.latestKey(of: "fit", in: name))
        #expect(document[path: "values.1.value"] == nil && document[path: "values.1.text"] == "open")
    }

    @Test(arguments: [
        ("fot.mass.best", "no cell is called 'fot'; did you mean 'fit'? available: fit, open"),
        ("fit.mass.bets", "'fit' has no value 'mass.bets'; did you mean 'mass.best'? 'mass' has: best, sigma"),
        ("fit.mass", "'fit.mass' is a group of values; name one of fit.mass.best, fit.mass.sigma"),
        ("fit", "'fit' is no value of a cell; name one of"),
        ("fit.mass.best ±", "cannot read the value 'fit.mass.best ±'"),
    ]) func mistakesAreNamedWithARemedy(_ path: String, _ message: String) async throws {
        let workplace = try await rendered()
        let error = #expect(throws: ValueError.self) { try workplace.session.values([path]) }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
        guard case .question = error else {
            Issue.record("it is a mistake in the question")
            return
        }
    }

    @Test func nothingIsComputedForThem() async throws {
        let workplace = try await rendered()
        try workplace.write(Self.text.replacing("sigma: 0.0123", with: "sigma: 0.02"))
        let stale = #expect(throws: ValueError.self) { try workplace.session.values(["fit.mass.best"]) }
        #expect(
            stale?.description
                == "the result of 'fit' is stale: sigma: 0.0123 → 0.02; 'fiducial render' computes it")
        try workplace.write("```{gauge} new\n```\n")
        let missing = #expect(throws: ValueError.self) { try workplace.session.values(["new.events"]) }
        #expect(missing?.description == "the result of 'new' is missing: never run; 'fiducial render' computes it")
        try workplace.write("```{gauge} later\nrun: manual\n```\n")
        let manual = #expect(throws: ValueError.self) { try workplace.session.values(["later.events"]) }
        #expect(manual?.description == "the result of 'later' is missing: runs only when asked: --refresh later")
        #expect(throws: InvalidDocument.self) {
            try workplace.write("```{gouge} new\n```\n")
            _ = try workplace.session.values(["new.events"])
        }
    }

    @Test func aDamagedResultIsNotTold() async throws {
        let workplace = try await rendered()
        let key = try #require(
            workplace.store.latestKey(of: "fit", in: try workplace.session.read().nameInStore))
        let file = workplace.store.folder.appendingPathComponent("\(key.prefix(2))/\(key)/artifact.json")
        var bytes = try Data(contentsOf: file)
        bytes[10] ^= 1
        try bytes.write(to: file)
        let error = #expect(throws: ValueError.self) { try workplace.session.values(["fit.mass.best"]) }
        #expect(error?.description.hasPrefix("the result of 'fit' is damaged: artifact.json is not what was") == true)
    }
}
