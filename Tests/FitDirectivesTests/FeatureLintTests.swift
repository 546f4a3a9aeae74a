import Foundation
import RandomStreams
import Report
import Testing

@testable import FitDirectives

/// What `load` finds wrong with features, each beside a case that is nearly so and is not.
@Suite struct FeatureLintTests {
    /// A feature of every event anew, in all files of simulation.
    private static func sample(
        of files: [String] = ["a", "b", "up", "down"],
        _ change: (inout LintSample.Event, Int, inout RandomStream) -> Void
    ) -> LintSample {
        var sample = LintSample()
        for name in files {
            sample.vary(name, from: name) { event, index in
                var stream = RandomKey(seed: 3, purpose: "feature lint").stream(UInt64(event.id))
                change(&event, index, &stream)
            }
        }
        return sample
    }

    @Test func findsFeaturesOfOneValue() async throws {
        let constant = Self.sample(of: ["b"]) { event, _, _ in event.r = 1 }
        let outcome = try await constant.render()
        #expect(outcome.findings() == ["constant-feature"])
        #expect(outcome.sentence("constant-feature").contains("r (in b)"))
        #expect(try await Self.sample { event, _, _ in event.r = 1 }.findings().contains("constant-feature"))
        let nearly = try await Self.sample(of: ["b"]) { event, index, _ in if index > 40 { event.r = 1 } }.findings()
        #expect(nearly == ["spiked-feature"])
    }

    /// Monotonic, with a minimum, and the same with a scatter of a tenth.
    @Test func findsFunctionsOfAnotherFeature() async throws {
        for (power, name) in [(3.0, "a monotonic one"), (2, "one with a minimum")] {
            let outcome = try await Self.sample { event, _, _ in event.q = pow(event.p, power) }.render()
            #expect(outcome.findings().contains("dependent-feature"), "\(name)")
            #expect(outcome.sentence("dependent-feature").contains("q (from p)"), "\(name)")
            let nearly = Self.sample { event, _, stream in event.q = pow(event.p, power) + 0.1 * stream.normal() }
            #expect(try await !nearly.findings().contains("dependent-feature"), "\(name)")
        }
    }

    @Test func findsSumsOfOtherFeatures() async throws {
        let outcome = try await Self.sample { event, _, _ in event.r = 2 * event.p - 0.5 * event.q + 3 }.render()
        #expect(outcome.findings().contains("dependent-feature"))
        #expect(outcome.sentence("dependent-feature").contains("r (from p, q)"))
        let nearly = Self.sample { event, _, stream in
            event.r = 2 * event.p - 0.5 * event.q + 0.05 * stream.normal()
        }
        #expect(try await !nearly.findings().contains("dependent-feature"))
    }

    @Test(arguments: [(50.0, ["discrete-feature"]), (50_000, [])] as [(Double, [String])])
    func findsWholeNumbers(_ values: Double, _ names: [String]) async throws {
        let sample = Self.sample { event, _, stream in event.r = (values * stream.uniform()).rounded(.down) }
        #expect(try await sample.findings() == names)
    }

    @Test(arguments: [(0.04, ["spiked-feature"]), (0.01, [])] as [(Double, [String])])
    func findsValuesThatManyEventsShare(_ part: Double, _ names: [String]) async throws {
        let sample = Self.sample { event, _, stream in if stream.uniform() < part { event.q = -1 } }
        let outcome = try await sample.render()
        #expect(outcome.findings() == names)
        if !names.isEmpty { #expect(outcome.sentence("spiked-feature").contains("at −1")) }
    }

    /// A Cauchy law, and one of Student with three degrees of freedom.
    @Test(arguments: [(1, ["heavy-tails"]), (3, [])] as [(Int, [String])])
    func findsHeavyTails(_ degrees: Int, _ names: [String]) async throws {
        let sample = Self.sample { event, _, stream in
            let squares = (0..<degrees).reduce(0.0) { sum, _ in
                let normal = stream.normal()
                return sum + normal * normal
            }
            event.q = stream.normal() / (squares / Double(degrees)).squareRoot()
        }
        #expect(try await sample.findings() == names)
    }

    @Test(arguments: [(0.02, ["beyond-splines"]), (0.002, [])] as [(Double, [String])])
    func findsEventsWhereSplinesDoNotAct(_ part: Double, _ names: [String]) async throws {
        let sample = Self.sample(of: ["up"]) { event, _, stream in if stream.uniform() < part { event.p += 30 } }
        let outcome = try await sample.render()
        #expect(outcome.findings() == names)
        let most = try #require(outcome.value("ranges.p.law.beyond-splines-most")?.double)
        #expect(part > 0.01 ? abs(most - part) < 0.01 : most == 0)
    }

    @Test func findsDataWhereNothingWasSimulated() async throws {
        let outside = Self.sample(of: ["data"]) { event, index, _ in if index % 40 == 0 { event.q = -9 } }
        let outcome = try await outside.render()
        #expect(outcome.findings("data") == ["outside-simulation"] && outcome.findings() == [])
        #expect(outcome.sentence("outside-simulation", "data").contains("q (75 below)"))
        #expect(outcome.value("ranges.q.outside.below", "data") == 75)
        // Three may be the outermost of all.
        let few = Self.sample(of: ["data"]) { event, index, _ in if index < 3 { event.q = 50 } }
        let found = try await few.render()
        #expect(found.findings("data") == [])
        #expect((3...4).contains(found.value("ranges.q.outside.above", "data")?.double ?? 0))
        #expect(try found.workplace.section("data").contains("by chance"))
    }

    /// Of one law, data reach beyond simulation by as much as simulation beyond data, and seldom farther than is told.
    @Test func dataOfTheSameLawAreInside() async throws {
        var text = ""
        let workplace = try Workplace()
        for seed in 0..<20 {
            var sample = LintSample(200, seed: UInt64(seed + 50))
            // More data than simulation.
            sample.files["data"] = LintSample.events(1000, seed: UInt64(seed), first: 2e6)
            let folder = workplace.folder.appendingPathComponent("s\(seed)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            text += try sample.write(into: folder)
                .replacing("{load} simulation", with: "{load} simulation-\(seed)")
                .replacing("{load} data", with: "{load} data-\(seed)")
                .replacing("like: simulation", with: "like: simulation-\(seed)")
                .replacing("file: ", with: "file: s\(seed)/")
        }
        let outcome = try await workplace.render(text)
        let cells = outcome.health?.cells.filter { $0.label.hasPrefix("data") } ?? []
        #expect(cells.count == 20)
        for cell in cells { #expect(cell.findings.isEmpty, "\(cell.findings)") }
    }
}
