import FlowKernels
import Flows
import Foundation
import Inference
import Report
import Samples
import Testing
import Training

@testable import FitDirectives

/// Fits without T, and how far a T is from the identity.
@Suite struct WithoutTransferTests {
    private static let simulated = TinyReport().densities.replacing(
        "distorted: true", with: "information: true")

    private static let fit = """
        ```{fit} plain
        data: data
        kinematics: kinematics-response
        score: score-response
        transfer: none
        members: 2
        ```


        """

    /// The fit is the maximum of the mixture's likelihood, as a scan and a Hessian find it.
    @Test func findTheMaximumOfThePlainMixture() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            Self.simulated + Self.fit + """
                ```{scan} plane
                fit: plain
                nuisances: [shift, squeeze]
                ensemble: false
                tolerance: 0.02
                ```

                ```{coverage} toys
                of: plain
                kind: unconditional
                toys: 1
                tolerance: 1
                ```

                """)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        for name in ["shift", "squeeze"] {
            let fromFit = try #require(outcome.value("plane", "\(name).from-fit")?.double)
            #expect(abs(fromFit) < 0.05, "\(name) by \(fromFit) σ")
            let sigma = try #require(outcome.value("plain", "\(name).sigma")?.double)
            #expect(try abs(#require(outcome.value("plane", "\(name).sigma")?.double) / sigma - 1) < 0.1)
            let exact = try #require(outcome.value("data", "information.distortion-known.\(name).best")?.double)
            let width = try #require(outcome.value("data", "information.distortion-known.\(name).sigma")?.double)
            let best = try #require(outcome.value("plain", "\(name).best")?.double)
            let distance = try #require(outcome.value("plain", "\(name).from-distortion-known")?.double)
            #expect(abs(distance - (best - exact) / width) < 1e-9)
            #expect(outcome.value("plain", "members.1.nuisances.\(name).best")?.double != best)
        }
        for path in ["training", "transfer", "identity"] { #expect(outcome.value("plain", path) == nil) }
        #expect(outcome.value("plain", "steps")?.int == 0)
        #expect(outcome.value("toys", "failed")?.int == 0)
        #expect(try workplace.section("plain").contains("without any T"))
    }

    @Test(arguments: [
        ("```{profile} p\nfit: plain\n```\n", "'plain' has no T that could follow ν"),
        ("```{plot} p\nkind: losses\nof: [plain]\n```\n", "'plain' trains nothing and has no losses"),
        ("`{value} plain.identity.displacement`\n", "identity"), ("`{value} plain.training.gain`\n", "training"),
    ]) func refuseWhatNeedsATransfer(_ text: String, _ words: String) throws {
        let messages = try Workplace().messages(Self.simulated + Self.fit + text)
        #expect(messages.contains { $0.contains(words) }, "\(messages)")
    }

    /// Displacement and noise of maps that are known: T adds a constant to a score, and members scatter about it.
    @Test func displacementIsThatOfKnownMaps() throws {
        let sample = BenchmarkSample(points: [.nominal], events: 4000, distorted: false, seed: 3)
        func shifted(_ first: Float, _ second: Float) -> TransportMap {
            TransportMap(
                Standardization(means: [-first, -second], scales: [1, 1]), parameters: ParameterBuffer(count: 0))
        }
        func flow(features: Int, context: Int) -> Flow {
            Flow([
                TransportMap(
                    initializing: MaskedAutoregressiveFlow.affine(
                        features: features, contextCount: context, transforms: 1, hidden: [4]), seed: 2)
            ])
        }
        let mixture = Mixture(
            kinematics: flow(features: 2, context: 2), score: flow(features: 2, context: 4),
            yields: Yields(nominal: [2000, 2000]), nuisances: [])
        let events = sample.labelled()
        let deviations = events.y.map { column -> Double in
            let mean = column.reduce(0.0) { $0 + Double($1) } / Double(column.count)
            return (column.reduce(0.0) { $0 + pow(Double($1) - mean, 2) } / Double(column.count)).squareRoot()
        }
        func found(_ transfer: TransportMap, _ members: [TransportMap]) -> TransferDisplacement {
            TransferDisplacement(
                transfer, members: members, mixture: mixture, nuisances: [], theta: [], sample: sample,
                workers: Workers(threads: 2))
        }
        func size(_ first: Double, _ second: Double) -> Double {
            ((pow(first / deviations[0], 2) + pow(second / deviations[1], 2)) / 2).squareRoot()
        }
        let alone = found(shifted(0.3, -0.4), [])
        #expect(alone.events == 4000 && alone.noise == nil && alone.excess == nil)
        #expect(abs(alone.displacement - size(0.3, 0.4)) < 1e-5)
        // Two members ±0.1 about their mean have the sample variance 0.02.
        let pair = found(shifted(0.3, -0.4), [shifted(0.4, 1), shifted(0.2, 1)])
        let noise = try #require(pair.noise)
        #expect(abs(noise - size(0.02.squareRoot(), 0)) < 1e-5)
        let excess = try #require(pair.excess)
        #expect(abs(excess * excess + noise * noise - pair.displacement * pair.displacement) < 1e-9)
        let still = found(shifted(0, 0), [shifted(1, 0), shifted(0, 0)])
        #expect(still.displacement == 0 && still.excess == 0 && still.overNoise == 0)
        #expect(try abs(#require(pair.overNoise) - pair.displacement / noise) < 1e-12)
    }

    /// The displacement stands in the result of a fit with T, and a sentence on its page.
    @Test func displacementIsToldByEveryFitWithATransfer() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(Self.simulated + TinyReport(members: 2).fit)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let identity = try #require(outcome.value("measurement", "identity")).decoded(as: TransferDisplacement.self)
        #expect(identity.events == 2000 && identity.displacement > 0 && identity.displacement < 1)
        #expect(try #require(identity.noise) > 0)
        #expect(try workplace.section("measurement").contains("of its spread in the data (r.m.s.)"))
        #expect(outcome.value("measurement", "shift.tension") == nil)
    }
}
