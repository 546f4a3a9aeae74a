import Flows
import Foundation
import TestSupport
import Testing

/// `fiducial inspect` and `fiducial new` as a user calls them.
@Suite struct InspectAndNewTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let text = "event,mass,word\n" + (0..<400).map { "\($0),\(Double($0 % 97) / 7),a\n" }.joined()
        for name in ["sig.csv", "bkg.csv", "data.csv"] { _ = try folder.file(name, text) }
        let flow = Flow([
            TransportMap(
                initializing: NeuralSplineFlow.autoregressive(
                    features: 2, contextCount: 1, transforms: 1, bins: 4, hidden: [4]), seed: 1)
        ])
        try ModelFile(
            flow: flow, kind: .density, names: ModelNames(features: ["x", "y"], context: ["c"], nuisances: [])
        ).data().write(to: folder.file("model.safetensors"))
    }

    @Test func inspectsATable() throws {
        let run = try ShellRun("\"$FIDUCIAL\" inspect sig.csv", in: folder)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines[0] == "sig.csv: CSV, 1 table")
        #expect(lines[1] == "CSV, 400 rows, 3 columns")
        #expect(lines.contains { $0.contains("mass") && $0.contains("float64") && $0.contains("█") })
        #expect(lines.contains { $0.contains("word") && $0.hasSuffix("text") })
        #expect(lines.allSatisfy { $0.count <= 100 })
    }

    @Test func inspectsForPrograms() throws {
        let run = try ShellRun("\"$FIDUCIAL\" inspect sig.csv --json", in: folder)
        let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        #expect(object?["format"] as? String == "csv" && object?["file"] as? String == "sig.csv")
        let table = try #require((object?["tables"] as? [[String: Any]])?.first)
        #expect((table["columns"] as? [[String: Any]])?.map { $0["name"] as? String } == ["event", "mass", "word"])
    }

    /// The commands that it shows are run as they stand.
    @Test func inspectsAModel() throws {
        let run = try ShellRun("\"$FIDUCIAL\" inspect model.safetensors", in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.hasPrefix("model.safetensors: a model of Fiducial\n\ndensity of x, y\ncontext: c\n"))
        let sample = try #require(run.output.split(separator: "\n").first { $0.contains("fiducial sample") })
        let made = try ShellRun(
            sample.replacing("fiducial", with: "\"$FIDUCIAL\"") + " && \"$FIDUCIAL\" inspect events.csv", in: folder)
        #expect(made.status == 0 && made.output.contains("10\u{202F}000 rows"), "\(made.errors)\n\(made.output)")
    }

    @Test(arguments: [
        ("inspect none.csv", 1, "none.csv: No such file"), ("inspect .", 1, "it is a folder"),
        ("inspect sig.csv --tree events", 1, "it has no table 'events'"),
        ("inspect model.safetensors --group a", 1, "it is a network and has no table 'a'"),
        ("inspect sig.csv --tree a --group b", 64, "give one of both"),
        ("new first --simulation sig.csv", 64, "'sig.csv' is no CLASS=FILE"),
        ("new first --x mass", 64, "There are no files"),
        ("new first --data data.csv", 1, "no simulation to describe them by"),
        ("new first --simulation sig=sig.csv --x mas", 1, "did you mean 'mass'?"),
    ]) func saysWhatIsWrong(_ command: String, _ status: Int32, _ words: String) throws {
        let run = try ShellRun("\"$FIDUCIAL\" \(command)", in: folder)
        #expect(run.status == status && run.output.isEmpty && run.errors.contains(words), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("first").path))
    }

    @Test func makesAReportAndSaysWhatIsNext() throws {
        let run = try ShellRun(
            """
            "$FIDUCIAL" new first --simulation sig=sig.csv --simulation bkg=bkg.csv --data data.csv || exit 9
            "$FIDUCIAL" validate first/report.md --allow-path . && "$FIDUCIAL" validate first/report.md
            """, in: folder)
        #expect(run.status == 2, "\(run.errors)")
        #expect(
            run.output.contains("first/report.md is written. Next:\n  fiducial render first/report.md --allow-path "))
        #expect(run.output.contains("'word' is left out: it is no column of numbers"))
        #expect(run.output.contains("first/report.md: 13 cells, no errors"))
        #expect(run.errors.contains("../sig.csv' lies outside of the report's folder"))
        let again = try ShellRun("\"$FIDUCIAL\" new first", in: folder)
        #expect(again.status == 1 && again.errors.contains("it exists already, and is not overwritten"))
    }

    /// No terminal and no options: nobody is asked.
    @Test func makesAReportOnTheBenchmark() throws {
        let run = try ShellRun("\"$FIDUCIAL\" new . && \"$FIDUCIAL\" validate report.md", in: folder)
        #expect(run.status == 0 && run.output.contains("no errors"), "\(run.errors)")
    }
}
