import Foundation

@testable import Inference

/// Members whose log-likelihoods are known functions of two nuisances.
enum SmallEnsemble {
    static let names = ["shift", "squeeze"]
    static let window: [ClosedRange<Double>] = [-1...1.5, -1.5...0.5]

    /// ℓ_b = offset − ½ (ν − ν̂)ᵀ H (ν − ν̂).
    struct Parabola {
        let offset: Double
        let bestFit: [Double]
        let hessian: [[Double]]

        func logLikelihood(_ point: [Double]) -> Double {
            let d = zip(point, bestFit).map(-)
            let squares = hessian[0][0] * d[0] * d[0] + hessian[1][1] * d[1] * d[1]
            return offset - squares / 2 - hessian[1][0] * d[0] * d[1]
        }

        var surface: ChebyshevSurface { ChebyshevSurface(window: window, nodes: 4, function: logLikelihood) }
    }

    static let parabolas = [
        Parabola(offset: 3, bestFit: [0.2, -0.4], hessian: [[30, 6], [6, 20]]),
        Parabola(offset: 2.2, bestFit: [0.35, -0.5], hessian: [[26, -4], [-4, 24]]),
        Parabola(offset: 3.4, bestFit: [0.1, -0.3], hessian: [[34, 2], [2, 18]]),
    ]

    /// With cubic and quartic terms, and numbers of nodes that differ.
    static let bent: [ChebyshevSurface] = parabolas.enumerated().map { index, parabola in
        ChebyshevSurface(window: window, nodes: 5 + index) { point in
            let (a, b) = (point[0] - parabola.bestFit[0], point[1] - parabola.bestFit[1])
            return parabola.logLikelihood(point) + Double(index + 1) * a * a * b - 2 * b * b * b * b
        }
    }

    static func members(_ surfaces: [ChebyshevSurface] = bent) -> MemberSurfaces {
        MemberSurfaces(nuisances: names, surfaces: surfaces)
    }

    /// Points of the window, its edges among them.
    static let grid: [[Double]] = {
        let (first, second) = (axis(window[0]), axis(window[1]))
        return first.flatMap { first in second.map { [first, $0] } }
    }()

    /// Nine values across a range.
    static func axis(_ range: ClosedRange<Double>) -> [Double] {
        (0...8).map { range.lowerBound + Double($0) / 8 * 2 * range.halfWidth }
    }
}
