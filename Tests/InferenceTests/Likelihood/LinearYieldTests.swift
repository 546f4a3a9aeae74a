import FlowKernels
import Flows
import Foundation
import Testing

@testable import Inference

/// A factor μ on the yields, which may be 0 or negative, against the closed form of a mixture of normals.
@Suite struct LinearYieldTests {
    let workers = Workers(threads: 2)
    /// Classes that overlap: their densities differ by factors of a few.
    static let nuisances = [-0.85, 0.1]
    static let fixed = ["shift": nuisances[0], "stretch": nuisances[1]]

    static func normal(_ nominal: [Double]) -> NormalMixture {
        NormalMixture(
            yields: Yields(nominal: nominal, sources: [LinearResponse(name: "mu", response: [0, 1])]))
    }

    /// Events of the first class alone.
    private func background(_ events: Int, seed: UInt64 = 3) -> Dataset {
        NormalMixture(yields: Yields(nominal: [1, 0])).mixture.sample(
            events: events, nuisances: Self.nuisances, theta: [], seed: seed, workers: workers)
    }

    /// ln L(μ) by the formulas of the normals, with its first two derivatives.
    struct ClosedForm {
        /// N_c p_c of every event, at μ = 1.
        let densities: [[Double]]
        let nominal: [Double]

        init(_ normal: NormalMixture, _ data: Dataset) {
            func density(_ value: Double, _ shape: (mean: Double, deviation: Double)) -> Double {
                let z = (value - shape.mean) / shape.deviation
                return exp(-z * z / 2) / (shape.deviation * (2 * Double.pi).squareRoot())
            }
            let nominal = normal.mixture.yields.nominal
            self.nominal = nominal
            densities = (0..<data.count).map { event in
                let (x, y) = (Double(data.x[0][event]), Double(data.y[0][event]))
                return (0..<2).map { c in
                    nominal[c] * density(x, normal.kinematics(c, nuisances))
                        * density(y, normal.score(c, x: x, nuisances))
                }
            }
        }

        func jet(_ mu: Double) -> (value: Double, slope: Double, bend: Double) {
            densities.reduce((-nominal[0] - mu * nominal[1], -nominal[1], 0)) { sum, pair in
                let total = pair[0] + mu * pair[1]
                let share = pair[1] / total
                return (sum.0 + log(total), sum.1 + share, sum.2 - share * share)
            }
        }

        /// By Newton's method with halved steps.
        var maximum: (mu: Double, sigma: Double) {
            var mu = 0.0
            for _ in 0..<100 {
                let here = jet(mu)
                var step = -here.slope / here.bend
                while !(jet(mu + step).value >= here.value) && abs(step) > 1e-12 { step /= 2 }
                mu += step
            }
            return (mu, 1 / (-jet(mu).bend).squareRoot())
        }

        /// What σ is across ±σ, which is how a fit takes it.
        var sigmaAcross: Double {
            let (mu, sigma) = maximum
            return 1 / ((jet(mu - sigma).slope - jet(mu + sigma).slope) / (2 * sigma)).squareRoot()
        }

        /// The lowest μ at which no density is negative.
        var lowest: Double { densities.map { -$0[0] / $0[1] }.max() ?? -.infinity }
    }

    private func likelihood(_ normal: NormalMixture, _ data: Dataset) -> ExtendedLikelihood {
        ExtendedLikelihood(
            mixture: normal.mixture, space: NuisanceSpace(mixture: normal.mixture, fixed: Self.fixed, constraints: []),
            data: data, workers: workers)
    }

    @Test func beginsAtTheNominalYields() {
        let space = NuisanceSpace(mixture: Self.normal([300, 100]).mixture)
        #expect(space.profiled == ["shift", "stretch", "mu"] && space.origin == [0, 0, 1] && space.linear == [2])
        let fixed = NuisanceSpace(mixture: Self.normal([300, 100]).mixture, fixed: ["mu": -0.2])
        #expect(fixed.origin == [0, 0] && fixed.linear.isEmpty && fixed.expand([0, 0]).theta == [-0.2])
    }

