import FlowKernels
import Testing

@testable import Inference

/// Newton's method on the likelihood of a mixture with two shapes and two normalizations: more nuisances than a surface
/// takes.
@Suite struct NewtonMixtureTests {
    static let workers = Workers(threads: 2)
    static let tolerance = 1e-4

    /// Smooth: normal densities.
    private static func likelihood(fixed: [String: Double] = [:]) -> ExtendedLikelihood {
        let mixture = NormalMixture(
            yields: Yields(
                nominal: [200, 100],
                sources: [
                    LogNormalResponse(name: "luminosity", uncertainty: 0.1, response: [1, 1]),
                    LogNormalResponse(name: "background", uncertainty: 0.3, response: [0, 1]),
                ])
        ).mixture
        return ExtendedLikelihood(
            mixture: mixture, space: NuisanceSpace(mixture: mixture, fixed: fixed),
            data: mixture.sample(
                events: 320, nuisances: [0.1, -0.2], theta: [0.2, 0.4], seed: 5, workers: workers), workers: workers)
    }

    /// Rough: splines whose knots the events cross as ν moves, so that ln L has a kink nearly everywhere.
    private static func roughLikelihood() -> ExtendedLikelihood {
        let mixture = SmallMixture.mixture()
        return ExtendedLikelihood(
            mixture: mixture, space: NuisanceSpace(mixture: mixture), data: SmallMixture.data(events: 300),
            workers: workers)
    }

    private static func newton(_ likelihood: ExtendedLikelihood, limit: Double = 6) throws -> NewtonLikelihood {
        let names = likelihood.space.profiled
        return try NewtonLikelihood(
            nuisances: names, likelihoods: MemberLikelihoods([likelihood], workers: workers), combination: .bma,
            start: names.map { _ in 0 }, limits: names.map { _ in -limit...limit }, tolerance: tolerance)
    }

    @Test(arguments: [false, true]) func profilesFourNuisancesNowhereAboveTheSlice(_ isRough: Bool) throws {
        let newton = try Self.newton(isRough ? Self.roughLikelihood() : Self.likelihood())
        #expect(newton.nuisances.count == 4)
        #expect(newton.converged || isRough)
        for index in 0..<4 {
            for step in [-2.0, -1, 0.5, 1.5] {
                let value = newton.bestFit[index] + step * newton.deviation(index)
                let profile = try newton.profile(fixing: [index: value])
                #expect((profile.converged || isRough) && profile.point[index] == value)
                #expect(profile.deviance <= (try newton.slice(index, at: value)) + 2 * Self.tolerance)
                // A rough likelihood has local maxima, and the scan says so when it found a higher one.
                #expect(
                    profile.deviance > -2 * Self.tolerance
                        || (isRough && (newton.lowestDeviance ?? 0) <= profile.deviance))
            }
        }
    }

    /// Over the profiled nuisances the gradient vanishes, measured in their own σ, and no point around is higher.
    @Test func endsWhereNothingIsHigher() throws {
        let likelihood = Self.likelihood()
        let newton = try Self.newton(likelihood)
        let profile = try newton.profile(fixing: [0: newton.bestFit[0] + newton.deviation(0)])
        let here = likelihood.value(at: profile.point, workers: Self.workers)
        for index in 1..<4 {
            for step in [-0.1, 0.1] {
                var point = profile.point
                point[index] += step * newton.deviation(index)
                #expect(likelihood.value(at: point, workers: Self.workers) < here + Self.tolerance / 2)
            }
        }
    }

    /// With one of the four fixed, a surface knows the same likelihood, to its stated error.
    @Test func agreesWithTheSurfaceWithinItsError() throws {
        let likelihood = Self.likelihood(fixed: ["background": 0.3])
        let newton = try Self.newton(likelihood)
        let window = newton.bestFit.indices.map { index in
            let reach = 2.4 * newton.deviation(index)
            return (newton.bestFit[index] - reach)...(newton.bestFit[index] + reach)
        }
        let ensemble = EnsembleLikelihood(
            mixtures: [likelihood.mixture], space: likelihood.space, data: likelihood.data, workers: Self.workers)
        let surface = try CheckedSurface.members(
            of: EnsembleEvaluation(ensemble, workers: Self.workers), window: window, tolerance: 0.01, seed: 1)[0]
        let scan = MemberSurface(nuisances: newton.nuisances, surface: surface)
        #expect(scan.atEdge.isEmpty)
        for index in 0..<3 {
            let (found, expected) = (try newton.interval(index, level: 1), scan.interval(index, level: 1))
            // An error e of −2Δln L moves a bound at 1 by e/2 σ; it enters at the bound and at the maximum.
            let allowed = (surface.error + 4 * Self.tolerance) * newton.deviation(index)
            for (a, b) in [(found.lower, expected.lower), (found.upper, expected.upper)] {
                #expect(try abs(#require(a.value) - #require(b.value)) < allowed)
            }
        }
    }

    @Test func boundsLieOnTheLevel() throws {
        let likelihood = Self.likelihood()
        let newton = try Self.newton(likelihood)
        for index in 0..<4 {
            let interval = try newton.interval(index, level: 1)
            for bound in [interval.lower, interval.upper] {
                let value = try #require(bound.value)
                // From elsewhere, with a maximizer that remembers nothing.
                let other = NewtonMaximizer(
                    MemberLikelihoods([likelihood], workers: Self.workers), combination: .bma, maxima: [0],
                    tolerance: Self.tolerance)
                let best = try other.maximum(fixing: [index: value], from: [0.1, 0.1, -0.1, 0.1])
                #expect(abs(2 * (newton.maximum - best.value) - 1) < 5 * Self.tolerance)
            }
        }
    }

    @Test func takesHessiansRarely() throws {
        let newton = try Self.newton(Self.likelihood())
        _ = try newton.interval(0, level: 1)
        let before = newton.evaluationCounts
        for step in [0.2, 0.4, 0.6, 0.8, 1.0] {
            _ = try newton.profiled(1, at: newton.bestFit[1] + step * newton.deviation(1))
        }
        let after = newton.evaluationCounts
        #expect(after.gradients - before.gradients <= 20)
        #expect(after.hessians - before.hessians <= 2)
    }
}
