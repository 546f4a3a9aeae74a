import Testing

@testable import Inference

@Suite struct BoxMaximizerTests {
    let window: [ClosedRange<Double>] = [-1...1, -2...2]

    func maximizer(nodes: Int = 5, _ function: ([Double]) -> Double) -> BoxMaximizer {
        BoxMaximizer(surface: ChebyshevSurface(window: window, nodes: nodes, function: function))
    }

    @Test func findsAMaximumInside() {
        let maximum = maximizer { 3 - ($0[0] - 0.3) * ($0[0] - 0.3) - $0[0] * $0[1] - 2 * $0[1] * $0[1] }
            .maximize(from: [-0.9, 1.9])
        // 2(x − 0.3) = −y and 4y = −x.
        #expect(abs(maximum.point[0] - 2.4 / 7) < 1e-9)
        #expect(abs(maximum.point[1] + 0.6 / 7) < 1e-9)
        #expect(maximum.atEdge.isEmpty)
        #expect(maximum.converged)
    }

    @Test func restsAtAnEdgeAndSaysSo() {
        let maximum = maximizer { 2 * $0[0] - ($0[1] - 0.5) * ($0[1] - 0.5) }.maximize(from: [0, 0])
        #expect(maximum.point[0] == 1)
        #expect(abs(maximum.point[1] - 0.5) < 1e-9)
        #expect(maximum.atEdge == [0])
        #expect(maximum.converged)
    }

    @Test func movesAlongAnEdgeWhereTheCoordinatesAreCorrelated() {
        // The free maximum is at (2, 3); at x = 1 the best y is 3 − 0.9 · 1.
        let maximum = maximizer { point in
            let (x, y) = (point[0] - 2, point[1] - 2.4)
            return -x * x + 1.8 * x * y - y * y
        }
        .maximize(from: [0, 0])
        #expect(maximum.point[0] == 1)
        #expect(abs(maximum.point[1] - 1.5) < 1e-9)
        #expect(maximum.converged)
    }

    @Test(arguments: [[0.0, 0.0], [1, -1.5], [-1, 2], [0.99, -2]])
    func reachesTheSameMaximumFromEverywhere(_ start: [Double]) {
        // Strongly correlated, its maximum close to an edge, with a cubic term.
        let maximum = maximizer { point in
            let (x, y) = (point[0] - 0.95, point[1] - 1.9)
            return -x * x + 1.9 * x * y - y * y - 0.02 * x * x * x
        }
        .maximize(from: start)
        #expect(abs(maximum.point[0] - 0.95) < 1e-7)
        #expect(abs(maximum.point[1] - 1.9) < 1e-7)
        #expect(maximum.converged)
    }

    @Test func leavesASaddle() {
        func isAtTop(_ maximum: BoxMaximizer.Maximum) -> Bool {
            abs(abs(maximum.point[0]) - 0.5) < 1e-6 && abs(maximum.point[1]) < 1e-6
        }
        // Maxima at (±½, 0) with a saddle between them, where the gradient is zero.
        let double = maximizer { 2 * $0[0] * $0[0] * (0.5 - $0[0] * $0[0]) * 2 - $0[1] * $0[1] }
        #expect(isAtTop(double.maximize(from: [0, 0])))
        #expect(isAtTop(double.maximize(from: [1e-3, 0.5])))
        // xy, exactly: a gradient of zero, no second derivative along an axis, the maxima in two corners.
        let product = ChebyshevSurface(window: [-1...1, -1...1], nodes: 2, coefficients: [0, 0, 0, 1])
        let corner = BoxMaximizer(surface: product).maximize(from: [0, 0])
        #expect(corner.value == 1)
        #expect(corner.atEdge == [0, 1])
    }

    @Test func keepsFixedCoordinates() {
        let maximum = maximizer { -($0[0] - $0[1]) * ($0[0] - $0[1]) }.maximize(from: [0, 0], fixed: [1: 0.75])
        #expect(maximum.point[1] == 0.75)
        #expect(abs(maximum.point[0] - 0.75) < 1e-9)
        #expect(maximum.atEdge.isEmpty)
        let all = maximizer { $0[0] + $0[1] }.maximize(from: [0, 0], fixed: [0: 1, 1: 0.5])
        #expect(all.point == [1, 0.5])
        #expect(all.atEdge.isEmpty)
    }
}
