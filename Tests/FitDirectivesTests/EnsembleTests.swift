import Foundation
import Report
import Testing

@testable import FitDirectives

/// Fits with members, and scans that combine them.
@Suite struct EnsembleTests {
    private static func report(members: Int, scan: String = "") -> String {
        var report = TinyReport()
        report.members = members
        return report.densities + report.fit + """
            ```{scan} plane
            fit: measurement
            nuisances: [shift, squeeze]
            half-width: 1.5
            tolerance: 1
            \(scan)
            ```

            """
    }

    /// The labels of the parts that the store holds of one cell, with the seconds that each took.
    private static func parts(of cell: String, _ workplace: Workplace) throws -> [String: Date] {
        let store = workplace.folder.appendingPathComponent("store")
        let files = FileManager.default.enumerator(at: store, includingPropertiesForKeys: nil)?.allObjects ?? []
        var parts: [String: Date] = [:]
        for case let file as URL in files where file.lastPathComponent == "manifest.json" {
            let manifest = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
            guard manifest?["label"] as? String == cell, let part = manifest?["part"] as? String else { continue }
            parts[part] = try file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
        }
        return parts
    }

    @Test func addsMembersToThoseThatAreThere() async throws {
        let workplace = try Workplace()
        let two = try await workplace.render(Self.report(members: 2))
        #expect(two.exitStatus == 0, "\(two.messages)")
        let before = try Self.parts(of: "measurement", workplace)
        #expect(before.keys.sorted() == ["member 0", "member 1", "nominal"])
        let three = try await workplace.render(Self.report(members: 3))
        let after = try Self.parts(of: "measurement", workplace)
        #expect(after.keys.sorted() == ["member 0", "member 1", "member 2", "nominal"])
        for (label, written) in before { #expect(after[label] == written, "\(label) was computed again") }
        for member in 0..<2 {
            #expect(
                two.value("measurement", "members.\(member).shift.best")
                    == three.value("measurement", "members.\(member).shift.best"))
        }
        // Bootstrap weights move the fit; the nominal one has none.
        let fits = try (0..<3).map {
            try #require(three.value("measurement", "members.\($0).shift.best")?.double)
        }
        let nominal = try #require(three.value("measurement", "shift.best")?.double)
        #expect(Set(fits + [nominal]).count == 4)
        let mean = try #require(three.value("measurement", "shift.members.mean")?.double)
        #expect(abs(mean - fits.reduce(0, +) / 3) < 1e-12)
        let squares = fits.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = try #require(three.value("measurement", "shift.members.deviation")?.double)
        #expect(abs(deviation - (squares / 2).squareRoot()) < 1e-12)
    }

    @Test func readsAllCombinationsFromOneEvaluation() async throws {
        let workplace = try Workplace()
        let rebased = try await workplace.render(Self.report(members: 2))
        let likelihoods = try Self.parts(of: "plane", workplace)
        #expect(Array(likelihoods.keys) == ["likelihoods"])
        let envelope = try await workplace.render(Self.report(members: 2, scan: "combination: envelope"))
        #expect(envelope.ran == ["plane"])
        #expect(try Self.parts(of: "plane", workplace) == likelihoods, "likelihoods were evaluated again")
        for combination in ["bma", "envelope", "rebased-bma", "rebased-envelope"] {
            let path = "combinations.\(combination).shift.best"
            #expect(
                rebased.value("plane", path) != nil && rebased.value("plane", path) == envelope.value("plane", path))
        }
        #expect(rebased.value("plane", "shift.best") == rebased.value("plane", "combinations.rebased-bma.shift.best"))
        #expect(envelope.value("plane", "shift.best") == envelope.value("plane", "combinations.envelope.shift.best"))
        // An envelope's best fit is that of its highest member.
        let best = try #require(envelope.value("plane", "shift.best")?.double)
        let own = try (0..<2).map { try #require(envelope.value("plane", "members.\($0).shift.best")?.double) }
        #expect(own.contains { abs($0 - best) < 1e-6 })
    }

    @Test func leavesThePriorOutWhereToldTo() async throws {
        let workplace = try Workplace()
        let with = try await workplace.render(Self.report(members: 0))
        let without = try await workplace.render(Self.report(members: 0, scan: "prior: false"))
        #expect(without.ran == ["plane"])
        // With a prior −½ν² the best fit lies nearer to 0 by about ν̂ σ²: to first order.
        let best = try #require(with.value("plane", "shift.best")?.double)
        let sigma = try #require(with.value("plane", "shift.sigma")?.double)
        let free = try #require(without.value("plane", "shift.best")?.double)
        #expect(abs(free - best - best * sigma * sigma) < 0.3 * abs(best) * sigma * sigma + 1e-4, "\(best), \(free)")
        #expect(without.value("plane", "combinations") == nil)
    }
}
