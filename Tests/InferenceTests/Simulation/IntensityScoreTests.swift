import Foundation
import Testing

@testable import Inference

/// Its components against differences of ln λ, of two classes of known density.
@Suite struct IntensityScoreTests {
    private static let yields = Yields(
        nominal: [300, 100],
        sources: [
            LogNormalResponse(name: "lumi", uncertainty: 0.1, response: [1, 0.5]),
            LinearResponse(name: "mu", response: [1, 0]),
            // The same coordinate as the shape.
            LogNormalResponse(name: "shift", uncertainty: 0.05, response: [-1, 1]),
        ])
    private static let normal = NormalMixture(yields: yields)
    private static let space = NuisanceSpace(mixture: normal.mixture, fixed: [:])

    private static func logDensity(_ c: Int, _ x: Double, _ nu: [Double]) -> Double {
        let (mean, deviation) = normal.kinematics(c, nu)
        let z = (x - mean) / deviation
        return -0.5 * z * z - log(deviation)
    }

    private static func intensity(_ x: Double, _ point: [Double]) -> Double {
        let (nu, theta) = space.expand(point)
        let expected = yields.expected(theta)
        return expected.indices.reduce(0) { $0 + expected[$1] * exp(logDensity($1, x, nu)) }
    }

    /// A strength may be negative, as long as the other class makes up for it.
    @Test(arguments: [[0.3, -0.2, 0.5, 0.8], [-0.4, 0.1, -1, 0], [-0.9, 0, 0.2, -0.01]]) func isTheSlope(
        _ point: [Double]
    ) {
        #expect(Self.space.profiled == ["shift", "stretch", "lumi", "mu"])
        let (nu, _) = Self.space.expand(point)
        let events = [-1.0, 0, 1.5].filter { Self.intensity($0, point) > 0 }
        #expect(!events.isEmpty)
        let step = 1e-5
        func difference(_ values: [Double], _ k: Int, _ body: ([Double]) -> Double) -> Double {
            func moved(_ by: Double) -> [Double] { values.indices.map { values[$0] + ($0 == k ? by : 0) } }
            return (body(moved(step)) - body(moved(-step))) / (2 * step)
        }
        let score = IntensityScore(yields: Self.yields, space: Self.space, point: point)
        let found = score.values(
            logDensities: (0..<2).map { c in events.map { Self.logDensity(c, $0, nu) } },
            gradients: (0..<2).map { c in
                nu.indices.map { k in events.map { x in difference(nu, k) { Self.logDensity(c, x, $0) } } }
            })
        for (event, x) in events.enumerated() {
            for k in point.indices {
                let expected = difference(point, k) { log(Self.intensity(x, $0)) }
                #expect(
                    abs(found[k][event] - expected) < 1e-6 * max(1, abs(expected)),
                    "\(k): \(found[k][event]), \(expected)")
            }
        }
        #expect(score.expected == Self.yields.expected(Self.space.expand(point).theta))
    }
}
