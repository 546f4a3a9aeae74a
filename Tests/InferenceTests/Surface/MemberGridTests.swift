import Foundation
import Testing

@testable import Inference

@Suite struct MemberGridTests {
    static let first = stride(from: -1.0, through: 1, by: 0.25).map { $0 }
    static let second = stride(from: 0.0, through: 3, by: 0.5).map { $0 }

    static func grid(_ functions: [(Double, Double) -> Double]) -> MemberGrid {
        MemberGrid(
            first: first, second: second,
            memberLogLikelihoods: functions.map { function in first.flatMap { a in second.map { function(a, $0) } } })
    }

    @Test(arguments: EnsembleCombination.allCases)
    func findsTheVertexOfAParabola(_ combination: EnsembleCombination) throws {
        let scan = Self.grid([{ 5 - 2 * ($0 - 0.3) * ($0 - 0.3) - ($1 - 1.6) * ($1 - 1.6) }]).combined(combination)
        let bestFit = try #require(scan.bestFit)
        #expect(abs(bestFit[0] - 0.3) < 1e-13)
        #expect(abs(bestFit[1] - 1.6) < 1e-13)
        #expect(scan.deviance.min() == 0)
    }

    @Test func movesByHalfOfAStepAtMost() throws {
        // A kink: the parabola through three points has its vertex further away.
        let scan = Self.grid([{ a, b in -b * b + (a < 0.1 ? 0.01 * a : -a) }]).combined(.envelope)
        let bestFit = try #require(scan.bestFit)
        #expect(abs(bestFit[0]) <= 0.125)
        #expect(bestFit[1] == 0)
    }

    @Test func takesMaximaOverTheGrid() {
        let grid = Self.grid([{ a, b in a - b }, { a, b in 3 - a * b }])
        #expect(grid.memberMaxima == [1, 6])
        let rebased = grid.combined(.rebasedEnvelope)
        #expect(rebased.points.map(\.value).max() == 0)
    }

    @Test(arguments: EnsembleCombination.allCases)
    func showsWhatIsNotANumber(_ combination: EnsembleCombination) {
        let scan = Self.grid([{ _, _ in 1 }, { a, b in a == 0.5 && b == 1 ? .nan : 0 }]).combined(combination)
        #expect(scan.deviance.allSatisfy { $0.isNaN })
        #expect(scan.bestFit == nil)
        let failed = scan.points.filter { !$0.notNumbers.isEmpty }
        // Rebased, its maximum is not a number either.
        #expect(failed.count == (combination.isRebased ? scan.points.count : 1))
        #expect(failed.allSatisfy { $0.notNumbers == [1] })
    }
}
