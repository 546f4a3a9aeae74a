import Foundation
import Report
import Safetensors
import Samples
import SyntheticBenchmark
import Testing

@testable import FitDirectives

/// Class fractions and normalizations of data, from the cell that makes them to the fit that finds them.
@Suite struct NormalizationTests {
    private static let data = """
        ```{generate} data
        events: 3000
        at: {shift: 0.5, squeeze: -0.5}
        distorted: true
        fractions: [2, 1]
        normalization:
          lumi: {uncertainty: 0.1, response: [1, 1], theta: 1}
          mix: {uncertainty: 0.2, response: [1, -1], theta: -0.5}
        ```

        """

    /// The flows of the tiny report, and data of other classes at another θ.
    private static var densities: String {
        let text = TinyReport().densities
        let start = text.range(of: "```{generate} data")?.lowerBound ?? text.startIndex
        let end = text.range(of: "```{train} kinematics\n")?.lowerBound ?? text.endIndex
        return String(text[..<start]) + data + "\n" + String(text[end...])
    }

    private static let law = """
        normalization:
          lumi: {uncertainty: 0.1, response: [1, 1]}
          mix: {uncertainty: 0.2, response: [1, -1]}
        """

    @Test func areFittedToAsTheDataHaveThem() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            Self.densities + """
                ```{fit} measurement
                data: data
                kinematics: kinematics-response
                score: score-response
                transforms: 1
                bins: 4
                hidden: [8]
                epochs: 2
                \(Self.law)
                ```

                ```{scan} free
                fit: measurement
                nuisances: [shift, lumi]
                half-width: 2
                transfer: free
                method: newton
                tolerance: 0.5
                ```

                ```{coverage} toys
                of: free
                toys: 2
                tolerance: 1
                ```

                """)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let names = ["shift", "squeeze", "lumi", "mix"]
        for (name, truth) in zip(names, [0.5, -0.5, 1, -0.5]) {
            #expect(outcome.value("data", "truth.\(name)")?.double == truth)
            #expect(outcome.value("measurement", "\(name).truth")?.double == truth)
            let exact = try #require(outcome.value("data", "information.x-alone.\(name).best")?.double)
            let sigma = try #require(outcome.value("data", "information.x-alone.\(name).sigma")?.double)
            let best = try #require(outcome.value("measurement", "\(name).best")?.double)
            let distance = try #require(outcome.value("measurement", "\(name).from-x-alone")?.double)
            #expect(abs(distance - (best - exact) / sigma) < 1e-9)
        }
        // The slope in what is common to all classes is (N − N(θ)) ln 1.1 − θ, whatever the small networks are.
        let (lumi, mix) = (
            try #require(outcome.value("measurement", "lumi.best")?.double),
            try #require(outcome.value("measurement", "mix.best")?.double)
        )
        let total = pow(1.1, lumi) * (2000 * pow(1.2, mix) + 1000 * pow(1.2, -mix))
        let events = try #require(outcome.value("data", "events")?.double)
        #expect(abs((events - total) * log(1.1) - lumi) < 0.02)
        #expect(outcome.value("free", "deviance-at-truth")?.double != nil)
        let expected = try #require(outcome.value("data", "expected")?.doubles)
        for (found, wanted) in zip(expected, [2000 * 1.1 * pow(1.2, -0.5), 1000 * 1.1 * pow(1.2, 0.5)]) {
            #expect(abs(found / wanted - 1) < 1e-12)
        }
        #expect(outcome.value("measurement", "yields.nominal")?.doubles == [2000, 1000])
        #expect(outcome.value("toys", "failed")?.int == 0)
        let toys = try #require(outcome.value("toys", "toys")).decoded(as: [ToyExperiment.Result].self)
        for toy in toys {
            #expect(toy.references["x-alone"]?.map(\.name) == names)
            #expect(try #require(toy.measurement).nuisances.map(\.truth) == [0.5, -0.5, 1, -0.5])
        }
        #expect(try workplace.section("data").contains("a Poisson number, 3"))
    }

    /// What is exported are the very events that a fit would take, with what data do not show.
    @Test func eventsAreExportedWhereTheirCellIsNamed() async throws {
        let workplace = try Workplace()
        let text =
            Self.data + """

                ```{generate} templates
                events: 40
                at: [{shift: 1}, {squeeze: -1}]
                ```

                """
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        var session = RenderSession(
            report: workplace.folder.appendingPathComponent("report.md"), as: "report.md",
            directives: DirectiveRegistry(FitDirectives.all))
        session.store = Store(workplace.folder.appendingPathComponent("store"))
        #expect(try session.storedFiles().files.isEmpty)
        let files = try session.storedFiles(of: ["data", "templates"]).files
        #expect(files.map { "\($0.label)/\($0.name)" } == ["data/events.safetensors", "templates/events.safetensors"])
        let sample = try #require(outcome.value("data", "recipe")).decoded(as: BenchmarkSample.self)
        let (data, events) = (try SafetensorsFile(data: files[0].data), sample.labelled())
        #expect(Set(data.names) == ["x0", "x1", "y0", "y1", "class"])
        for (name, column) in zip(["x0", "x1", "y0", "y1"], events.x + events.y) {
            #expect(try data.tensor(name).floats() == column)
        }
        #expect(try data.tensor("class").floats() == events.classes?.map(Float.init))
        let templates = try SafetensorsFile(data: files[1].data)
        let (none, once) = ([Float](repeating: 0, count: 40), [Float](repeating: 1, count: 40))
        #expect(try templates.tensor("shift").floats() == once + none)
        #expect(try templates.tensor("squeeze").floats() == none + once.map { -$0 })
    }

    /// One mistake a line: what is said of it, and that it is all that is said of the cell.
    @Test(arguments: [
        ("fractions: [1, 2, 3]", ":3:12: error: 'fractions' must list a number for each of the 2 classes, not 3"),
        ("fractions: [1, -1]", ":3:12: error: 'fractions' must list a positive number for each class"),
        (
            "normalization: {lumi: {uncertainty: 0.1, response: [1]}}",
            "'normalization.lumi.response' must list a number"
        ),
        ("normalization: {lumi: {uncertainty: 0.1, theta: 7}}", "'normalization.lumi.theta' must lie between"),
        ("normalization: {shift: {uncertainty: 0.1}}", "'shift' is a nuisance of the benchmark already"),
        ("normalization: {a.b: {uncertainty: 0.1}}", "a normalization cannot be called 'a.b'"),
        ("normalization: {lumi: {uncertainty: 10, theta: 5}}", "the true θ make more than 100"),
        ("at: [{shift: 1}, {shift: -1}]\nnormalization: {lumi: {uncertainty: 0.1}}", "which come from one point"),
        ("at: [{shift: 1}, {shift: -1}]\ninformation: true", "exact likelihoods need events at a single point"),
    ]) func mistakesAreNamed(_ option: String, _ words: String) throws {
        let cell = "```{generate} data\nevents: 20_000\n\(option)\n```\n\n"
        // A cell that uses it takes no harm.
        let user = "```{train} kinematics\ndensity: kinematics\nsample: data\n```\n"
        let messages = try Workplace().messages(cell + user)
        #expect(messages.count == 1 && messages[0].contains(words), "\(messages)")
    }

    @Test(arguments: [
        (
            "normalization: {lumi: {uncertainty: 0.2, response: [1, 1]}}",
            "'lumi' of 'data' has the uncertainty 0.1 and the response [1, 1]"
        ),
        ("normalization: {lumi: {uncertainty: 0.1, response: [1, -1]}}", "'lumi' of 'data' has the uncertainty 0.1"),
        ("transfer: none\nepochs: 3", "'epochs' belongs to T, and this fit has no T"),
    ]) func anotherLawThanThatOfTheDataIsRefused(_ option: String, _ words: String) throws {
        let text = Self.densities + "```{fit} a\ndata: data\nkinematics: kinematics\nscore: score\n\(option)\n```\n"
        let messages = try Workplace().messages(text)
        #expect(messages.count == 1 && messages[0].contains(words), "\(messages)")
    }

    @Test func tooManyEventsAreNotExported() throws {
        let sample = BenchmarkSample(points: [.nominal], events: 100_000_000, distorted: false, seed: 1)
        #expect(throws: CellFailure.self) { try EventExport.table(sample) }
    }

    /// Events of unequal classes, without distortion: what their exact likelihoods say is told where it is asked for.
    @Test func informationIsToldWhereItIsAskedFor() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            """
            ```{generate} silent
            events: 500
            fractions: [3, 1]
            ```

            ```{generate} told
            events: 500
            information: true
            ```

            ```{generate} distorted
            events: 500
            distorted: true
            information: false
            ```

            """)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.value("silent", "information") == nil && outcome.value("distorted", "information") == nil)
        #expect(outcome.value("told", "information.x-alone.shift.sigma")?.double != nil)
        #expect(try workplace.section("silent").contains("75.0 % A, 25.0 % B"))
        let messages = try workplace.messages(
            "```{generate} a\nevents: 5\n```\n\n`{value} a.information.x-alone.shift.best`\n")
        #expect(messages.contains { $0.contains("information") }, "\(messages)")
    }
}
