import Derivatives
import FlowReference
import Foundation
import TestSupport
import Testing

/// Derivatives carried forward, against derivatives taken by hand.
@Suite struct SecondOrderTests {
    let a: SecondOrder2
    let b: SecondOrder2

    init() {
        let variables = SecondOrder2.variables(at: [0.75, -1.25])
        (a, b) = (variables[0], variables[1])
    }

    func expect(
        _ number: SecondOrder2, _ value: Double, _ gradient: [Double], _ hessian: [Double],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = [number.value, number.gradient[0], number.gradient[1]] + number.hessianRows(2).flatMap { $0 }
        #expect(largestDifference(found, [value] + gradient + hessian) < 1e-14, sourceLocation: sourceLocation)
    }

    @Test func differentiatesSumsProductsAndQuotients() {
        let (x, y) = (0.75, -1.25)
        expect(a + b - 2.0 * a, y - x, [-1, 1], [0, 0, 0, 0])
        expect(a * b, x * y, [y, x], [0, 1, 1, 0])
        expect(a / b, x / y, [1 / y, -x / (y * y)], [0, -1 / (y * y), -1 / (y * y), 2 * x / (y * y * y)])
        expect(-(a.squared * b), -x * x * y, [-2 * x * y, -x * x], [-2 * y, -2 * x, -2 * x, 0])
        expect(b.magnitude, -y, [0, -1], [0, 0, 0, 0])
        var sum = a
        sum.add(3, times: b)
        expect(sum, x + 3 * y, [1, 3], [0, 0, 0, 0])
    }

    @Test func differentiatesElementaryFunctions() {
        let (x, e) = (0.75, exp(0.75 - 1.25))
        expect((a + b).exponential, e, [e, e], [e, e, e, e])
        expect(a.logarithm, log(x), [1 / x, 0], [-1 / (x * x), 0, 0, 0])
        let root = x.squareRoot()
        expect(a.squareRoot, root, [0.5 / root, 0], [-0.25 / (x * root), 0, 0, 0])
    }

    @Test func differentiatesTheLogarithmOfASumOfExponentials() {
        let (e, f) = (exp(0.75), exp(-1.25))
        let p = e / (e + f)
        let q = p * (1 - p)
        expect([a, b].logSumExp, log(e + f), [p, 1 - p], [q, -q, -q, q])
    }

    @Test func takesTheLogarithmOfSumsThatWouldOverflow() {
        #expect([1000.0, 1000.0].logSumExp == 1000 + log(2.0))
        #expect([-.infinity, -.infinity].logSumExp == -Double.infinity)
    }

    @Test func carriesThreeVariablesInFourLanes() {
        let v = SecondOrder4.variables(at: [2, 3, 5])
        let product = v[0] * v[1] * v[2]
        #expect((0..<4).map { product.gradient[$0] } == [15, 10, 6, 0])
        #expect(product.hessianRows(3) == [[0, 5, 3], [5, 0, 2], [3, 2, 0]])
    }
}
