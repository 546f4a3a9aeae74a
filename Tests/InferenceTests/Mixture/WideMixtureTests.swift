import FlowKernels
import Flows
import Foundation
import Testing
import Training

@testable import Inference

/// Any number of features, classes and nuisances goes through likelihoods, fits and profiles.
@Suite struct WideMixtureTests {
    let workers = Workers(threads: 2)
    let mixture = WideMixture.mixture

    @Test func samplesItsFeatures() {
        let data = WideMixture.data(events: 200, workers: workers)
        #expect(data.x.count == 3 && data.y.count == 1 && data.count == 200)
        #expect((data.x + data.y).allSatisfy { $0.allSatisfy(\.isFinite) })
    }

    /// The Taylor expansion against the adjoint, and differences of the adjoint's gradients.
    @Test func hasItsDerivatives() {
        let likelihood = ExtendedLikelihood(
            mixture: mixture.preceded(by: WideMixture.transfer(seed: 5)), space: NuisanceSpace(mixture: mixture),
            data: WideMixture.data(events: 200, workers: workers), workers: workers)
        let point = [0.2, -0.1, 0.3, 0.1, 0.4, 0.6]
        let found = likelihood.hessian(at: point, workers: workers)
        let (value, gradient) = likelihood.valueAndGradient(at: point, workers: workers)
        #expect(abs(found.value - value) < 1e-3)
        for (a, b) in zip(found.gradient, gradient) { #expect(abs(a - b) < 1e-4 * max(1, abs(b))) }
        // Normalizations do not cross knots of splines: their differences are smooth.
        for k in 4..<6 {
            func moved(_ step: Double) -> [Double] {
                var moved = point
                moved[k] += step
                return likelihood.valueAndGradient(at: moved, workers: workers).gradient
            }
            for (l, pair) in zip(moved(0.02), moved(-0.02)).enumerated() {
                let scale = (abs(found.hessian[k][k] * found.hessian[l][l])).squareRoot()
                #expect(abs((pair.0 - pair.1) / 0.04 - found.hessian[k][l]) < 0.01 * scale + 0.05, "\(k) \(l)")
            }
        }
    }

    @Test func evaluatesMembersTogetherAsAlone() {
        let space = NuisanceSpace(mixture: mixture, fixed: ["c": 0.2])
        let data = WideMixture.data(events: 150, workers: workers)
        let mixtures = [5, 6].map { mixture.preceded(by: WideMixture.transfer(seed: $0)) }
        let points = [[0.2, -0.1, 0.1, 0.4, 0.6], [0, 0.1, 0.3, -0.2, 0]]
        let together = EnsembleLikelihood(mixtures: mixtures, space: space, data: data, workers: workers)
            .values(at: points, workers: workers)
        for (mixture, values) in zip(mixtures, together) {
            let alone = ExtendedLikelihood(mixture: mixture, space: space, data: data, workers: workers)
                .values(at: points, workers: workers)
            for (one, two) in zip(values, alone) { #expect(abs(one - two) < 1e-3) }
        }
    }

    @Test func fitsAndProfiles() throws {
        let space = NuisanceSpace(mixture: mixture, fixed: ["d": 0.4])
        let data = WideMixture.data(events: 240, workers: workers)
        func fit(_ threads: Int) throws -> GlobalFit.Result {
            try GlobalFit(
                mixture: mixture, space: space, data: data, transfer: WideMixture.transfer(identity: true, seed: 7),
                settings: .init(epochs: 2, batchSize: 60, learningRate: 1e-3), seed: 1
            ).run(workers: Workers(threads: threads))
        }
        let (fitted, again) = (try fit(2), try fit(1))
        #expect(fitted.bestFit.count == 5 && fitted.bestFit == again.bestFit)
        let center = fitted.bestFit
        let result = try AmortizedProfile(
            mixture: mixture, space: space, events: data, center: center,
            residual: AmortizedProfile.residual(
                mixture: mixture, space: space, center: center, hidden: [8, 8], seed: 2),
            nodes: .stratified(perEvent: 4),
            settings: .init(epochs: 1, batchSize: 60, learningRate: 1e-3, validations: 2), seed: 3
        ).run(workers: workers)
        #expect(result.heldOut.profiled.isFinite)
        #expect(result.offGrid.allSatisfy { $0.nuisances.count == 3 })
    }

    /// Every member's own events and all shapes and normalizations, by Newton's method; three of them on a surface too.
    @Test func isProfiled() throws {
        let names = WideMixture.nuisances + WideMixture.normalizations
        let data = WideMixture.data(events: 200, workers: workers)
        func likelihoods(_ space: NuisanceSpace) -> [ExtendedLikelihood] {
            [5, 6].map {
                ExtendedLikelihood(
                    mixture: mixture.preceded(by: WideMixture.transfer(seed: $0)), space: space, data: data,
                    workers: workers)
            }
        }
        let newton = try NewtonLikelihood(
            nuisances: names,
            likelihoods: MemberLikelihoods(likelihoods(NuisanceSpace(mixture: mixture)), workers: workers),
            combination: .rebasedBMA, start: names.map { _ in 0 }, limits: names.map { _ in -1.5...1.5 })
        #expect(newton.memberCount == 2 && newton.bestFit.count == 6)
        let (profiled, slice) = (try newton.profiled(4, at: 0.3), try newton.slice(4, at: 0.3))
        #expect(profiled.isFinite && slice.isFinite)
        // Random splines give ln L a kink nearly everywhere: a climb from the slice ends no lower.
        #expect(profiled <= slice)
        #expect(try newton.member(1).bestFit.count == 6)

        let fixed = ["b": 0.1, "d": -0.2, "luminosity": 0.3]
        let space = NuisanceSpace(mixture: mixture, fixed: fixed)
        #expect(space.profiled == ["a", "c", "strength"])
        let surfaces = try CheckedSurface.members(
            of: EnsembleEvaluation(
                EnsembleLikelihood(
                    mixtures: [5, 6].map { mixture.preceded(by: WideMixture.transfer(seed: $0)) }, space: space,
                    data: data, workers: workers), workers: workers),
            window: [-0.5...0.5, -0.5...0.5, -0.4...1], tolerance: 0.5,
            growth: .init(starting: 4, maximum: 4, finest: 4), seed: 1)
        let likelihood = SurfaceLikelihood(
            members: MemberSurfaces(nuisances: space.profiled, surfaces: surfaces), combination: .rebasedBMA)
        let direct = likelihoods(space)
        let point = [0.1, -0.2, 0.5]
        for (member, own) in zip(likelihood.members, direct) {
            let difference = own.value(at: point, workers: workers) - member.surface.value(at: point)
            #expect(2 * abs(difference) < 3 * likelihood.error + 0.1)
        }
        #expect(likelihood.profiled(2, at: 0.5) <= likelihood.slice(2, at: 0.5) + 1e-9)
    }
}
