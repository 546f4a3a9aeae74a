import EventFiles
import Foundation
import Report
import TestSupport
import Testing

@testable import FitDirectives

/// `reports/higgs.md` on events of a simple law in place of Pythia's, selected and drawn as pseudo-data by the report's own scripts.
@Suite struct HiggsReportTests {
    private static let python: URL? = {
        guard let named = ProcessInfo.processInfo.environment[EventReaders.variable] else { return nil }
        let program = URL(fileURLWithPath: named).appendingPathComponent("bin/python3")
        return FileManager.default.isExecutableFile(atPath: program.path) ? program : nil
    }()
    private static let reason: Comment = "needs Python with NumPy and uproot, which 'make test' installs where it can"

    /// The files, beside the report.
    private static func makeEvents(in folder: URL, _ collisions: Int) throws {
        let process = Process()
        process.executableURL = python
        process.arguments = [
            "-I", PackageFolder.url.appendingPathComponent("Tests/Higgs/higgs_events.py").path, folder.path,
            "\(collisions)",
        ]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    private static func report() throws -> String {
        try String(contentsOf: PackageFolder.url.appendingPathComponent("reports/higgs.md"), encoding: .utf8)
            .replacing("folder: ../build/higgs", with: "folder: .")
    }

    /// All cells are right as they stand, whatever the events are.
    @Test(.enabled(if: python != nil, reason)) func isRightBeforeAnythingRuns() throws {
        let workplace = try Workplace()
        try Self.makeEvents(in: workplace.folder, 2000)
        #expect(try workplace.messages(Self.report()) == [])
    }

    /// The pseudo-experiment of the strongest signal, with small networks and short trainings: it is found with a free strength.
    @Test(.enabled(if: python != nil, reason)) func measuresASignal() async throws {
        let workplace = try Workplace()
        try Self.makeEvents(in: workplace.folder, 12_000)
        let whole = try Self.report()
        let checked = try #require(whole.range(of: "Held-out simulation tests"))
        let (start, end) = (
            try #require(whole.range(of: "```{load} data-3")), try #require(whole.range(of: "```{load} data-4"))
        )
        let text =
            (whole[..<checked.lowerBound] + whole[start.lowerBound..<end.lowerBound])
            .replacing("steps: 4000", with: "steps: 300").replacing("[64, 64]", with: "[16, 16]")
        let outcome = try await workplace.render(String(text))
        #expect(outcome.exitStatus == 0, "\(outcome.messages.suffix(2000))")
        func number(_ label: String, _ path: String) throws -> Double {
            try #require(outcome.value(label, path)?.double, "\(label).\(path)")
        }
        #expect(outcome.value("simulation", "weighted")?.bool == true)
        let names = ["tes", "jes", "soft", "background-rate", "diboson-rate", "strength", "ttbar-rate"]
        for name in names { #expect(try number("fit-3", "\(name).best").isFinite, "\(name)") }
        // The expected yields were the law's own, and the background's total is known to 0.1 %.
        let (before, injected) = (
            try number("fit-3", "classes.ztautau.before"), try number("truth-3", "expected.ztautau")
        )
        #expect(abs(before / injected - 1) < 0.1, "\(before) expected, \(injected) injected")
        let (signal, sigma) = (
            try number("fit-3", "classes.htautau.fitted"), try number("fit-3", "classes.htautau.sigma")
        )
        let wanted = try number("truth-3", "expected.htautau")
        #expect(signal > 0 && sigma > 0 && signal < 10 * wanted + 5 * sigma)
        // The strength is a factor on the signal, beside what the energy scales do to its acceptance.
        let factor = try signal / number("fit-3", "classes.htautau.before")
        let strength = try number("fit-3", "strength.best")
        #expect(abs(factor / strength - 1) < 0.2, "\(factor) of \(strength)")
    }
}
