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

    private static let longName = String(repeating: "a very long name, ", count: 12) + "end"

    private static func workplace() throws -> Workplace {
        let workplace = try Workplace()
        let json = """
            {"scaling": [
              {"work": "fit", "along": "nuisances", "size": 2, "time": {"median": 10.5}},
              {"work": "fit", "along": "nuisances", "size": 4, "time": {"median": 21}},
              {"work": "fit", "along": "threads", "size": 1, "time": {"median": 99}}],
             "none": [],
             "partial": [{"size": 1, "time": 2, "group": "a"}, {"size": 2}],
             "mixed": [{"size": 1, "time": 2, "error": 0.5}, {"size": "many", "time": 3, "error": -1}],
             "zeros": [
              {"size": 1, "time": 0, "name": "a"}, {"size": 2, "time": 3, "name": "b"},
              {"size": 3, "time": null, "name": "c"}],
             "missing": [
              {"size": 1, "time": 2, "name": "a", "gap": null}, {"size": 2, "time": null, "name": "b", "gap": 1},
              {"size": 3, "time": {"$number": "nan"}, "name": "c", "gap": 2},
              {"size": 4, "time": {"$number": "inf"}, "name": "d", "gap": 3}, {"size": 5, "time": null, "name": "e", "gap": 4}],
             "bars": [{"size": 1, "time": 2, "error": 3}, {"size": 1, "time": 3, "error": 1}, {"size": 2, "time": 5}],
             "groups": [
              {"n": 1, "kind": 1, "same": 1, "flag": true, "empty": "a", "large": 9007199254740992},
              {"n": 2, "kind": "1", "same": 1.0, "flag": "true", "empty": " ", "large": 9007199254740993}],
             "long": [{"name": "\(longName) a", "time": 2, "group": "\(longName) g"}]}
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

    @Test(arguments: [
        ("x-title: $x$", "'x-title' must not hold '$'"), ("x-title: The \\nu of it", "'x-title' must not hold '\\nu'"),
        ("unit: \\mu s", "'unit' must not hold '\\mu'"), ("x-title: Costs $", "'x-title' must not hold '$'"),
    ]) func knowsNoTeX(_ option: String, _ words: String) async throws {
        let outcome = try await Self.workplace().render(
            Self.report("rows: scaling\nwhere: {along: nuisances}\nx: size\ny: time.median\nby: work\n\(option)"))
        #expect(outcome.exitStatus == 2)
        #expect(outcome.messages.contains { $0.contains(words) }, "\(outcome.messages)")
    }

    /// As it is cut from the page.
    @Test func drawsFiguresThatAreXML() async throws {
        let workplace = try Self.workplace()
        let outcome = try await workplace.render(
            Self.report("rows: scaling\nx: along\ny: time.median") + "```{plot} other\nkind: series\nof: [speed]\n"
                + "rows: scaling\nx: size\ny: time.median\nby: work\ny-title: Time\ntitle: A < B & \"C\"\n```\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        for label in ["growth", "other"] {
            let figures = try workplace.section(label).matches(of: /<svg[\s\S]*?<\/svg>/).map { String($0.output) }
            #expect(figures.count == 1, "one for both themes")
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

    /// What the file holds is known before anything runs: every path is checked, with its place and what was meant.
    @Test(arguments: [
        ("rows: scalings\nx: size\ny: time.median", 9, "has no list 'scalings'", "did you mean 'scaling'?"),
        ("rows: scaling.0\nx: size\ny: time.median", 9, "is an object, not a list", "did you mean 'scaling'?"),
        ("rows: none\nx: size\ny: time.median", 9, "is empty", ""),
        (
            "rows: scaling\nwhere: {along: members}\nx: size\ny: time.median", 10, "matches 'where'",
            "available: nuisances, threads"
        ),
        (
            "rows: scaling\nwhere: {alon: threads}\nx: size\ny: time.median", 10, "text or number 'alon'",
            "did you mean 'along'?"
        ),
        ("rows: scaling\nx: size\ny: time.mean", 11, "has a number 'time.mean'", "did you mean 'time.median'?"),
        ("rows: scaling\nx: size\ny: work", 11, "element 0 of 'speed.scaling' has a text at 'work'", "available"),
        ("rows: partial\nx: size\ny: time", 11, "element 1 of 'speed.partial' has nothing at 'time'", ""),
        ("rows: scaling\nx: time\ny: size", 10, "has an object at 'time', not a number or text", "available"),
        ("rows: scaling\nx: sise\ny: size", 10, "has a number or text 'sise'", "did you mean 'size'?"),
        (
            "rows: mixed\nx: size\ny: time", 10, "the number 1.0 in element 0 of 'speed.mixed' and the text 'many'",
            "all as texts"
        ),
        ("rows: scaling\nx: size\ny: time.median\nby: wrk", 12, "has a text or number 'wrk'", "did you mean 'work'?"),
        ("rows: scaling\nx: size\ny: time.median\nby: time", 12, "has an object at 'time'", "did you mean"),
        ("rows: partial\nx: size\ny: size\nby: group", 12, "element 1 of 'speed.partial' has nothing at 'group'", ""),
        ("rows: scaling\nx: size\ny: time.median\nspread: time.spraed", 12, "has a number 'time.spraed'", "available"),
        ("rows: mixed\nx: time\ny: time\nspread: error", 12, "has -1.0 at 'error', where a spread of 0 or more", ""),
        ("rows: zeros\nx: size\ny: time\nrelative: true", 12, "is 0.0: nothing can be divided by it", "leave out"),
        (
            "rows: missing\nx: size\ny: gap\nrelative: true", 12, "is missing (null): nothing can be divided by it",
            "leave out"
        ),
        (
            "rows: groups\nx: n\ny: n\nby: kind", 12,
            "'kind' is the number '1' in element 0 of 'speed.groups' and the text '1' in element 1", "all as texts"
        ),
        (
            "rows: groups\nx: n\ny: n\nby: flag", 12,
            "'flag' is the truth value 'true' in element 0 of 'speed.groups' and the text 'true' in element 1", "choose"
        ),
        ("rows: groups\nx: empty\ny: n", 10, "element 1 of 'speed.groups' has an empty text", "write a name"),
        ("rows: groups\nx: n\ny: n\nby: empty", 12, "element 1 of 'speed.groups' has an empty text", "write a name"),
    ]) func findsAWrongPathBeforeAnythingRuns(
        _ options: String, _ line: Int, _ message: String, _ remedy: String
    ) async throws {
        let workplace = try Self.workplace()
        let error = #expect(throws: InvalidDocument.self) { try workplace.document(Self.report(options)) }
        let diagnostics = try #require(error).diagnostics
        #expect(diagnostics.count == 1)
        #expect(diagnostics[0].message.contains(message), "\(diagnostics[0])")
        #expect(remedy.isEmpty || diagnostics[0].remedy?.contains(remedy) == true, "\(diagnostics[0])")
        #expect(diagnostics[0].place.line == line, "\(diagnostics[0])")
    }

    @Test func makesASeriesOfEveryNumber() async throws {
        let workplace = try Self.workplace()
        let outcome = try await workplace.render(
            Self.report("rows: scaling\nwhere: {size: 2}\nx: size\ny: time.median\nby: size"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(try workplace.section("growth").contains("2: 10.5 at 2"))
        let all = try await workplace.render(Self.report("rows: scaling\nx: time.median\ny: time.median\nby: size"))
        #expect(all.exitStatus == 0, "\(all.messages)")
        #expect(try workplace.section("growth").contains("2: 10.5 at 10.5; 4: 21 at 21; 1: 99 at 99"))
    }

    /// 1 and 1.0 are one number of JSON; integers that float64 cannot tell apart are two.
    @Test(arguments: [
        ("same", "1: 1 at 1, 2 at 2"), ("large", "9007199254740992: 1 at 1; 9007199254740993: 2 at 2"),
    ]) func makesOneSeriesOfEqualNumbers(_ path: String, _ words: String) async throws {
        let workplace = try Self.workplace()
        let outcome = try await workplace.render(Self.report("rows: groups\nx: n\ny: n\nby: \(path)"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(try workplace.section("growth").contains(words))
    }

    @Test func choosesAmongLargeIntegersExactly() async throws {
        let workplace = try Self.workplace()
        let outcome = try await workplace.render(
            Self.report("rows: groups\nwhere: {large: 9007199254740993}\nx: n\ny: n"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(try workplace.section("growth").contains("2 at 2"))
        #expect(try !workplace.section("growth").contains("1 at 1"))
    }

    @Test(arguments: [
        ("rows: bars\nx: size\ny: time\nspread: error", "1 of 2 error bars leaves this axis: 1 ends below 0"),
        ("rows: bars\nx: size\ny: time", "(3 points at 2 sizes)"),
        ("rows: zeros\nx: size\ny: time", "2 of 3 points are not on this axis: 1 without a value, 1 zero"),
        ("rows: zeros\nx: name\ny: time", "2 of 3 points are not on this axis: 1 without a value, 1 zero"),
        (
            "rows: missing\nx: size\ny: time",
            "4 of 5 points are not on this axis: 2 without a value, 1 NaN, 1 infinite"
        ),
        ("rows: missing\nx: name\ny: time", "a 2, b no value, c NaN"),
    ]) func countsWhatALogarithmicAxisCannotShow(_ options: String, _ words: String) async throws {
        let workplace = try Self.workplace()
        let outcome = try await workplace.render(Self.report(options))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(try workplace.section("growth").contains(words))
    }

    /// What no installed font has is said below the figure and in the terminal, again at the next render, and fails nothing.
    @Test func saysWhatNoFontHas() async throws {
        let workplace = try Self.workplace()
        try Data("{\"scaling\": [{\"name\": \"a\\udb80\\udd23\", \"time\": 1}]}".utf8).write(
            to: workplace.folder.appendingPathComponent("speed.json"))
        for _ in 0..<2 {
            let outcome = try await workplace.render(Self.report("rows: scaling\nx: name\ny: time"))
            #expect(outcome.exitStatus == 0, "\(outcome.messages)")
            #expect(outcome.remarks.count == 1)
            #expect(outcome.remarks[0].contains("growth: No font of this machine has U+F0123: PNG and PDF files"))
            #expect(try workplace.section("growth").contains("No font of this machine has U+F0123"))
        }
    }

    @Test func saysTheWholeOfALongName() async throws {
        let workplace = try Self.workplace()
        let outcome = try await workplace.render(Self.report("rows: long\nx: name\ny: time\nby: group"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let section = try workplace.section("growth")
        #expect(section.contains(Self.longName + " a") && section.contains(Self.longName + " g"))
    }
}
