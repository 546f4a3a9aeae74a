import FlowKernels
import Flows
import Foundation
import RandomStreams
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

    static let window: [ClosedRange<Double>] = [-0.1...0.3, -0.3 ... -0.1, 0.1...0.4]

    private func weighted(_ events: Int) -> Dataset {
        SmallMixture.data(events: events, weights: (0..<events).map { [1, 0.5, 2][$0 % 3] })
    }

    private func ensemble(_ data: Dataset) -> EnsembleLikelihood {
        EnsembleLikelihood(
            mixtures: members, space: NuisanceSpace(mixture: members[0], fixed: ["background": 0.2]), data: data,
            workers: Self.workers)
    }

    /// What it says of every event is what the event alone says.
    @Test func tellsEventsApart() {
        let ensemble = ensemble(weighted(77))
        let checks = [[0.2, -0.25, 0.15], [-0.05, -0.11, 0.39]]
        let lattice = ChebyshevLattice(window: Self.window, nodes: 2)
        let check = InterpolationCheck(lattice, from: 1, at: checks)
        let points = [[0.0, -0.2, 0.2]] + lattice.points + checks
        func values(_ likelihood: EnsembleLikelihood) -> EventwiseValues {
            likelihood.values(at: points, members: [2, 0], check: check, workers: Self.workers) { (_) throws(Never) in }
        }
        let whole = values(ensemble)
        #expect(whole.squaredErrors.map(\.count) == [77, 77])
        let plain = ensemble.values(at: points, workers: Self.workers)
        #expect(whole.sums == [plain[2], plain[0]])
        // No events: priors and the extended term, which the sums hold too.
        let empty = values(ensemble.only([], workers: Self.workers)).sums
        var sums = empty
        for event in 0..<77 {
            let alone = values(ensemble.only([event], workers: Self.workers)).sums
            for member in 0..<2 {
                let terms = zip(alone[member], empty[member]).map { $0 - $1 }
                for place in points.indices { sums[member][place] += terms[place] }
                let surface = ChebyshevSurface(lattice, values: Array(terms[1..<10]))
                let errors = zip(checks, terms[10...]).map { 2 * (surface.value(at: $0) - $1) }
                let expected = (errors.reduce(0) { $0 + $1 * $1 } / 2).squareRoot()
                #expect(abs(Double(whole.squaredErrors[member][event]).squareRoot() - expected) < 2e-5)
            }
        }
        #expect((whole.squaredErrors[0].max() ?? 0) > 1e-6)
        for (sum, whole) in zip(sums, whole.sums) {
            for (value, expected) in zip(sum, whole) { #expect(abs(value - expected) < 1e-5 * abs(expected)) }
        }
    }

    @Test func subsetsOfSubsetsAreCountedInTheirOwnOrder() {
        let ensemble = ensemble(weighted(77))
        let points = [[0.0, -0.2, 0.2], [0.2, -0.3, 0.3]]
        func moved(_ likelihood: EnsembleLikelihood) -> [Double] {
            likelihood.values(at: points, workers: Self.workers).map { $0[1] - $0[0] }
        }
        let inner = ensemble.only(Array(30..<77), workers: Self.workers).only([1, 5], workers: Self.workers)
        #expect(moved(inner) == moved(ensemble.only([31, 35], workers: Self.workers)))
    }

    /// Priors, weights, and events of more nodes than others, against the likelihood itself.
    @Test func refinedSurfacesAreRightBetweenTheirNodes() throws {
        let ensemble = ensemble(weighted(200))
        let window = Self.window
        func surfaces(finest: Int) throws -> [CheckedSurface] {
            try CheckedSurface.members(
                of: EnsembleEvaluation(ensemble, workers: Self.workers), window: window, tolerance: 0.01,
                growth: .init(starting: 5, maximum: 5, finest: finest), seed: 2)
        }
        let (plain, refined) = (try surfaces(finest: 5), try surfaces(finest: 10))
        var stream = RandomStream(seed: 9, purpose: "places", index: 0)
        let places = (0..<50).map { _ in window.map { $0.lowerBound + 2 * $0.halfWidth * stream.uniform() } }
        let truth = ensemble.values(at: places, workers: Self.workers)
        func typical(_ surfaces: [CheckedSurface]) -> Double {
            let squares = zip(surfaces, truth).flatMap { surface, truth in
                zip(places, truth).map { pow(2 * (surface.surface.value(at: $0) - $1), 2) }
            }
            return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
        }
        #expect(refined.allSatisfy { $0.surface.nodes == 10 })
        #expect(typical(refined) < typical(plain) / 2)
        #expect(refined.allSatisfy { $0.error > typical(refined) / 5 })
    }

    /// Progress adds up to what the surfaces say they took.
    @Test func reportsWhatSurfacesTake() throws {
        var (done, calls) = (0.0, 0)
        let evaluation = EnsembleEvaluation(ensemble(weighted(200)), workers: Self.workers) {
            done += $0
            calls += 1
        }
        let surfaces = try CheckedSurface.members(
            of: evaluation, window: Self.window, tolerance: 0.02, growth: .init(starting: 3, maximum: 3), seed: 2)
        let evaluations = surfaces.reduce(0) { $0 + Double($1.evaluations) }
        #expect(done > evaluations - 3 && done <= evaluations)
        #expect(calls > 1)
        // Rough as they are, single events take more nodes.
        #expect(surfaces[0].surface.nodes > 3)
    }
}
