import FlowKernels
import Flows
import Foundation
import TestSupport
import Testing

@testable import Inference

/// The 9×9 scan of the published ensemble of eight members, against numbers computed with PyTorch in float32.
@Suite(.enabled(if: ReferenceFolder.isAvailable, "\(ReferenceFolder.reason)"))
struct PublishedEnsembleTests {
    struct Golden: Decodable {
        struct Combination: Decodable {
            let m2dnll: [[Double]]
            let best: [Double]
        }
        let firstAxis: [Double]
        let secondAxis: [Double]
        /// Shape [first, second, members], without prior.
        let memberLogLikelihoods: [[[Double]]]
        let bma: Combination
        let envelope: Combination
        let rebasedBMA: Combination
        let rebasedEnvelope: Combination

        enum CodingKeys: String, CodingKey {
            case bma, envelope
            case firstAxis = "axis_0"
            case secondAxis = "axis_1"
            case memberLogLikelihoods = "member_loglik"
            case rebasedBMA = "rebased-bma"
            case rebasedEnvelope = "rebased-envelope"
        }

        subscript(_ combination: EnsembleCombination) -> Combination {
            switch combination {
            case .bma: bma
            case .envelope: envelope
            case .rebasedBMA: rebasedBMA
            case .rebasedEnvelope: rebasedEnvelope
            }
        }

        var points: [[Double]] { firstAxis.flatMap { first in secondAxis.map { [first, $0] } } }

        /// With the prior, a member at a time.
        func grid(_ memberLogLikelihoods: [[Double]]) -> MemberGrid {
            MemberGrid(
                first: firstAxis, second: secondAxis,
                memberLogLikelihoods: memberLogLikelihoods.map { values in
                    zip(values, points).map { $0 - ($1[0] * $1[0] + $1[1] * $1[1]) / 2 }
                })
        }
    }

    static func golden() throws -> Golden {
        try JSONDecoder().decode(Golden.self, from: ReferenceFolder.data("golden/ensemble_scan.json"))
    }

    /// The combinations alone, from the published members: exact but for the last digits.
    @Test(arguments: EnsembleCombination.allCases)
    func combinesPublishedMembers(_ combination: EnsembleCombination) throws {
        let golden = try Self.golden()
        let grid = golden.grid((0..<8).map { member in golden.memberLogLikelihoods.joined().map { $0[member] } })
        let scan = grid.combined(combination)
        let expected = golden[combination]
        for (value, expected) in zip(scan.deviance, expected.m2dnll.joined()) { #expect(abs(value - expected) < 1e-9) }
        let bestFit = try #require(scan.bestFit)
        for (value, expected) in zip(bestFit, expected.best) {
            #expect(abs(value - expected) < 1e-9)
        }
        #expect(scan.points.allSatisfy { (1...8).contains($0.effectiveMembers) })
    }

    /// Everything from the networks: the members' log-likelihoods, their combinations and the best fits.
    @Test func reproducesTheScanOfThePublishedNetworks() throws {
        let golden = try Self.golden()
        let workers = Workers(threads: 2)
        let data = try PublishedLikelihoodTests.events()
        // Without prior and extended term, as the golden numbers.
        let extended = Double(data.count) * log(100_000.0) - 100_000.0
        let members = try (0..<8).map { member in
            let mixture = try PublishedLikelihoodTests.mixture(transfer: "mixture_boot\(member)")
            let likelihood = ExtendedLikelihood(
                mixture: mixture, space: NuisanceSpace(mixture: mixture), data: data, workers: workers)
            return golden.points.map { point in
                likelihood.value(at: point, workers: workers) - extended
                    + (point[0] * point[0] + point[1] * point[1]) / 2
            }
        }
        let expected = (0..<8).map { member in golden.memberLogLikelihoods.joined().map { $0[member] } }
        let errors = zip(members, expected).map { zip($0, $1).map { abs($0 - $1) }.max() ?? .nan }
        for error in errors { #expect(error < 0.02) }
        let grid = golden.grid(members)
        for combination in EnsembleCombination.allCases {
            let scan = grid.combined(combination)
            let expected = golden[combination]
            // Twice the difference of two log-likelihoods that are right to 0.02 each.
            let largest = zip(scan.deviance, expected.m2dnll.joined()).map { abs($0 - $1) }.max() ?? .nan
            #expect(largest < 0.08)
            let bestFit = try #require(scan.bestFit)
            for (value, expected) in zip(bestFit, expected.best) {
                #expect(abs(value - expected) < 1e-3)
            }
        }
    }
}
