import Foundation
import Testing

@testable import Inference

@Suite struct ConstraintsTests {
    /// A normal distribution of two nuisances with a correlation: −½ (ν₁² + ν₂² − 2ρν₁ν₂)/(1 − ρ²).
    struct CorrelatedNormal: Constraint {
        let nuisances: [String]
        let correlation: Double
        private var inverse: [[Double]] {
            let scale = 1 / (1 - correlation * correlation)
            return [[scale, -correlation * scale], [-correlation * scale, scale]]
        }

        func value(at values: [Double]) -> Double {
            zip(gradient(at: values), values).reduce(0) { $0 + $1.0 * $1.1 / 2 }
        }
        func gradient(at values: [Double]) -> [Double] {
            inverse.map { row in -zip(row, values).reduce(0) { $0 + $1.0 * $1.1 } }
        }
        func hessian(at values: [Double]) -> [[Double]] { inverse.map { $0.map { -$0 } } }
    }

    static let kinds: [Constraints] = [
        .unitNormal(["a", "b", "c"]),
        Constraints([NormalConstraint("c", mean: 0.4, width: 0.2)], of: ["a", "b", "c"]),
        Constraints(
            [
                CorrelatedNormal(nuisances: ["c", "a"], correlation: 0.6),
                LogNormalConstraint("b", median: 0.8, width: 0.5),
            ],
            of: ["a", "b", "c"]),
        Constraints(
            [CorrelatedNormal(nuisances: ["c", "d"], correlation: -0.3), NormalConstraint("e")], of: ["a", "b", "c"],
            fixed: ["d": 0.7, "e": 2]),
    ]

    @Test func isHalfASquareForUnitNormals() {
        let constraints = Constraints.unitNormal(["a", "b"])
        #expect(constraints.value(at: [3, -4]) == -12.5)
        #expect(constraints.gradient(at: [3, -4]) == [-3, 4])
        #expect(constraints.hessian(at: [3, -4]) == [[-1, 0], [0, -1]])
    }

    /// Errors of central differences shrink fourfold when their step is halved, or vanish.
    @Test(arguments: kinds.indices) func hasTheDerivativesOfItsValue(_ kind: Int) {
        let constraints = Self.kinds[kind]
        let point = [0.3, 1.2, -0.5]
        func errors(_ step: Double) -> [Double] {
            point.indices.flatMap { k in
                func moved(_ sign: Double) -> [Double] {
                    var moved = point
                    moved[k] += sign * step
                    return moved
                }
                let (up, down) = (moved(1), moved(-1))
                let slope = (constraints.value(at: up) - constraints.value(at: down)) / (2 * step)
                let bends = zip(constraints.gradient(at: up), constraints.gradient(at: down)).map {
                    ($0 - $1) / (2 * step)
                }
                return [slope - constraints.gradient(at: point)[k]]
                    + zip(bends, constraints.hessian(at: point)[k]).map(-)
            }
        }
        for (coarse, fine) in zip(errors(0.02), errors(0.01)) {
            #expect(abs(coarse) < 1e-10 || abs(coarse / fine - 4) < 0.05, "\(coarse) and \(fine)")
        }
    }

    @Test func leavesOutWhatActsOnFixedNuisancesAlone() {
        let constraints = Constraints([NormalConstraint("a"), NormalConstraint("b")], of: ["a"], fixed: ["b": 3])
        #expect(constraints.value(at: [0]) == 0 && constraints.terms.count == 1)
    }

    /// The likelihood of a mixture adds any constraint, and its Hessian between a shape and a normalization too.
    @Test func entersTheLikelihood() {
        let mixture = SmallMixture.base()
        let correlated = CorrelatedNormal(nuisances: ["shift", "background"], correlation: 0.5)
        func term(_ constraints: [any Constraint]) -> ExtendedTerm {
            ExtendedTerm(
                yields: mixture.yields, space: NuisanceSpace(mixture: mixture, constraints: constraints), observed: 60)
        }
        let (free, held) = (term([]), term([correlated]))
        let point = [0.4, 0.1, -0.2, 0.6]
        let added = correlated.value(at: [0.4, 0.6])
        #expect(abs(held.value(at: point) - free.value(at: point) - added) < 1e-12)
        let slopes = [free, held].map { $0.gradient(at: point, nuisances: [0, 0], classes: [30, 30]) }
        for (place, expected) in [(0, 0), (1, nil), (2, nil), (3, 1)] as [(Int, Int?)] {
            let slope = expected.map { correlated.gradient(at: [0.4, 0.6])[$0] } ?? 0
            #expect(abs(slopes[1][place] - slopes[0][place] - slope) < 1e-12)
        }
        let zeros = [[0.0, 0], [0, 0]]
        let bends = [free, held].map {
            $0.hessian(at: point, nuisances: zeros, classes: [30, 30], mixed: zeros, covariance: zeros)
        }
        #expect(abs(bends[1][0][3] - bends[0][0][3] - correlated.hessian(at: [0, 0])[0][1]) < 1e-12)
        #expect(bends[1][1] == bends[0][1])
    }

    /// Whatever the constraint: what a surface holds of it is taken away.
    @Test func isTakenOutOfASurface() {
        let window = [0.5...1.5, -1...1]
        let constraints = Constraints([LogNormalConstraint("a", median: 1, width: 1)], of: ["a", "b"])
        func logLikelihood(_ point: [Double]) -> Double { -4 * point[0] * point[0] - point[0] * point[1] }
        let held = ChebyshevSurface(window: window, nodes: 5) { logLikelihood($0) + constraints.value(at: $0) }
        for point in [[0.6, 0.3], [1.4, -0.8]] {
            #expect(abs(held.without(constraints).value(at: point) - logLikelihood(point)) < 1e-12)
        }
    }
}

extension Constraints {
    /// −½ν² of every nuisance.
    static func unitNormal(_ nuisances: [String]) -> Constraints {
        Constraints(nuisances.map { NormalConstraint($0) }, of: nuisances)
    }
}
