import FlowKernels
import Flows
import Testing

@testable import Inference

/// Members evaluated together, against each on its own.
@Suite struct EnsembleLikelihoodTests {
    static let workers = Workers(threads: 2)
    static let points = [[0.1, -0.2, 0.3, 0.1], [0.4, 0.2, -0.5, 0.2], [0.3, -0.2, 0.1, -0.4]]

    private func expectEqual(_ mixtures: [Mixture], events: Int) {
        let space = NuisanceSpace(mixture: mixtures[0])
        let data = SmallMixture.data(events: events)
        let together = EnsembleLikelihood(
            mixtures: mixtures, space: space, data: data, workers: Self.workers
        ).values(at: Self.points, workers: Self.workers)
        #expect(together.count == mixtures.count)
        #expect(Set(together.map { $0[0] }).count == mixtures.count)
        for (mixture, values) in zip(mixtures, together) {
            let alone = ExtendedLikelihood(mixture: mixture, space: space, data: data, workers: Self.workers)
                .values(at: Self.points, workers: Self.workers)
            for (value, expected) in zip(values, alone) { #expect(abs(value - expected) < 1e-5 * abs(expected)) }
        }
    }

    private var members: [Mixture] {
        let base = SmallMixture.base()
        return [5, 6, 7].map { base.preceded(by: SmallMixture.spline(contextCount: 4, seed: $0)) }
    }

    /// 77 events: whole chunks and a rest.
    @Test func agreesWithEachMemberWhereTIsFixed() { expectEqual(members, events: 77) }

    /// T follows ν by a residual that is the same map for all members.
    @Test func agreesWithEachMemberWhereTFollowsTheNuisances() {
        let residual = SmallProfile.residual(of: SmallMixture.base(), center: SmallProfile.center)
        expectEqual(members.map { $0.preceded(by: residual) }, events: 77)
    }

    /// As many residuals as members: nothing of the score is shared.
    @Test func agreesWithEachMemberWhereResidualsDiffer() {
        let mixtures = members.enumerated().map { index, member in
            member.preceded(
                by: SmallProfile.residual(
                    of: SmallMixture.base(), center: SmallProfile.center, size: 0.1 * Double(index + 1)))
        }
        expectEqual(mixtures, events: 40)
    }

    @Test func agreesWithOneMember() { expectEqual([members[0]], events: 33) }
}