    /// Values, slopes and bends at negative μ, as parts of the way to where ln L ends, at 0 itself, and above.
    @Test(arguments: [-0.6, -1e-3, 0, 1e-6, 0.2, 1, 3]) func followsTheClosedForm(_ place: Double) {
        let normal = Self.normal([300, 100])
        let data = background(300)
        let closed = ClosedForm(normal, data)
        let mu = place < 0 ? place * abs(closed.lowest) : place
        let likelihood = likelihood(normal, data)
        let (expected, reference) = (closed.jet(mu), closed.jet(0.5))
        let (value, gradient) = likelihood.valueAndGradient(at: [mu], workers: workers)
        // 300 events, each rounded to some 1e-7 of its terms.
        let difference = value - likelihood.value(at: [0.5], workers: workers)
        #expect(abs(difference - (expected.value - reference.value)) < 1e-3)
        #expect(abs(gradient[0] - expected.slope) < 1e-3 * max(1, abs(expected.slope)))
        let exact = likelihood.hessian(at: [mu], workers: workers)
        #expect(abs(exact.value - value) < 1e-3)
        #expect(abs(exact.gradient[0] - expected.slope) < 1e-3 * max(1, abs(expected.slope)))
        #expect(abs(exact.hessian[0][0] / expected.bend - 1) < 1e-4)
        let members = EnsembleLikelihood(
            mixtures: [normal.mixture], space: likelihood.space, data: data, workers: workers)
        #expect(abs(members.values(at: [[mu]], workers: workers)[0][0] - value) < 1e-3)
    }

    /// With too few events of the background the fit of the signal is negative, with the σ of the closed form; and where signal is
    /// injected, it is found.
    @Test(arguments: [(2800, true), (3300, false)]) func findsNegativeAndPositiveFactors(
        events: Int, isNegative: Bool
    ) throws {
        let normal = Self.normal([3000, 1000])
        let data = background(events)
        let form = ClosedForm(normal, data)
        let closed = form.maximum
        let fit = GlobalFit(
            mixture: normal.mixture,
            space: NuisanceSpace(mixture: normal.mixture, fixed: Self.fixed, constraints: []), data: data,
            transfer: TransportMap(Standardization(means: [0], scales: [1]), parameters: ParameterBuffer(count: 0)),
            seed: 1)
        let result = try fit.run(workers: workers)
        #expect((closed.mu < 0) == isNegative)
        #expect(abs(result.bestFit[0] - closed.mu) < 0.01 * closed.sigma)
        #expect(abs(result.convergence.sigma[0] / form.sigmaAcross - 1) < 0.01)
        let covariance = try #require(result.convergence.covariance)
        let yields = normal.mixture.yields.fitted(at: result.bestFit, of: fit.space, covariance: covariance)
        #expect(abs(yields[1].expected - 1000 * result.bestFit[0]) < 1e-9 && yields[0].deviation == 0)
        #expect(abs(yields[1].deviation - 1000 * result.convergence.sigma[0]) < 1e-6)
    }

