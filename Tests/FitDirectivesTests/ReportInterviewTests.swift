import Foundation
import Report
import TestSupport
import Testing

@testable import FitDirectives

/// Questions in place of flags.
@Suite struct ReportInterviewTests {
    /// What was asked and said, and the answers that are left.
    private final class Talk {
        var answers: [String]
        var asked: [String] = []
        var said: [String] = []

        init(_ answers: [String]) { self.answers = answers }

        func request(for folder: URL) throws -> NewReportRequest {
            try ReportInterview(say: { self.said.append($0) }) { question in
                self.asked.append(question)
                return self.answers.isEmpty ? nil : self.answers.removeFirst()
            }.request(for: folder)
        }
    }

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let rows = (0..<300).map { "\($0),\(Double($0) / 7),\(sin(Double($0))),0.5\n" }
        let text = "event,mass,angle,w\n" + rows.joined()
        for name in ["signal", "bkg", "signal_jesUp", "signal_jes_down", "bkg_btagUp", "data_2024"] {
            _ = try folder.file("\(name).csv", text)
        }
        _ = try folder.file("notes.txt", "no events")
    }

    private func path(_ name: String) -> String {
        let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
        return ReportPaths(folder: here).relative(folder.file(name).path)
    }

    /// An empty answer takes what the files suggest: their names, and what their columns are called.
    @Test func suggestsWhatTheFilesSay() throws {
        let talk = Talk([String](repeating: "", count: 8))
        let request = try talk.request(for: folder.url)
        #expect(talk.answers.isEmpty && talk.asked.count == 8, "\(talk.asked)")
        #expect(request.samples.map(\.eventClass) == ["bkg", "signal", "bkg", "signal", "signal"])
        #expect(request.samples.map(\.point) == [[:], [:], ["btag": 1], ["jes": 1], ["jes": -1]])
        #expect(request.data == [path("data_2024.csv")])
        #expect(request.x == ["mass", "angle"] && request.y == [])
        #expect(request.weight == .given("w") && request.id == .given("event") && request.select == nil)
        let report = try NewReport(request, in: folder.url)
        try report.validate(in: folder.url, DirectiveRegistry(FitDirectives.all))
        #expect(report.text.contains("nuisances: [btag, jes]"))
    }

    @Test func takesOtherAnswersAndAsksAgainWhereOneIsWrong() throws {
        let talk = Talk([
            "signal", "signal=\(path("signal.csv"))", "signal:jes=up=\(path("signal_jesUp.csv"))", "-",
            path("data_2024.csv"), "mass", "angle", "-", "-", "mass > 3",
        ])
        let request = try talk.request(for: folder.url)
        #expect(talk.said.contains { $0.contains("'signal' is no CLASS=FILE") })
        #expect(talk.said.contains { $0.contains("is no CLASS:NUISANCE=VALUE=FILE") })
        #expect(request.samples.count == 1 && request.x == ["mass"] && request.y == ["angle"])
        #expect(request.weight == .none && request.id == .none && request.select == "mass > 3")
    }

    @Test func endsWithItsInput() throws {
        let error = #expect(throws: NewReportError.self) { try Talk(["", ""]).request(for: folder.url) }
        #expect(error == ReportInterview.ended)
    }

    @Test func takesTheBenchmarkWhereThereAreNoFiles() throws {
        let empty = try TemporaryFolder()
        let talk = Talk([""])
        #expect(try talk.request(for: empty.url) == NewReportRequest())
        #expect(
            talk.asked
                == ["Simulated events, CLASS=FILE, with blanks between; none for the built-in benchmark [-]: "])
    }

    @Test func readsWordsInQuotes() {
        #expect(ReportInterview.words(#"a=b  "c=d e.csv" 'f g'h"#) == ["a=b", "c=d e.csv", "f gh"])
    }
}
