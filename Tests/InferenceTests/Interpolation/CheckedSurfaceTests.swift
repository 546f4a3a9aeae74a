import Foundation
import RandomStreams
import Testing

@testable import Inference

@Suite struct CheckedSurfaceTests {
    let window: [ClosedRange<Double>] = [-1...1, -0.5...0.5]

    /// The largest error of −2 ln L on a fine grid that includes the edges.
    func largestError(_ surface: ChebyshevSurface, _ function: ([Double]) throws -> Double) rethrows -> Double {
        let fractions = stride(from: 0.0, through: 1, by: 0.02)
        return try fractions.flatMap { first in
            try fractions.map { second in
                let point = zip(window, [first, second]).map { $0.lowerBound + $1 * 2 * $0.halfWidth }
                return 2 * abs(surface.value(at: point) - (try function(point)))
            }
        }.max() ?? .nan
    }

    func surface(
        _ likelihood: SumOfFunctions, tolerance: Double, growth: CheckedSurface.NodeGrowth = .init()
    ) throws -> CheckedSurface {
        try CheckedSurface.members(of: likelihood, window: window, tolerance: tolerance, growth: growth, seed: 1)[0]
    }

    @Test func isExactForAPolynomialAtOnce() throws {
        let likelihood = SumOfFunctions { _, _, point in
            -3 * point[0] * point[0] + point[0] * point[1] - point[1] * point[1] * point[1] * point[1]
        }
        let result = try surface(likelihood, tolerance: 1e-4)
        #expect(result.converged)
        #expect(result.error < 1e-12)
        #expect(result.surface.nodes == 6)
        // Four corners, four random probes, four random checks, the lattice of six nodes.
        #expect(result.evaluations == 12 + 25)
        #expect(try largestError(result.surface) { try likelihood.sum(0, at: $0) } < 1e-12)
    }

    /// A single event takes twice as many nodes, and twice as many again.
    @Test(arguments: [1, 1e-3])
    func takesNodesUntilTheToleranceIsMet(_ tolerance: Double) throws {
        let likelihood = SumOfFunctions { _, _, point in 20 / (1.5 + point[0] + 0.5 * point[1]) }
        let result = try surface(likelihood, tolerance: tolerance)
        #expect(result.converged)
        #expect(result.surface.nodes == (tolerance > 0.1 ? 12 : 24))
        #expect(try largestError(result.surface) { try likelihood.sum(0, at: $0) } < tolerance)
    }

    /// Errors that all events have in common are small for each event; more nodes for all events remove them.
    @Test func allEventsTakeMoreNodesWhereTheyAreWrongAlike() throws {
        let likelihood = SumOfFunctions(events: 400) { event, _, point in
            (1 + 0.1 * sin(Double(event))) * 0.05 / (1.5 + point[0] + 0.5 * point[1])
        }
        let tolerance = 0.05
        let result = try surface(likelihood, tolerance: tolerance, growth: .init(maximum: 21))
        #expect(result.converged)
        #expect([15, 18].contains(result.surface.nodes))
        #expect(try largestError(result.surface) { try likelihood.sum(0, at: $0) } < 3 * tolerance)
    }

    /// Of 1000 events, 12 have a kink somewhere: those alone take more nodes.
    @Test func roughEventsAloneTakeMoreNodes() throws {
        var stream = RandomStream(seed: 5, purpose: "kinks", index: 0)
        let places = (0..<12).map { _ in 1.8 * stream.uniform() - 0.9 }
        let likelihood = SumOfFunctions(events: 1000) { event, _, point in
            let smooth = -0.01 * point[0] * point[0] + 1e-3 * sin(Double(event) + point[0]) * cos(point[1])
            guard event % 80 == 7, event / 80 < 12 else { return smooth }
            return smooth - pow(max(0, point[0] - places[event / 80]), 2)
        }
        let tolerance = 0.01
        let plain = try surface(likelihood, tolerance: tolerance, growth: .init(maximum: 6, finest: 6))
        #expect(plain.evaluations == 37 && plain.surface.nodes == 6)
        let before = try largestError(plain.surface) { try likelihood.sum(0, at: $0) }
        let result = try surface(likelihood, tolerance: tolerance)
        let after = try largestError(result.surface) { try likelihood.sum(0, at: $0) }
        #expect(before > tolerance)
        #expect(result.converged && after < tolerance && after < before / 3)
        #expect([12, 24].contains(result.surface.nodes))
        #expect(result.evaluations < 60)
        // Both calls count here: no other event was evaluated twice.
        let often = likelihood.calls.points.indices.filter { likelihood.calls.points[$0] > 74 }
        #expect(!often.isEmpty && often.allSatisfy { $0 % 80 == 7 })
    }

