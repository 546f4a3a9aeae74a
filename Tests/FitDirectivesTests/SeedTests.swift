import Report
import Samples
import SyntheticBenchmark
import Testing

@testable import FitDirectives

/// Which events a cell holds follows from the report's seed and the cell's label, and from nothing else.
@Suite struct SeedTests {
    private func sample(_ outcome: RenderSession.Outcome, _ label: String) throws -> BenchmarkSample {
        try #require(outcome.value(label, "recipe")).decoded(as: BenchmarkSample.self)
    }

    /// The bits of every event, to find the same one elsewhere.
    static func bits(_ events: SampleEvents) -> Set<SIMD4<UInt32>> {
        Set(
            (0..<events.count).map {
                SIMD4(
                    events.x[0][$0].bitPattern, events.x[1][$0].bitPattern, events.y[0][$0].bitPattern,
                    events.y[1][$0].bitPattern)
            })
    }

    @Test func givesCellsOfEqualOptionsDifferentEvents() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            "```{generate} a\nevents: 2000\n```\n\n```{generate} b\nevents: 2000\n```\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let a = Self.bits(try sample(outcome, "a").labelled())
        #expect(a.count == 2000)
        #expect(a.isDisjoint(with: Self.bits(try sample(outcome, "b").labelled())))
    }

    @Test func givesThePointsOfACellDifferentEvents() {
        let sample = BenchmarkSample(
            settings: .paper, points: [.nominal, .nominal, .nominal], events: 2000, distorted: false, seed: 3)
        let points = (0..<3).map { Self.bits(sample.labelled(point: $0)) }
        #expect(points[0].union(points[1]).union(points[2]).count == 6000)
    }

    @Test func keepsAllBitsOfASeedInTheStore() async throws {
        let workplace = try Workplace()
        let seeds: [UInt64] = [0, 1, (1 << 53) + 1, (1 << 63) - 1, (1 << 63) + 1, .max - 1, .max]
        let text = seeds.enumerated().map { "```{generate} g\($0.offset)\nevents: 5\nseed: \($0.element)\n```\n\n" }
        for _ in 0..<2 {
            let outcome = try await workplace.render(text.joined())
            #expect(outcome.exitStatus == 0, "\(outcome.messages)")
            #expect(try seeds.indices.map { try sample(outcome, "g\($0)").seed } == seeds)
        }
    }

    @Test func keepsAllBitsOfADerivedSeed() async throws {
        let workplace = try Workplace()
        let cells = (0..<16).map { "```{generate} g\($0)\nevents: 5\n```\n\n" }.joined()
        let text = "---\nseed: \(UInt64.max)\n---\n\n" + cells
        let first = try await workplace.render(text)
        #expect(first.ran.count == 16, "\(first.messages)")
        let second = try await workplace.render(text)
        #expect(second.ran.isEmpty)
        let seeds = try (0..<16).map { try sample(first, "g\($0)").seed }
        #expect(Set(seeds).count == 16)
        #expect(seeds.contains { $0 > 1 << 63 }, "else this test shows nothing")
        #expect(try (0..<16).map { try sample(second, "g\($0)").seed } == seeds)
    }

    /// The likelihoods in closed form are those of the very events that are fitted.
    @Test func statesTheInformationOfTheEventsThatAreFitted() async throws {
        let workplace = try Workplace()
        let text = """
            ```{generate} data
            events: 3000
            at: {shift: 0.5, squeeze: -0.5}
            distorted: true
            ```

            """
        _ = try await workplace.render(text)
        let outcome = try await workplace.render(text)
        let sample = try sample(outcome, "data")
        let data = sample.dataset
        #expect(data.count == 3000)
        let events = BenchmarkEvents(
            x0: data.x[0], x1: data.x[1], y0: data.y[0], y1: data.y[1],
            classes: [UInt8](repeating: 0, count: data.count))
        let likelihoods: [(String, BenchmarkLikelihood.Observables)] = [
            ("distortion-known", .kinematicsAndDistortedScore), ("x-alone", .kinematics),
        ]
        for (name, observables) in likelihoods {
            let maximum = BenchmarkLikelihood(
                model: BenchmarkModel(settings: sample.settings), events: events, observables: observables
            ).maximum(from: .paperTruth)
            let sigma = try #require(maximum.sigma)
            for (index, nuisance) in sample.settings.nuisances.enumerated() {
                let path = "information.\(name).\(nuisance.rawValue)"
                #expect(outcome.value("data", "\(path).best")?.double == maximum.bestFit[nuisance])
                #expect(outcome.value("data", "\(path).sigma")?.double == sigma[index])
            }
        }
    }
}
