import Foundation
import Testing

@testable import SyntheticBenchmark

/// The triangular map between the densities at two ν.
@Suite struct TriangularTransportTests {
    private static let model = BenchmarkModel()
    private static let nominal = BenchmarkNuisances.nominal
    private static let moved = BenchmarkNuisances(shift: 0.7, squeeze: -1.3)

    /// Common random numbers: event number i at one ν becomes event number i at the other.
    @Test func takesAnEventToItselfAtTheOtherPoint() {
        for index in UInt64(0)..<200 {
            let from = Self.model.sample(index: index, at: Self.nominal, distorted: false, seed: 5)
            let to = Self.model.sample(index: index, at: Self.moved, distorted: false, seed: 5)
            let kinematics = Self.model.transportX(from.kind, from: Self.nominal, to: Self.moved)
            let x = kinematics.map(from.x) - to.x
            #expect(abs(x.x) < 1e-12 && abs(x.y) < 1e-12)
        }
    }

    /// p′(f(v)) · |∂f/∂v| = p(v), with |∂f/∂v| the product of the scales.
    @Test func keepsProbability() {
        let x = SIMD2(0.8, -0.4)
        for kind in BenchmarkClass.allCases {
            let transport = Self.model.transportY(x: x, kind, from: Self.nominal, to: Self.moved)
            let jacobian = transport.scale.x * transport.scale.y
            for y in [SIMD2(0.0, 0), SIMD2(1.3, -2), SIMD2(-0.7, 0.4)] {
                let image = transport.map(y)
                let before = Self.model.score(x, kind, at: Self.nominal).logDensity(at: y)
                let after = Self.model.score(x, kind, at: Self.moved).logDensity(at: image)
                #expect(abs(after + log(jacobian) - before) < 1e-12)
                let parts = transport.scale * y + transport.translation(at: y) - image
                #expect(abs(parts.x) < 1e-14 && abs(parts.y) < 1e-14)
                let back = Self.model.transportY(x: x, kind, from: Self.moved, to: Self.nominal).map(image) - y
                #expect(abs(back.x) < 1e-12 && abs(back.y) < 1e-12)
            }
        }
    }

    @Test func dependsOnTheFirstComponentOnlyInTheFirst() {
        let transport = Self.model.transportY(x: SIMD2(0.8, -0.4), .b, from: Self.nominal, to: Self.moved)
        #expect(transport.map(SIMD2(0.3, -1)).x == transport.map(SIMD2(0.3, 2)).x)
        #expect(transport.map(SIMD2(0.3, -1)).y != transport.map(SIMD2(0.9, -1)).y)
    }
}
