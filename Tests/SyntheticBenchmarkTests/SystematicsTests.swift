import Foundation
import Testing

@testable import SyntheticBenchmark

struct SystematicsTests {
    @Test func namesTheNuisancesThatAct() {
        #expect(BenchmarkSettings.paper.nuisances.map(\.rawValue) == ["shift", "squeeze"])
        #expect(Catalogue.everything.nuisances.map(\.rawValue) == ["shift", "squeeze", "rotation"])
        let nu = BenchmarkNuisances([0.5, -2], of: [.squeeze, .shift])
        #expect(nu == BenchmarkNuisances(shift: -2, squeeze: 0.5))
        #expect(nu.values(of: [.rotation, .squeeze]) == [0, 0.5])
    }

    @Test func startsFromTheNominalKinematics() {
        for kind in BenchmarkClass.allCases {
            let nominal = BenchmarkModel().kinematics(kind, at: .nominal)
            #expect(nominal.mean == kind.centroid)
            #expect(abs(nominal.variance.x - kind.spread.x * kind.spread.x) < 1e-15)
            #expect(abs(nominal.variance.y - kind.spread.y * kind.spread.y) < 1e-15)
            #expect(abs(nominal.covariance) < 1e-16)
        }
    }

    @Test func keepsTheAreaUnderSqueezeAndRotation() {
        for nu in Catalogue.nuisances {
            for kind in BenchmarkClass.allCases {
                let moved = BenchmarkModel(settings: Catalogue.everything).kinematics(kind, at: nu)
                let area = moved.cholesky.l00 * moved.cholesky.l11
                #expect(abs(area / (kind.spread.x * kind.spread.y) - 1) < 1e-14)
            }
        }
    }

    @Test func stretchesClassAAlongX1WhenTheSqueezeIsPositive() {
        let model = BenchmarkModel()
        let up = BenchmarkNuisances(squeeze: 1)
        #expect(abs(model.kinematics(.a, at: up).cholesky.l00 - 0.9 * exp(0.2)) < 1e-15)
        #expect(abs(model.kinematics(.a, at: up).cholesky.l11 - 0.6 * exp(-0.2)) < 1e-15)
        #expect(abs(model.kinematics(.b, at: up).cholesky.l00 - 0.6 * exp(-0.2)) < 1e-15)
    }

    @Test func turnsTheLongAxisOfClassBCounterclockwise() {
        let model = BenchmarkModel(settings: BenchmarkSettings(rotScale: 0.25))
        let turned = model.kinematics(.b, at: BenchmarkNuisances(rotation: 1))
        // R diag(0.36, 0.16) Rᵀ with the angle 0.25.
        let (c, s) = (cos(0.25), sin(0.25))
        #expect(abs(turned.variance.x - (0.36 * c * c + 0.16 * s * s)) < 1e-15)
        #expect(abs(turned.covariance - 0.2 * c * s) < 1e-15)
        #expect(turned.mean == SIMD2(0.5, 0))
    }

    @Test func actsOnBothClassesAsMirrorImages() {
        let model = BenchmarkModel(settings: BenchmarkSettings(rotScale: 0.4, shiftDir: SIMD2(0.6, 0.8)))
        let nu = BenchmarkNuisances(shift: 0.7, squeeze: -0.4, rotation: 0.3)
        let mirrored = BenchmarkNuisances(shift: -0.7, squeeze: 0.4, rotation: -0.3)
        let (moved, reflected) = (model.kinematics(.a, at: nu), model.kinematics(.b, at: mirrored))
        let offsets = (moved.mean - BenchmarkClass.a.centroid) - (reflected.mean - BenchmarkClass.b.centroid)
        #expect((offsets * offsets).sum() < 1e-30)
        for x in Catalogue.points {
            let (left, right) = (model.score(x, .a, at: nu), model.score(x, .b, at: mirrored))
            #expect(left == right)
        }
        // At ν = 0 the classes differ in their kinematics only.
        #expect(model.score(SIMD2(0.3, 0.1), .a, at: .nominal) == model.score(SIMD2(0.3, 0.1), .b, at: .nominal))
    }

    @Test func movesTheScoreByTheTableOfTheMethod() {
        let model = BenchmarkModel()
        let x = SIMD2(0.7, -0.4)
        let nominal = model.score(x, .b, at: .nominal)
        #expect(abs(nominal.mean.x - (sin(1.05) - 0.12)) < 1e-15)
        #expect(abs(nominal.mean.y - (0.3 * 0.49 - 1.2 + 0.5 * sin(-0.4))) < 1e-15)
        #expect(abs(nominal.cholesky.l00 - log(1 + exp(0.38))) < 1e-15)
        #expect(abs(nominal.variance.y.squareRoot() - log(1 + exp(0.26))) < 1e-15)
        let correlation = nominal.covariance / (nominal.variance.x * nominal.variance.y).squareRoot()
        #expect(abs(correlation - 0.8 * tanh(0.15)) < 1e-15)
        let shifted = model.score(x, .b, at: BenchmarkNuisances(shift: 1))
        #expect(abs(shifted.mean.x - nominal.mean.x - 0.3 * tanh(0.7)) < 1e-15)
        #expect(abs(shifted.mean.y - nominal.mean.y + 0.3 * tanh(0.7)) < 1e-15)
        let squeezed = model.score(x, .a, at: BenchmarkNuisances(squeeze: 1))
        #expect(abs(squeezed.cholesky.l00 / nominal.cholesky.l00 - exp(-0.2)) < 1e-15)
        #expect(abs(squeezed.cholesky.l11 / nominal.cholesky.l11 - exp(0.2)) < 1e-15)
    }
}
