import Foundation
import Testing

@testable import Inference

@Suite struct GaussLegendreTests {
    /// Abramowitz and Stegun 1964, table 25.4, n = 6.
    @Test func hasTheTabulatedNodesAndWeights() {
        let rule = GaussLegendre(count: 6)
        let table = [
            (0.238619186083197, 0.467913934572691), (0.661209386466265, 0.360761573048139),
            (0.932469514203152, 0.171324492379170),
        ]
        for (place, (node, weight)) in table.enumerated() {
            #expect(abs(rule.nodes[3 + place] - node) < 1e-15)
            #expect(abs(rule.nodes[2 - place] + node) < 1e-15)
            #expect(abs(rule.weights[3 + place] - weight) < 1e-15)
            #expect(abs(rule.weights[2 - place] - weight) < 1e-15)
        }
    }

    /// ∫x^d = 2/(d + 1) for even d and 0 for odd d, up to d = 2n − 1 and no further.
    @Test(arguments: [1, 2, 3, 5, 8, 16, 32])
    func integratesPolynomialsExactly(_ count: Int) {
        let rule = GaussLegendre(count: count)
        func moment(_ degree: Int) -> Double {
            zip(rule.nodes, rule.weights).reduce(0) { $0 + $1.1 * pow($1.0, Double(degree)) }
        }
        for degree in 0..<2 * count {
            #expect(abs(moment(degree) - (degree % 2 == 0 ? 2 / Double(degree + 1) : 0)) < 1e-14 * Double(count))
        }
        if count < 6 { #expect(abs(moment(2 * count) - 2 / Double(2 * count + 1)) > 1e-4) }
    }
}
