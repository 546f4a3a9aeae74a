import EventFiles
import Foundation
import Report
import TestSupport
import Testing

@testable import FitDirectives

/// `reports/own-events.md` on fewer events and with shorter trainings, from the files of its script.
@Suite struct OwnEventsReportTests {
    private static let python: URL? = {
        guard let named = ProcessInfo.processInfo.environment[EventReaders.variable] else { return nil }
        let program = URL(fileURLWithPath: named).appendingPathComponent("bin/python3")
        return FileManager.default.isExecutableFile(atPath: program.path) ? program : nil
    }()
    private static let reason: Comment =
        "needs Python with NumPy, h5py and uproot, which 'make test' installs where it can"

    /// The files, beside the report.
    private static func makeEvents(in folder: URL, _ count: Int) throws {
        let process = Process()
        process.executableURL = python
        let script = PackageFolder.url.appendingPathComponent("Tests/OwnEvents/own_events.py")
        process.arguments = ["-I", script.path, folder.path, "\(count)"]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    /// The report up to its table of yields, its numbers of steps divided.
    private static func report(steps divisor: Int) throws -> String {
        let text = try String(
            contentsOf: PackageFolder.url.appendingPathComponent("reports/own-events.md"), encoding: .utf8)
        let lines = text.replacingOccurrences(of: "folder: ../build/own-events", with: "folder: .")
            .split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { line in
            guard line.hasPrefix("steps: "), let steps = Int(line.dropFirst(7)) else { return String(line) }
            return "steps: \(steps / divisor)"
        }.joined(separator: "\n")
    }

    @Test(.enabled(if: python != nil, reason))
    func agreesWithTheExactLikelihood() async throws {
        let workplace = try Workplace()
        try Self.makeEvents(in: workplace.folder, 30_000)
        let outcome = try await workplace.render(try Self.report(steps: 4))
        #expect(outcome.run?.artifact("simulation")?.result[path: "events"] == .integer(630_000))
        func number(_ label: String, _ path: String) throws -> Double {
            try #require(outcome.value(label, path)?.double, "\(label).\(path): \(outcome.messages.suffix(2000))")
        }
        // 30,000 simulated events of a class, a tenth of them negative, leave 0.3 σ of 5937 measured ones.
        for name in ["scale", "resolution", "tag", "xsec"] {
            let (best, sigma) = (try number("exact", "\(name).best"), try number("exact", "\(name).sigma"))
            let found = try number("measurement", "nuisances.\(name).best")
            #expect(abs(found - best) < 1.2 * sigma, "\(name): \(found), exactly \(best) ± \(sigma)")
            let error = try number("measurement", "nuisances.\(name).sigma")
            #expect(abs(error / sigma - 1) < 0.2, "\(name): ± \(error), exactly ± \(sigma)")
        }
        for name in ["signal", "peak", "flat"] {
            let (fitted, sigma) = (try number("exact", "\(name).fitted"), try number("exact", "\(name).sigma"))
            let found = try number("measurement", "classes.\(name).fitted")
            #expect(abs(found - fitted) < 1.2 * sigma, "\(name): \(found), exactly \(fitted) ± \(sigma)")
            #expect(abs(try number("measurement", "classes.\(name).sigma") / sigma - 1) < 0.2)
        }
    }
}