    @Test func reportsAKinkAsNotConverged() throws {
        let likelihood = SumOfFunctions { _, _, point in -30 * abs(point[0] - 0.98) - point[1] * point[1] }
        let result = try surface(likelihood, tolerance: 1e-3)
        #expect(!result.converged)
        // More nodes for all events would not remove the error of one.
        #expect([18, 24].contains(result.surface.nodes))
        let largest = try largestError(result.surface) { try likelihood.sum(0, at: $0) }
        #expect(result.error > 1e-3)
        // The grid misses the kink by as much as 0.02.
        #expect(result.error < 1.5 * largest)
        #expect(result.error > largest / 4)
    }

    @Test func reportsWhatIsNotANumberAsNotConverged() throws {
        let likelihood = SumOfFunctions(events: 3) { event, _, point in event == 1 && point[0] < -0.9 ? .nan : 0 }
        let result = try surface(likelihood, tolerance: 1e-3)
        #expect(!result.converged)
        #expect(result.error.isNaN)
    }

    @Test func stopsWhereTheLikelihoodThrows() {
        var calls = 0
        #expect(throws: SumOfFunctions.Stop.self) {
            try surface(
                SumOfFunctions { _, _, point in
                    calls += 1
                    if calls == 200 { throw SumOfFunctions.Stop() }
                    return 20 / (1.5 + point[0])
                }, tolerance: 1e-6)
        }
        #expect(calls == 200)
    }

    @Test func membersTakeAsManyNodesAsEachOfThemNeeds() throws {
        let likelihood = SumOfFunctions(members: 3, events: 100) { _, member, point in
            0.2 / (1.5 + point[0] + 0.5 * point[1]) * Double(member)
        }
        let tolerance = 0.05
        let surfaces = try CheckedSurface.members(
            of: likelihood, window: window, tolerance: tolerance, growth: .init(maximum: 21), seed: 1)
        #expect(zip(surfaces, likelihood.calls.evaluations).allSatisfy { abs(Double($0.evaluations) - $1) < 1 })
        #expect(surfaces[0].surface.nodes == 6)
        #expect(surfaces[1].surface.nodes > 6)
        for (index, result) in surfaces.enumerated() {
            #expect(result.converged)
            #expect(try largestError(result.surface) { try likelihood.sum(index, at: $0) } < 3 * tolerance)
        }
    }

    @Test func aKinkInOneMemberIsReportedOfThatOneAlone() throws {
        let likelihood = SumOfFunctions(members: 3) { _, member, point in
            -point[1] * point[1] - (member == 1 ? 30 * abs(point[0] - 0.98) : 3 * point[0] * point[0])
        }
        let surfaces = try CheckedSurface.members(of: likelihood, window: window, tolerance: 1e-3, seed: 1)
        #expect(surfaces.map(\.converged) == [true, false, true])
    }

    /// Whatever its place, a member that is no number leaves the others as right as they would be alone.
    @Test(arguments: [0, 2]) func membersThatAreNoNumberLeaveTheOthersAlone(_ lost: Int) throws {
        let likelihood = SumOfFunctions(members: 3, events: 50) { event, member, point in
            if member == lost && event == 7 { return .nan }
            return (member == 1 ? 0.4 : 0.05 + 0.4 * (event == 3 ? 1 : 0)) / (1.5 + point[0] + 0.5 * point[1])
        }
        let surfaces = try CheckedSurface.members(
            of: likelihood, window: window, tolerance: 0.05, growth: .init(maximum: 21), seed: 1)
        for (index, result) in surfaces.enumerated() {
            #expect(result.converged == (index != lost))
            if index == lost { continue }
            #expect(try largestError(result.surface) { try likelihood.sum(index, at: $0) } < 0.15)
        }
    }

    /// What belongs to no event is interpolated with them.
    @Test func termsOfNoEventStayRight() throws {
        let likelihood = SumOfFunctions(
            events: 300, common: { -0.5 * $0[0] * $0[0] + 40 * exp(0.3 * $0[1]) },
            term: { event, _, point in -(event < 4 ? pow(max(0, point[0] - 0.2), 2) : 0.01 * point[1]) })
        let result = try surface(likelihood, tolerance: 0.01)
        #expect(result.converged && result.surface.nodes > 6)
        #expect(try largestError(result.surface) { try likelihood.sum(0, at: $0) } < 0.01)
    }

    /// More nodes do not lower the error of noise.
    @Test func doublesInVainOnceOnly() throws {
        let likelihood = SumOfFunctions(events: 100) { event, _, point in
            var stream = RandomStream(
                seed: UInt64(bitPattern: Int64(1e9 * point[0])), purpose: "noise", index: UInt64(event))
            return 1e-3 * stream.normal()
        }
        let result = try surface(likelihood, tolerance: 1e-3)
        #expect(!result.converged && result.surface.nodes == 12)
    }

    /// Without finer nodes for single events, all of them take more.
    @Test func growsWhereNothingMayBeRefined() throws {
        let likelihood = SumOfFunctions { _, _, point in 20 / (1.5 + point[0] + 0.5 * point[1]) }
        let result = try surface(likelihood, tolerance: 0.1, growth: .init(maximum: 21, finest: 6))
        #expect(result.converged && result.surface.nodes > 9)
    }

    @Test(arguments: [1, 3]) func interpolatesOneAndThreeNuisances(_ dimensions: Int) throws {
        let window = [-1...1, -0.5...0.5, 0...1].prefix(dimensions).map { $0 as ClosedRange<Double> }
        let likelihood = SumOfFunctions(events: 200) { event, _, point in
            let sum = point.reduce(0, +)
            return event < 5 ? -pow(max(0, sum - 0.1 * Double(event)), 2) : -0.01 * sum * sum
        }
        let result = try CheckedSurface.members(of: likelihood, window: window, tolerance: 0.05, seed: 1)[0]
        #expect(result.surface.nodes == (dimensions == 1 ? 24 : 12) || result.surface.nodes == 12)
        var stream = RandomStream(seed: 4, purpose: "places", index: 0)
        for _ in 0..<200 {
            let point = window.map { $0.lowerBound + 2 * $0.halfWidth * stream.uniform() }
            #expect(2 * abs(result.surface.value(at: point) - (try likelihood.sum(0, at: point))) < 0.05)
        }
    }

    /// A window that is not wanted costs the first look; of one that is wanted everything is as without the question.
    @Test func givesUpAWindowThatIsNotWanted() throws {
        let likelihood = SumOfFunctions(members: 2, events: 50) { event, member, point in
            20 / (1.5 + point[0] + 0.5 * point[1] + 0.01 * Double(event + member))
        }
        var looks: [[CheckedSurface]] = []
        let refused = try CheckedSurface.members(of: likelihood, window: window, tolerance: 1e-3, seed: 1) {
            looks.append($0)
            return false
        }
        #expect(refused == nil)
        #expect(looks.count == 1 && looks[0].count == 2)
        let first = CheckedSurface.NodeGrowth().firstPoints(dimensions: 2, checksCorners: true, checks: 4)
        #expect(likelihood.calls.evaluations == [Double(first), Double(first)])
        #expect(looks[0].allSatisfy { $0.surface.nodes == 6 && $0.evaluations == first && !$0.converged })
        let wanted = try #require(
            try CheckedSurface.members(of: likelihood, window: window, tolerance: 1e-3, seed: 1) { _ in true })
        let whole = try CheckedSurface.members(of: likelihood, window: window, tolerance: 1e-3, seed: 1)
        #expect(wanted.map(\.surface.coefficients) == whole.map(\.surface.coefficients))
        #expect(wanted[0].evaluations > 5 * first)
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try CheckedSurface.members(of: likelihood, window: window, tolerance: 1e-3, seed: 1) { _ in throw Stop() }
        }
    }
}
