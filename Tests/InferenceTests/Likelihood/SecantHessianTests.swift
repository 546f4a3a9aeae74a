import FlowKernels
import Foundation
import Testing

@testable import Inference

/// Second derivatives across ±1σ, on functions whose width is known.
@Suite struct SecantHessianTests {
    private static let open = [Double.infinity, Double.infinity]

    private func rows(
        at point: [Double], longest: [Double] = open, from first: [[Double]],
        _ gradient: ([Double]) -> [Double]
    ) -> [[Double]] {
        SecantHessian(point: point, longest: longest).rows(from: first) { (place) throws(Never) in gradient(place) }
    }

    /// Cubic terms cancel, whatever the first steps.
    @Test(arguments: [[[-30.0, 0], [0, -2]], [[-1e-4, 5], [5, 0]], [[4, 0], [0, 1e9]]])
    func hasTheHessianOfAPolynomial(_ first: [[Double]]) {
        // ln L = −½ (30 a² + 4 ab + 2 b²) + 7 a³ − b³.
        let found = rows(at: [0.1, -0.2], from: first) { place in
            let (a, b) = (place[0], place[1])
            return [-30 * a - 2 * b + 21 * a * a, -2 * a - 2 * b - 3 * b * b]
        }
        // At (0.1, −0.2): 42 a = 4.2 and −6 b = 1.2 are added to the diagonal.
        let expected = [[-25.8, -2], [-2, -0.8]]
        for k in 0..<2 { for l in 0..<2 { #expect(abs(found[k][l] - expected[k][l]) < 1e-9, "\(found)") } }
    }

    /// ln L of straight pieces, ten within σ, which follow a parabola: no second derivative sees it bend.
    @Test(arguments: [0.0, 1e-3, -5, 40]) func seesTheWidthOfWhatHasKinksOnly(_ pointwise: Double) {
        let sigma = 0.07
        func slope(_ x: Double) -> Double {
            let piece = sigma / 10
            return -((x / piece).rounded(.down) + 0.5) * piece / (sigma * sigma)
        }
        let found = rows(at: [0.3 * sigma], longest: [1], from: [[-pointwise]]) { [slope($0[0])] }
        #expect(abs(-found[0][0] * sigma * sigma - 1) < 0.1, "\(found)")
    }

    @Test func staysWithinConstraintsAndWhereGradientsAreFinite() {
        var farthest = 0.0
        let found = rows(at: [0, 0], longest: [0.5, .infinity], from: [[-1e-6, 0], [0, -1e-6]]) { place in
            farthest = max(farthest, abs(place[0]))
            return [-1e-6 * place[0], abs(place[1]) > 0.2 ? .nan : -9 * place[1]]
        }
        #expect(farthest == 0.5)
        #expect(abs(found[1][1] + 9) < 1e-9)
        // Nowhere finite: what was known before.
        let unknown = rows(at: [0], longest: [1], from: [[-3]]) { _ in [.nan] }
        #expect(unknown == [[-3]])
    }

    /// Of normal densities, whose ln L has no kinks, it is the exact Hessian but for fourth derivatives; and the same bits
    /// for any number of threads.
    @Test func agreesWithTheExactHessianOfSmoothDensities() {
        let workers = Workers(threads: 2)
        let mixture = NormalMixture().mixture
        let space = NuisanceSpace(mixture: mixture)
        let likelihood = ExtendedLikelihood(
            mixture: mixture, space: space,
            data: mixture.sample(events: 4000, nuisances: [0.1, -0.2], theta: [], seed: 3, workers: workers),
            workers: workers)
        let point = [0.1, -0.2]
        let exact = likelihood.hessian(at: point, workers: workers)
        let found = likelihood.derivatives(at: point, workers: workers)
        #expect(found.value == exact.value && found.gradient == exact.gradient)
        for k in point.indices {
            for l in point.indices {
                let scale = (exact.hessian[k][k] * exact.hessian[l][l]).squareRoot()
                #expect(abs(found.hessian[k][l] - exact.hessian[k][l]) < 0.01 * scale, "\(k), \(l)")
            }
        }
        #expect(likelihood.derivatives(at: point, workers: Workers(threads: 3)) == found)
    }

    @Test func saysHowFarItIsAndStopsWhereAsked() {
        struct Stop: Error {}
        let workers = Workers(threads: 1)
        let mixture = NormalMixture().mixture
        let likelihood = ExtendedLikelihood(
            mixture: mixture, space: NuisanceSpace(mixture: mixture),
            data: mixture.sample(events: 200, nuisances: [0, 0], theta: [], seed: 3, workers: workers),
            workers: workers)
        var shares: [Double] = []
        _ = likelihood.derivatives(at: [0, 0], workers: workers) { (share) throws(Never) in shares.append(share) }
        #expect(shares.count >= 5 && shares == shares.sorted() && shares.last == 1)
        #expect(throws: Stop.self) {
            try likelihood.derivatives(at: [0, 0], workers: workers) { share in if share > 0.5 { throw Stop() } }
        }
    }
}