    /// Errors of central differences shrink fourfold when their step is halved: in μ beside a shape and a log-normal
    /// normalization, at a negative yield.
    @Test(arguments: [-0.05, 0, 0.7]) func hasTheGradientAndTheHessianThatDifferencesConvergeTo(_ mu: Double) {
        let yields = Yields(
            nominal: [60, 20],
            sources: [
                LogNormalResponse(name: "lumi", uncertainty: 0.3, response: [1, 1]),
                LinearResponse(name: "mu", response: [0.2, 1]),
            ])
        let normal = NormalMixture(yields: yields)
        let space = NuisanceSpace(mixture: normal.mixture, fixed: ["shift": -0.85])
        #expect(space.profiled == ["stretch", "lumi", "mu"])
        let likelihood = ExtendedLikelihood(
            mixture: normal.mixture, space: space, data: background(80), workers: workers)
        let point = [0.1, 0.4, mu]
        let here = likelihood.hessian(at: point, workers: workers)
        func errors(_ step: Double) -> [Double] {
            point.indices.flatMap { k -> [Double] in
                func moved(_ sign: Double) -> (value: Double, gradient: [Double]) {
                    var moved = point
                    moved[k] += sign * step
                    return likelihood.valueAndGradient(at: moved, workers: workers)
                }
                let (up, down) = (moved(1), moved(-1))
                var found = [(up.value - down.value) / (2 * step) - here.gradient[k]]
                for l in point.indices {
                    let bend: Double = (up.gradient[l] - down.gradient[l]) / (2 * step)
                    found.append(bend - here.hessian[k][l])
                }
                return found
            }
        }
        let scale = here.hessian.indices.map { abs(here.hessian[$0][$0]) }.max() ?? 1
        for (coarse, fine) in zip(errors(0.02), errors(0.01)) {
            // Densities are rounded to 1e-7; what is exact differs by that alone.
            #expect(
                abs(coarse) < 1e-3 * scale || (abs(coarse) < 0.2 * scale && abs(coarse / fine - 4) < 0.6),
                "\(coarse), \(fine) of \(scale)")
        }
    }

    @Test func endsWhereTheDensityOfAnEventDoes() throws {
        let normal = Self.normal([30, 30])
        let data = background(25)
        let closed = ClosedForm(normal, data)
        let likelihood = likelihood(normal, data)
        let range = likelihood.positiveRange(of: 0, at: [1], workers: workers)
        let lowest = try #require(range.lowest)
        #expect(abs(lowest - closed.lowest) < 1e-4 && range.highest == nil)
        #expect(likelihood.value(at: [lowest + 1e-3], workers: workers).isFinite)
        for beyond in [lowest - 1e-3, lowest - 5] {
            #expect(likelihood.value(at: [beyond], workers: workers) == -.infinity)
            #expect(likelihood.start(near: [beyond], workers: workers) == [1])
            #expect(!likelihood.valueAndGradient(at: [beyond], workers: workers).gradient[0].isFinite)
        }
        #expect(likelihood.start(near: [0.3], workers: workers) == [0.3])
        // Without its weight the event that ends the likelihood has no part in it.
        func purity(_ event: Int) -> Double { closed.densities[event][1] / closed.densities[event][0] }
        let last = closed.densities.indices.max { purity($0) < purity($1) }
        let weights = data.x[0].indices.map { Float($0 == last ? 0 : 1) }
        let without = self.likelihood(normal, data.weighted(weights))
        #expect(without.value(at: [lowest - 1e-3], workers: workers).isFinite)
        #expect(try #require(without.positiveRange(of: 0, at: [1], workers: workers).lowest) < lowest)
    }

    /// Bounds and curves of few events, whose likelihood ends before −2Δln L of a parabola would reach the level.
    @Test func hasIntervalsThatStayWithin() throws {
        let normal = Self.normal([4, 4])
        let data = background(4)
        let closed = ClosedForm(normal, data)
        let likelihood = likelihood(normal, data)
        let scan = try NewtonLikelihood(
            nuisances: ["mu"], likelihoods: MemberLikelihoods([likelihood], workers: workers), combination: .bma,
            start: [1], limits: [-20...20])
        let best = closed.maximum.mu
        #expect(scan.converged && abs(scan.bestFit[0] - best) < 0.05 * closed.maximum.sigma)
        for level in [1.0, 4] {
            let interval = try scan.interval(0, level: level)
            for bound in [interval.lower, interval.upper] {
                let value = try #require(bound.value)
                #expect(value > closed.lowest)
                let deviance = 2 * (closed.jet(best).value - closed.jet(value).value)
                #expect(abs(deviance - level) < 0.01, "\(deviance) at \(value)")
            }
        }
        #expect(try scan.profile(fixing: [0: closed.lowest - 1]).deviance == .infinity && scan.unsettled == 0)
    }

    /// Events of a negative yield count negatively: sums are those of the signed mixture.
    @Test func drawsEventsOfBothSigns() throws {
        let mixture = Self.normal([300, 100]).mixture
        let drawn = mixture.sample(
            events: 40_000, nuisances: Self.nuisances, theta: [-0.6], seed: 2, workers: workers)
        let weights = try #require(drawn.weights)
        #expect(Set(weights).count == 2 && weights.contains { $0 < 0 })
        // 300 − 60 of 300 + 60 drawn.
        #expect(abs(drawn.total / 40_000 - 1) < 0.02)
        let normal = Self.normal([300, 100])
        let means = (0..<2).map { normal.kinematics($0, Self.nuisances).mean }
        let mean = zip(drawn.x[0], weights).reduce(0) { $0 + Double($1.0) * Double($1.1) } / drawn.total
        #expect(abs(mean - (300 * means[0] - 60 * means[1]) / 240) < 0.04)
        #expect(mixture.sample(events: 100, nuisances: [0, 0], theta: [0], seed: 2, workers: workers).weights == nil)
    }

    @Test func isWrittenWithItsLaw() throws {
        let yields = Self.normal([300, 100]).mixture.yields
        let data = try JSONEncoder().encode(yields)
        #expect(try JSONDecoder().decode(Yields.self, from: data) == yields)
        #expect(yields.linear == ["mu"] && yields.areMoved(by: "mu") && yields.factors([-0.5]) == [1, -0.5])
        #expect(yields.expected([-0.5]) == [300, -50] && yields.expected([1]) == [300, 100])
        #expect(Yields(nominal: [1], sources: []).factors([]) == nil)
    }
}
