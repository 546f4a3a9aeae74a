import Foundation
import Testing

@testable import SyntheticBenchmark

struct DistortionTests {
    @Test(arguments: Catalogue.models, Catalogue.nuisances)
    func isUndoneByItsInverse(model: BenchmarkModel, nu: BenchmarkNuisances) {
        for x in Catalogue.points {
            for kind in BenchmarkClass.allCases {
                let distortion = model.distortion(x, kind, at: nu)
                for y in Catalogue.points {
                    let there = distortion.inverse(distortion.forward(y)) - y
                    let back = distortion.forward(distortion.inverse(y)) - y
                    #expect((there * there).sum() < 1e-28 && (back * back).sum() < 1e-28)
                }
            }
        }
    }

    @Test(arguments: Catalogue.models, Catalogue.nuisances)
    func hasTheJacobianOfItsDifferences(model: BenchmarkModel, nu: BenchmarkNuisances) {
        for x in Catalogue.points {
            for kind in BenchmarkClass.allCases {
                let distortion = model.distortion(x, kind, at: nu)
                let (column0, column1) = distortion.jacobian
                // D is linear in y, so that central differences are exact at any step.
                let difference0 = (distortion.forward(SIMD2(1.5, 2)) - distortion.forward(SIMD2(-0.5, 2))) / 2
                let difference1 = (distortion.forward(SIMD2(-1, 3.5)) - distortion.forward(SIMD2(-1, 1.5))) / 2
                let error = (difference0 - column0, difference1 - column1)
                #expect((error.0 * error.0).sum() < 1e-28 && (error.1 * error.1).sum() < 1e-28)
                let determinant = column0.x * column1.y - column0.y * column1.x
                #expect(abs(log(abs(determinant)) - distortion.logDeterminant) < 1e-14)
            }
        }
    }

    @Test func rotatesFirstAndShearsTheRotatedScore() {
        let x = SIMD2(0.7, -0.4)
        let y = SIMD2(0.9, -1.6)
        let settings = BenchmarkSettings(strength: 0.3, distShift: 0.5, distSqueeze: 2)
        let nu = BenchmarkNuisances(shift: 0.4, squeeze: 0.3)
        let image = BenchmarkModel(settings: settings).distortion(x, .a, at: nu).forward(y)
        let angle = -(1 + 0.5 * 0.4) * 2 * 0.3 / (0.7 * 0.65.squareRoot() + 0.5) * tanh(1.4)
        let turned = SIMD2(cos(angle) * y.x - sin(angle) * y.y, sin(angle) * y.x + cos(angle) * y.y)
        let shear = -0.1 * (1 + 2 * 0.3) * (turned.x - turned.y)
        #expect(abs(image.x - turned.x - shear) < 1e-15)
        #expect(abs(image.y - turned.y + shear) < 1e-15)
    }

    @Test func ignoresTheNuisancesAtThePapersSettings() {
        let x = SIMD2(0.2, 0.5)
        let images = Catalogue.nuisances.map { BenchmarkModel().distortion(x, .b, at: $0).forward(SIMD2(1, 2)) }
        #expect(images[0] == images[1] && images[1] == images[2])
    }
}
