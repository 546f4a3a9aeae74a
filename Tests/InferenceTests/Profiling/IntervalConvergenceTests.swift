import Foundation
import Statistics
import Testing

@testable import Inference

@Suite struct IntervalConvergenceTests {
    static func convergence(
        _ combination: EnsembleCombination, _ parabolas: [SmallEnsemble.Parabola] = SmallEnsemble.parabolas
    ) -> IntervalConvergence {
        IntervalConvergence(
            SurfaceLikelihood(
                members: SmallEnsemble.members(parabolas.map(\.surface)), combination: combination),
            nuisance: 0, level: 1, subsets: 10, seed: 1)
    }

    /// σ of the first nuisance of one parabola.
    static func deviation(_ parabola: SmallEnsemble.Parabola) -> Double {
        let h = parabola.hessian
        return (h[1][1] / (h[0][0] * h[1][1] - h[0][1] * h[0][1])).squareRoot()
    }

    @Test(arguments: EnsembleCombination.allCases)
    func beginsWithTheMembersAlone(_ combination: EnsembleCombination) throws {
        let points = Self.convergence(combination).points
        #expect(points.map(\.members) == [1, 2, 3])
        let widths = SmallEnsemble.parabolas.map { 2 * Self.deviation($0) }
        let first = try #require(points[0].width)
        #expect(abs(first - widths[0]) < 1e-7)
        let single = try #require(points[0].subsets)
        #expect(abs(single.mean - SampleMoments(widths).mean) < 1e-7)
        #expect(abs(single.deviation - SampleMoments(widths).deviation) < 1e-7)
    }

    @Test(arguments: EnsembleCombination.allCases)
    func endsWithAllMembers(_ combination: EnsembleCombination) throws {
        let last = try #require(Self.convergence(combination).points.last)
        let scan = SurfaceLikelihood(
            members: SmallEnsemble.members(SmallEnsemble.parabolas.map(\.surface)), combination: combination)
        let interval = scan.interval(0, level: 1)
        let (upper, lower) = (try #require(interval.upper.value), try #require(interval.lower.value))
        let width = upper - lower
        #expect(last.width == width)
        #expect(last.subsets?.mean == width)
        #expect(last.openSubsets == 0)
    }

    @Test func countsOpenIntervals() {
        let wide = SmallEnsemble.Parabola(offset: 0, bestFit: [0, 0], hessian: [[0.1, 0], [0, 1]])
        let points = Self.convergence(.rebasedEnvelope, [SmallEnsemble.parabolas[0], wide]).points
        #expect(points[0].width != nil)
        #expect(points[0].openSubsets == 1)
        #expect(points[1].width == nil)
        #expect(points[1].subsets == nil)
        #expect(points[1].openSubsets == 1)
    }

    @Test func choosesDifferentSubsetsRepeatably() {
        let subsets = MemberSubsets(of: 8, size: 3, count: 20, seed: 4).places
        #expect(subsets.count == 20)
        #expect(Set(subsets).count == 20)
        #expect(subsets.allSatisfy { $0.count == 3 && $0 == $0.sorted() && Set($0).count == 3 })
        #expect(subsets == MemberSubsets(of: 8, size: 3, count: 20, seed: 4).places)
        #expect(subsets != MemberSubsets(of: 8, size: 3, count: 20, seed: 5).places)
    }

    @Test(arguments: [(8, 8, 1), (8, 1, 8), (5, 2, 10), (6, 3, 20)])
    func takesAllSubsetsWhereThereAreNoMore(_ total: Int, _ size: Int, _ expected: Int) {
        let subsets = MemberSubsets(of: total, size: size, count: 20, seed: 4).places
        #expect(subsets.count == expected)
        #expect(Set(subsets).count == expected)
    }
}
