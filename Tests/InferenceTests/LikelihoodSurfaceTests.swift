import Foundation
import Testing

@testable import Inference

@Suite struct LikelihoodSurfaceTests {
    let window: [ClosedRange<Double>] = [-1...1, -0.5...0.5]

    /// The largest error of −2 ln L on a fine grid that includes the edges.
    func largestError(_ surface: ChebyshevSurface, _ function: ([Double]) -> Double) -> Double {
        let fractions = stride(from: 0.0, through: 1, by: 0.02)
        return fractions.flatMap { first in
            fractions.map { second in
                let point = zip(window, [first, second]).map { $0.lowerBound + $1 * 2 * $0.halfWidth }
                return 2 * abs(surface.value(at: point) - function(point))
            }
        }.max() ?? .nan
    }

    @Test func isExactForAPolynomialAtOnce() throws {
        let function: ([Double]) -> Double = { -3 * $0[0] * $0[0] + $0[0] * $0[1] - $0[1] * $0[1] * $0[1] * $0[1] }
        let result = try LikelihoodSurface(window: window, tolerance: 1e-6, seed: 1) { $0.map(function) }
        #expect(result.converged)
        #expect(result.error < 1e-12)
        #expect(result.surface.nodes == 6)
        #expect(largestError(result.surface, function) < 1e-12)
    }

    @Test(arguments: [1e-1, 1e-3])
    func takesNodesUntilTheToleranceIsMet(_ tolerance: Double) throws {
        let function: ([Double]) -> Double = { 20 / (1.5 + $0[0] + 0.5 * $0[1]) }
        let result = try LikelihoodSurface(window: window, tolerance: tolerance, maximumNodes: 21, seed: 1) {
            $0.map(function)
        }
        #expect(result.converged)
        #expect(result.surface.nodes > 6)
        #expect(result.error <= tolerance)
        // Points never seen may be somewhat worse than those that were checked, not worse by far.
        #expect(largestError(result.surface, function) < 3 * tolerance)
    }

    @Test func reportsAKinkAsNotConverged() throws {
        let function: ([Double]) -> Double = { -30 * abs($0[0] - 0.98) - $0[1] * $0[1] }
        let result = try LikelihoodSurface(window: window, tolerance: 1e-3, seed: 1) { $0.map(function) }
        #expect(!result.converged)
        #expect(result.surface.nodes == 12)
        let largest = largestError(result.surface, function)
        #expect(result.error > 1e-3)
        #expect(result.error <= largest * (1 + 1e-9))
        #expect(result.error > largest / 10)
    }

    @Test func reportsWhatIsNotANumberAsNotConverged() throws {
        let result = try LikelihoodSurface(window: window, tolerance: 1e-3, seed: 1) {
            $0.map { $0[0] < -0.9 ? .nan : 0 }
        }
        #expect(!result.converged)
        #expect(result.error.isNaN)
    }

    @Test func countsEvaluations() throws {
        var calls = 0
        let result = try LikelihoodSurface(window: window, tolerance: 1e-6, seed: 1) { points in
            calls += points.count
            return points.map { _ in 1 }
        }
        // Four corners, four random points, six nodes squared.
        #expect(result.evaluations == 8 + 36)
        #expect(calls == result.evaluations)
    }

    @Test func stopsWhereTheLikelihoodThrows() {
        struct Stop: Error {}
        var calls = 0
        #expect(throws: Stop.self) {
            try LikelihoodSurface(window: window, tolerance: 1e-6, seed: 1) { points in
                calls += 1
                if calls == 2 { throw Stop() }
                return points.map { _ in 1 }
            }
        }
        #expect(calls == 2)
    }

    @Test func membersTakeAsManyNodesAsEachOfThemNeeds() throws {
        func member(_ index: Int, _ point: [Double]) -> Double {
            20 / (1.5 + point[0] + 0.5 * point[1]) * Double(index)
        }
        var calls = [0, 0, 0]
        let tolerance = 1e-3
        let surfaces = try LikelihoodSurface.members(3, window: window, tolerance: tolerance, maximumNodes: 21, seed: 1)
        {
            points, members in
            for index in members { calls[index] += points.count }
            return members.map { index in points.map { member(index, $0) } }
        }
        #expect(surfaces.map(\.evaluations) == calls)
        #expect(surfaces[0].surface.nodes == 6)
        #expect(surfaces[1].surface.nodes > 6)
        for (index, result) in surfaces.enumerated() {
            #expect(result.converged)
            #expect(largestError(result.surface) { member(index, $0) } < 3 * tolerance)
        }
    }

    @Test func aKinkInOneMemberIsReportedOfThatOneAlone() throws {
        let surfaces = try LikelihoodSurface.members(3, window: window, tolerance: 1e-3, seed: 1) { points, members in
            members.map { index in
                points.map { -$0[1] * $0[1] - (index == 1 ? 30 * abs($0[0] - 0.98) : 3 * $0[0] * $0[0]) }
            }
        }
        #expect(surfaces.map(\.converged) == [true, false, true])
    }
}
