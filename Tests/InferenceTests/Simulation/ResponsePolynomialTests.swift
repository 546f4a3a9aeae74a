import Flows
import Statistics
import Testing

@testable import Inference

/// What templates count for between them, against polynomials that are known.
@Suite struct ResponsePolynomialTests {
    private static func of(
        _ nuisances: Int, pairs: [NuisancePair] = [], damping: Double = 0.01, crossOrder: CrossOrder = .third
    ) -> ResponsePolynomial {
        ResponsePolynomial(
            centers: Array(repeating: 0, count: nuisances), scales: Array(repeating: 1, count: nuisances), pairs: pairs,
            damping: damping, crossDamping: 0.1, crossOrder: crossOrder)
    }

    private static func expectEqual(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-9) {
        #expect(a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < tolerance }, "\(a), \(b)")
    }

    @Test(arguments: [0.001, 0.01, 1], [-1.5, -0.5, 0, 0.3, 1]) func ofOneNuisanceAreLagranges(
        _ damping: Double, _ nu: Double
    ) {
        let weights = Self.of(1, damping: damping).weights(of: [[1], [-1]], at: [nu])
        Self.expectEqual(weights, [nu * (nu + 1) / 2, nu * (nu - 1) / 2])
        #expect(abs(1 - weights.reduce(0, +) - (1 - nu * nu)) < 1e-9)
    }

    @Test func ofSeveralNuisancesAddUp() {
        let weights = Self.of(2).weights(of: [[1, 0], [-1, 0], [0, 2], [0, -1]], at: [0.4, -0.6])
        let first = Self.of(1).weights(of: [[1], [-1]], at: [0.4])
        let second = Self.of(1).weights(of: [[2], [-1]], at: [-0.6])
        Self.expectEqual(weights, first + second)
    }

    /// The four coefficients of single nuisances and the three of their pair are determined by eight points, and so is what
    /// they give elsewhere.
    @Test func giveBackWhatTheTermsCanFollow() {
        let values = [-1.0, 0, 1]
        let templates = values.flatMap { first in values.map { [first, $0] } }.filter { $0 != [0, 0] }
        func response(_ nu: [Double]) -> Double {
            let (a, b) = (nu[0], nu[1])
            return 0.7 * a - 0.2 * a * a + 1.1 * b + 0.4 * b * b - 0.5 * a * b + 0.3 * a * b * b - 0.9 * a * a * b
        }
        let polynomial = Self.of(2, pairs: [NuisancePair(0, 1)])
        for nu in [[0.5, -0.5], [0.2, 0.9], [-1.3, 0.4]] {
            let weights = polynomial.weights(of: templates, at: nu)
            let found = zip(weights, templates).reduce(0) { $0 + $1.0 * response($1.1) }
            #expect(abs(found - response(nu)) < 1e-9)
        }
    }

    @Test func atATemplateOnlyThatCounts() {
        let templates = [[1.0, 0], [-1, 0], [0, 1], [0, -1], [1, 1]]
        let polynomial = Self.of(2, pairs: [NuisancePair(0, 1)], crossOrder: .second)
        for (place, nu) in templates.enumerated() {
            Self.expectEqual(
                polynomial.weights(of: templates, at: nu), templates.indices.map { $0 == place ? 1 : 0 })
        }
    }

    /// With one template the quadratic term is free, and the smallest coefficients leave next to nothing in it.
    @Test func ofOneSidedTemplatesAreNearlyStraight() {
        for nu in [-1.0, 0.3, 2] {
            let weight = Self.of(1).weights(of: [[1]], at: [nu])[0]
            #expect(abs(weight - (nu + 1e-4 * nu * nu) / (1 + 1e-4)) < 1e-9)
        }
    }

    /// More templates than terms: the least squares of the normal equations; twice the same template counts twice.
    @Test func ofManyTemplatesAreLeastSquares() throws {
        let points = [-1.0, -0.5, 0.5, 1, 2, 2]
        let rows = points.map { [$0, 0.01 * $0 * $0] }
        let normal = (0..<2).map { j in (0..<2).map { k in rows.reduce(0) { $0 + $1[j] * $1[k] } } }
        let factor = try #require(CholeskyFactor(normal))
        for nu in [-0.7, 0.25, 1.5] {
            let solution = factor.solve([nu, 0.01 * nu * nu])
            let expected = rows.map { zip($0, solution).reduce(0) { $0 + $1.0 * $1.1 } }
            Self.expectEqual(Self.of(1).weights(of: points.map { [$0] }, at: [nu]), expected, 1e-8)
        }
    }

    @Test func respectCentersAndScales() {
        let polynomial = ResponsePolynomial(centers: [0.5], scales: [2], damping: 0.01)
        Self.expectEqual(polynomial.weights(of: [[2.5], [-1.5]], at: [1.5]), [0.5 * 1.5 / 2, -0.5 * 0.5 / 2])
    }
}
