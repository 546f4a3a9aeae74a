import Foundation
import RandomStreams
import Testing

@testable import SyntheticBenchmark

struct SamplingTests {
    @Test func isAPureFunctionOfSeedAndIndex() {
        let model = Catalogue.models[1]
        let nu = Catalogue.nuisances[2]
        let all = model.events(0..<200, at: nu, distorted: true, seed: 5)
        let later = model.events(100..<200, at: nu, distorted: true, seed: 5)
        #expect(Array(all.x0[100...]) == later.x0 && Array(all.y1[100...]) == later.y1)
        #expect(Array(all.classes[100...]) == later.classes)
        for index in [0, 17, 199] {
            let event = model.sample(index: UInt64(index), at: nu, distorted: true, seed: 5)
            #expect(Float(event.x.x) == all.x0[index] && Float(event.x.y) == all.x1[index])
            #expect(Float(event.y.x) == all.y0[index] && Float(event.y.y) == all.y1[index])
            #expect(event.kind.rawValue == all.classes[index])
        }
        #expect(model.events(0..<200, at: nu, distorted: true, seed: 6).x0 != all.x0)
        #expect(model.events(0..<200, at: nu, distorted: true, seed: 5, purpose: "validation").x0 != all.x0)
    }

    @Test func sharesClassAndNormalNumbersBetweenNuisances() {
        let model = BenchmarkModel(settings: BenchmarkSettings(rotScale: 0.3))
        let nu = BenchmarkNuisances(shift: 0.5, squeeze: -0.5, rotation: 0.8)
        for index in UInt64(0)..<50 {
            let nominal = model.sample(index: index, at: .nominal, distorted: false, seed: 1)
            let moved = model.sample(index: index, at: nu, distorted: false, seed: 1)
            #expect(nominal.kind == moved.kind)
            // The systematic effect by hand: turn and squeeze about the centroid, then shift.
            let sign = nominal.kind.sign
            let offset = nominal.x - nominal.kind.centroid
            let (c, s) = (cos(sign * 0.24), sin(sign * 0.24))
            let turned = SIMD2(c * offset.x - s * offset.y, s * offset.x + c * offset.y)
            let squeezed = turned * SIMD2(exp(sign * 0.1), exp(-sign * 0.1))
            let difference = moved.x - (squeezed + nominal.kind.centroid + SIMD2(sign * 0.15, 0))
            #expect((difference * difference).sum() < 1e-28)
            let (before, after) = (
                model.score(nominal.x, nominal.kind, at: .nominal), model.score(moved.x, moved.kind, at: nu)
            )
            let normals = (
                (nominal.y.x - before.mean.x) / before.cholesky.l00, (moved.y.x - after.mean.x) / after.cholesky.l00
            )
            #expect(abs(normals.0 - normals.1) < 1e-13)
        }
    }

    @Test func distortsTheSimulatedScore() {
        let model = Catalogue.models[1]
        let nu = Catalogue.nuisances[1]
        for index in UInt64(0)..<20 {
            let simulated = model.sample(index: index, at: nu, distorted: false, seed: 2)
            let data = model.sample(index: index, at: nu, distorted: true, seed: 2)
            #expect(data.x == simulated.x && data.kind == simulated.kind)
            #expect(data.y == model.distortion(data.x, data.kind, at: nu).forward(simulated.y))
        }
    }

    @Test(arguments: Catalogue.models)
    func hasTheMomentsOfTheKinematics(model: BenchmarkModel) {
        let nu = Catalogue.nuisances[2]
        let events = model.events(0..<100_000, at: nu, distorted: false, seed: 8)
        for kind in BenchmarkClass.allCases {
            let members = events.classes.indices.filter { events.classes[$0] == kind.rawValue }
            let count = Double(members.count)
            // Binomial with variance N/4.
            #expect(abs(count - 50_000) < 5 * 25_000.0.squareRoot())
            let expected = model.kinematics(kind, at: nu)
            let sum = members.reduce(SIMD2<Double>.zero) { $0 + events.x($1) - expected.mean } / count
            let squares = members.reduce(SIMD2<Double>.zero) {
                let offset = events.x($1) - expected.mean
                return $0 + offset * offset
            }
            let cross = members.reduce(0) {
                let offset = events.x($1) - expected.mean
                return $0 + offset.x * offset.y / count
            }
            let variance = expected.variance
            #expect(abs(sum.x) < 5 * (variance.x / count).squareRoot())
            #expect(abs(sum.y) < 5 * (variance.y / count).squareRoot())
            #expect(abs(squares.x / count / variance.x - 1) < 5 * (2 / count).squareRoot())
            #expect(abs(squares.y / count / variance.y - 1) < 5 * (2 / count).squareRoot())
            let spread = variance.x * variance.y + expected.covariance * expected.covariance
            #expect(abs(cross - expected.covariance) < 5 * (spread / count).squareRoot())
        }
    }

    /// Undistorted and whitened by the known density, the score is standard normal.
    @Test func whitensToStandardNormalScores() {
        let model = Catalogue.models[1]
        let nu = Catalogue.nuisances[2]
        let count = 20_000
        var (mean, square) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
        var cross = 0.0
        for index in 0..<UInt64(count) {
            let event = model.sample(index: index, at: nu, distorted: true, seed: 4)
            let y = model.distortion(event.x, event.kind, at: nu).inverse(event.y)
            let normal = model.score(event.x, event.kind, at: nu)
            let first = (y.x - normal.mean.x) / normal.cholesky.l00
            let second = (y.y - normal.mean.y - normal.cholesky.l10 * first) / normal.cholesky.l11
            mean += SIMD2(first, second) / Double(count)
            square += SIMD2(first * first, second * second) / Double(count)
            cross += first * second / Double(count)
        }
        let unit = 1 / Double(count).squareRoot()
        #expect(abs(mean.x) < 5 * unit && abs(mean.y) < 5 * unit && abs(cross) < 5 * unit)
        #expect(abs(square.x - 1) < 5 * 2.0.squareRoot() * unit)
        #expect(abs(square.y - 1) < 5 * 2.0.squareRoot() * unit)
    }
}
