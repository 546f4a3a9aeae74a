import Foundation
import Report
import Testing

@testable import FitDirectives

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// From events to a page, with the real verbs.
@Suite struct RenderTests {
    static let cells = [
        "closure", "contours", "curves", "data", "densities", "kinematics", "kinematics-response", "losses",
        "marginals", "measurement", "nominal", "plane", "score", "score-response", "templates",
    ]
    static let figures = ["losses", "marginals", "curves", "contours"]

    @Test func drawsEveryFigureInThePageAndBesideIt() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(TinyReport().text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.messages.isEmpty)
        #expect(outcome.ran == Self.cells)
        let files = try workplace.files()
        #expect(
            files.keys.sorted()
                == Self.figures.flatMap { name in ["csv", "json", "pdf", "png", "svg"].map { "\(name).\($0)" } }
                .sorted())
        let styles = try workplace.html.components(separatedBy: ".plot{--plot-foreground:").count - 1
        #expect(styles == 1, "one stylesheet serves all figures")
        for name in Self.figures {
            let section = try workplace.section(name)
            #expect(section.contains("<div class=\"picture\" role=\"img\""), "\(name)")
            // One picture for both themes, and where it is wide a narrow layout.
            let isWide = ["marginals", "curves"].contains(name)
            #expect(section.split(separator: "<svg ").count == (isWide ? 3 : 2), "\(name)")
            #expect(section.split(separator: "<div class=\"figure-narrow\">").count == (isWide ? 2 : 1), "\(name)")
            #expect(section.contains("</text>") && !section.contains("rgb("), "\(name)")
            #expect(try !workplace.alternativeText(name).isEmpty)
            #expect(files["\(name).png"]?.starts(with: [0x89, 0x50, 0x4E, 0x47]) == true)
            #expect(files["\(name).svg"].map { XMLParser(data: $0).parse() } == true)
            #expect(files["\(name).pdf"]?.starts(with: Data("%PDF-".utf8)) == true)
            let csv = String(decoding: files["\(name).csv"] ?? Data(), as: UTF8.self)
            #expect(csv.split(separator: "\n").count > 10 && csv.contains(","), "\(name)")
            let json = try JSONSerialization.jsonObject(with: files["\(name).json"] ?? Data())
            #expect((json as? [String: Any])?.isEmpty == false, "\(name)")
        }
    }

    @Test func endsWithOneWhereAClaimDoesNotHold() async throws {
        let workplace = try Workplace()
        var report = TinyReport()
        report.end = """
            ```{check} closure
            claims:
              - {claim: The fit has moved, value: measurement.events, below: 10}
            ```

            """
        let outcome = try await workplace.render(report.text)
        #expect(outcome.exitStatus == 1)
        #expect(outcome.messages.count == 1)
        #expect(outcome.messages.first?.contains("The fit has moved: 2000") == true, "\(outcome.messages)")
        #expect(try workplace.html.contains("The fit has moved"))
    }

    @Test func runsOnlyWhatAnEditReaches() async throws {
        let workplace = try Workplace()
        _ = try await workplace.render(TinyReport().text)
        let edits: [(what: String, report: TinyReport, runs: [String])] = [
            ("nothing", TinyReport(), []),
            ("a caption", TinyReport(caption: "Other words."), []),
            ("a comment", TinyReport(comment: "# passes over the data"), []),
            (
                "the epochs", TinyReport(epochs: 4),
                ["closure", "contours", "curves", "marginals", "measurement", "plane"]
            ),
            ("the epochs, back", TinyReport(), []),
        ]
        for edit in edits {
            let outcome = try await workplace.render(edit.report.text)
            #expect(outcome.exitStatus == 0, "\(edit.what): \(outcome.messages)")
            #expect(outcome.ran == edit.runs, "\(edit.what)")
            #expect(outcome.cells { $0 == .cached }.count == Self.cells.count - edit.runs.count, "\(edit.what)")
            #expect(try workplace.html.contains(edit.report.caption), "\(edit.what)")
        }
    }

    @Test func findsTheSameBitsWithOneThreadAndWithTwo() async throws {
        let workplace = try Workplace()
        let one = try await workplace.render(TinyReport().text, jobs: 1, store: "one")
        let pictures = try workplace.files()
        let two = try await workplace.render(TinyReport().text, jobs: 2, store: "two")
        #expect(two.ran == Self.cells)
        for label in Self.cells {
            let artifact = try #require(one.run?.artifact(label))
            #expect(artifact == two.run?.artifact(label), "\(label)")
        }
        let again = try workplace.files()
        for name in pictures.keys { #expect(pictures[name] == again[name], "\(name)") }
    }

    @Test func readsBackFromTheStoreWhatItPutThere() async throws {
        let workplace = try Workplace()
        let first = try await workplace.render(TinyReport().text)
        let second = try await workplace.render(TinyReport().text)
        #expect(second.ran.isEmpty)
        for label in Self.cells {
            let artifact = try #require(first.run?.artifact(label))
            #expect(artifact == second.run?.artifact(label), "\(label)")
        }
    }
}
