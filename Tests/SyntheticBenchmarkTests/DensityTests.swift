import Foundation
import Testing

@testable import SyntheticBenchmark

struct DensityTests {
    @Test(arguments: Catalogue.models, Catalogue.nuisances)
    func integratesToOneOverX(model: BenchmarkModel, nu: BenchmarkNuisances) {
        for kind in BenchmarkClass.allCases {
            let integral = integrate(from: -9, to: 9, steps: 240) { exp(model.logDensityX($0, kind, at: nu)) }
            #expect(abs(integral - 1) < 1e-10)
        }
        let mixture = integrate(from: -9, to: 9, steps: 240) { exp(model.trueLogDensityX($0, at: nu)) }
        #expect(abs(mixture - 1) < 1e-10)
    }

    @Test(arguments: Catalogue.models, Catalogue.nuisances)
    func integratesToOneOverYWithAndWithoutDistortion(model: BenchmarkModel, nu: BenchmarkNuisances) {
        for kind in BenchmarkClass.allCases {
            for x in [SIMD2(0.1, -0.2), SIMD2(-1.4, 0.9), SIMD2(1.5, 0.7)] {
                for distorted in [false, true] {
                    let integral = integrate(from: -12, to: 12, steps: 400) {
                        exp(model.logDensityY($0, x: x, kind, at: nu, distorted: distorted))
                    }
                    #expect(abs(integral - 1) < 1e-9, "class \(kind), x \(x), distorted \(distorted): \(integral)")
                }
            }
        }
    }

    @Test(arguments: Catalogue.models, Catalogue.nuisances)
    func leavesTheDensityOfXWhenYIsIntegratedOut(model: BenchmarkModel, nu: BenchmarkNuisances) {
        let x = SIMD2(-0.4, 0.3)
        let marginal = integrate(from: -12, to: 12, steps: 400) {
            exp(model.trueLogDensity(x: x, y: $0, at: nu, distorted: true))
        }
        #expect(abs(marginal / exp(model.trueLogDensityX(x, at: nu)) - 1) < 1e-9)
    }

    @Test func isTheMeanOverClassesOfItsFactors() {
        let model = Catalogue.models[1]
        let (x, y, nu) = (SIMD2(0.4, -0.1), SIMD2(0.2, -0.8), Catalogue.nuisances[2])
        let sum = BenchmarkClass.allCases.reduce(0) { sum, kind in
            sum + 0.5 * exp(model.logDensityX(x, kind, at: nu))
                * exp(model.logDensityY(y, x: x, kind, at: nu, distorted: true))
        }
        #expect(abs(model.trueLogDensity(x: x, y: y, at: nu, distorted: true) - log(sum)) < 1e-13)
    }

    @Test func isTheNormalDensityOfItsMeanAndCovariance() {
        for model in Catalogue.models {
            for (nu, x) in zip(Catalogue.nuisances, Catalogue.points) {
                for kind in BenchmarkClass.allCases {
                    let kinematics = model.kinematics(kind, at: nu)
                    #expect(abs(kinematics.logDensity(at: x) - model.logDensityX(x, kind, at: nu)) < 1e-11)
                    let score = model.score(x, kind, at: nu)
                    let y = SIMD2(0.3, -0.5)
                    let direct = model.logDensityY(y, x: x, kind, at: nu, distorted: false)
                    #expect(abs(score.logDensity(at: y) - direct) < 1e-11)
                }
            }
        }
    }

    @Test func staysFiniteWhereBothClassesUnderflow() {
        let density = BenchmarkModel().trueLogDensity(
            x: SIMD2(60, -40), y: SIMD2(-500, 800), at: .paperTruth, distorted: true)
        #expect(density.isFinite)
        #expect(density < -1000)
    }
}
