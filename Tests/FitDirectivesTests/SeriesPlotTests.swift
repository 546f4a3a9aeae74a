import Foundation
import Report
import Testing

@testable import FitDirectives

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct SeriesPlotTests {
    private static func report(_ options: String) -> String {
        """
        ```{json} speed
        file: speed.json
        ```

        ```{plot} growth
        kind: series
        of: [speed]
        y-title: Time
        \(options)
        ```

        """
    }

    private static func workplace() throws -> Workplace {
        let workplace = try Workplace()
        let json = """
            {"scaling": [
              {"work": "fit", "along": "nuisances", "size": 2, "time": {"median": 10.5}},
              {"work": "fit", "along": "nuisances", "size": 4, "time": {"median": 21}},
              {"work": "fit", "along": "threads", "size": 1, "time": {"median": 99}}]}
            """
        try Data(json.utf8).write(to: workplace.folder.appendingPathComponent("speed.json"))
        return workplace
    }

    @Test func drawsTheElementsThatAreAskedFor() async throws {
        let workplace = try Self.workplace()
        let outcome = try await workplace.render(
            Self.report(
                "rows: scaling\nwhere: {along: nuisances}\nx: size\ny: time.median\nby: work\nx-title: Nuisances"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(try workplace.section("growth").contains("fit: 10.5 at 2, 21 at 4"))
    }

    /// As it is cut from the page, in every theme and width.
    @Test func drawsFiguresThatAreXML() async throws {
        let workplace = try Self.workplace()
        let outcome = try await workplace.render(
            Self.report("rows: scaling\nx: along\ny: time.median") + "```{plot} other\nkind: series\nof: [speed]\n"
                + "rows: scaling\nx: size\ny: time.median\nby: work\ntitle: A < B & \"C\"\n```\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        for label in ["growth", "other"] {
            let figures = try workplace.section(label).matches(of: /<svg[\s\S]*?<\/svg>/).map { String($0.output) }
            #expect(figures.count >= 2)
            for figure in figures {
                #expect(XMLParser(data: Data(figure.utf8)).parse(), "\(figure.prefix(300))")
                #expect(figure.prefix { $0 != ">" }.components(separatedBy: " style=").count == 2)
            }
        }
    }

    @Test func dividesByTheFirstAndNamesCategories() async throws {
        let workplace = try Self.workplace()
        let outcome = try await workplace.render(
            Self.report("rows: scaling\nx: along\ny: time.median\nrelative: true"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(try workplace.section("growth").contains("nuisances 1, nuisances 2, threads 9.43"))
    }

    @Test(arguments: [
        ("rows: scalings\nx: size\ny: time.median", "has no list"),
        ("rows: scaling\nwhere: {along: members}\nx: size\ny: time.median", "wants it"),
        ("rows: scaling\nx: size\ny: time.mean", "no number"),
        ("rows: scaling\nx: time\ny: size", "neither number nor"),
    ]) func saysWhatIsMissing(_ options: String, _ message: String) async throws {
        let workplace = try Self.workplace()
        let outcome = try await workplace.render(Self.report(options))
        #expect(outcome.exitStatus != 0)
        #expect(try workplace.section("growth").contains(message))
    }
}
