import Foundation
import Statistics
import Testing

@testable import Inference

/// Laws of the combined scan, for members with cubic and quartic terms.
@Suite struct SurfaceLikelihoodTests {
    static let all = EnsembleCombination.allCases

    static func scan(_ combination: EnsembleCombination, _ surfaces: [ChebyshevSurface]? = nil) -> SurfaceLikelihood {
        SurfaceLikelihood(members: SmallEnsemble.members(surfaces ?? SmallEnsemble.bent), combination: combination)
    }

    /// 7 − 5·(squared distance of ν₁ from `center`)…: two members apart, the first lower by `gap`.
    static func apart(gap: Double) -> [ChebyshevSurface] {
        [(-0.6, -gap), (0.9, 0)].map { (center: Double, offset: Double) in
            ChebyshevSurface(window: SmallEnsemble.window, nodes: 4) { (point: [Double]) -> Double in
                let (a, b) = (point[0] - center, point[1] + 0.5)
                return 7 + offset - 20 * a * a - 8 * b * b
            }
        }
    }

    @Test(arguments: all) func isTheMembersScanForOneMember(_ combination: EnsembleCombination) throws {
        let single = MemberSurface(nuisances: SmallEnsemble.names, surface: SmallEnsemble.bent[1])
        // Copies too, whatever their number.
        for copies in [1, 4] {
            let scan = Self.scan(combination, (0..<copies).map { _ in SmallEnsemble.bent[1] })
            for (value, expected) in zip(scan.bestFit, single.bestFit) { #expect(abs(value - expected) < 1e-7) }
            for point in SmallEnsemble.grid {
                #expect(abs(scan.deviance(at: point) - single.deviance(at: point)) < 1e-12 * 200)
                #expect(abs(scan.combined(at: point).effectiveMembers - Double(copies)) < 1e-12)
            }
            let (interval, expected) = (scan.interval(0, level: 1), single.interval(0, level: 1))
            let bounds = [(interval.lower, expected.lower), (interval.upper, expected.upper)]
            for (bound, expected) in bounds {
                let (value, expected) = (try #require(bound.value), try #require(expected.value))
                #expect(abs(value - expected) < 1e-7)
            }
        }
    }

    @Test(arguments: all) func ignoresTheOrderOfMembers(_ combination: EnsembleCombination) {
        let (forward, backward) = (Self.scan(combination), Self.scan(combination, SmallEnsemble.bent.reversed()))
        for (value, expected) in zip(backward.bestFit, forward.bestFit) { #expect(abs(value - expected) < 1e-7) }
        for point in SmallEnsemble.grid {
            #expect(abs(forward.deviance(at: point) - backward.deviance(at: point)) < 1e-11)
        }
    }

    @Test(arguments: [EnsembleCombination.rebasedBMA, .rebasedEnvelope])
    func ignoresOffsetsOfMembersWhenRebased(_ combination: EnsembleCombination) {
        let shifted = zip(SmallEnsemble.bent, [1000.0, -400, 3]).map { surface, offset in
            ChebyshevSurface(window: surface.window, nodes: surface.nodes) { surface.value(at: $0) + offset }
        }
        let (plain, moved) = (Self.scan(combination), Self.scan(combination, shifted))
        for (value, expected) in zip(moved.bestFit, plain.bestFit) { #expect(abs(value - expected) < 1e-6) }
        for point in SmallEnsemble.grid {
            #expect(abs(plain.deviance(at: point) - moved.deviance(at: point)) < 1e-10)
        }
    }

    @Test(arguments: all) func liesNowhereAboveTheSlice(_ combination: EnsembleCombination) {
        for surfaces in [SmallEnsemble.bent, Self.apart(gap: 0.3)] {
            let scan = Self.scan(combination, surfaces)
            for point in SmallEnsemble.grid {
                #expect(scan.deviance(at: point) >= -1e-12)
                for index in 0..<2 {
                    let profiled = scan.profiled(index, at: point[index])
                    #expect(profiled <= scan.slice(index, at: point[index]) + 1e-12)
                    #expect(profiled <= scan.deviance(at: point) + 1e-9)
                    #expect(profiled >= -1e-12)
                }
            }
        }
    }

    /// Against a search on a fine grid that knows nothing of gradients.
    @Test(arguments: all) func profilesToTheHighestOfSeveralMaxima(_ combination: EnsembleCombination) {
        for surfaces in [SmallEnsemble.bent, Self.apart(gap: 0.3), Self.apart(gap: -0.3)] {
            let scan = Self.scan(combination, surfaces)
            let fine = (0...1000).map { -1 + 2.5 * Double($0) / 1000 }
            for value in stride(from: -1.4, through: 0.4, by: 0.3) {
                let searched = fine.map { scan.deviance(at: [$0, value]) }.min() ?? .nan
                let profiled = scan.profiled(1, at: value)
                // A step of 0.0025 misses a maximum of curvature 40 by at most 40 · 0.00125².
                #expect(profiled <= searched + 1e-12)
                #expect(profiled >= searched - 1e-4)
            }
        }
    }

    /// Each of them is a maximum of height 0; three permutations agree on one.
    @Test func choosesOneBestFitOfARebasedEnvelope() {
        let orders = [[0, 1, 2], [2, 0, 1], [1, 2, 0]]
        let scans = orders.map { Self.scan(.rebasedEnvelope, $0.map { SmallEnsemble.bent[$0] }) }
        let average = Self.scan(.rebasedBMA)
        for scan in scans {
            #expect(abs(scan.maximum) < 1e-12)
            #expect(zip(scan.bestFit, scans[0].bestFit).allSatisfy { abs($0 - $1) < 1e-7 })
            #expect(
                scan.members.allSatisfy {
                    average.deviance(at: $0.bestFit) >= average.deviance(at: scan.bestFit) - 1e-9
                })
        }
    }

    @Test func takesTheHigherOfTwoMaxima() {
        #expect(abs(Self.scan(.bma, Self.apart(gap: 0.3)).bestFit[0] - 0.9) < 1e-6)
        #expect(abs(Self.scan(.bma, Self.apart(gap: -0.3)).bestFit[0] + 0.6) < 1e-6)
    }

    @Test(arguments: all) func givesBoundsWhereTheProfileCrosses(_ combination: EnsembleCombination) throws {
        let scan = Self.scan(combination)
        for level in [
            ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1),
            ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1),
        ] {
            for index in 0..<2 {
                let interval = scan.interval(index, level: level)
                for bound in [interval.lower, interval.upper] {
                    let value = try #require(bound.value)
                    #expect(abs(scan.profiled(index, at: value) - level) < 1e-6)
                }
            }
        }
    }

    /// Slope 2: halving the step quarters the error of a central difference.
    @Test(arguments: [EnsembleCombination.bma, .rebasedBMA])
    func hasTheDerivativesOfItsValue(_ combination: EnsembleCombination) {
        let scan = Self.scan(combination)
        let point = [0.3, -0.55]
        let exact = scan.derivatives(at: point)
        func errors(_ step: Double) -> [Double] {
            (0..<2).flatMap { k in
                func moved(_ sign: Double) -> ChebyshevSurface.Derivatives {
                    var point = point
                    point[k] += sign * step
                    return scan.derivatives(at: point)
                }
                let (up, down) = (moved(1), moved(-1))
                let slope: Double = (up.value - down.value) / (2 * step) - exact.gradient[k]
                let bends = (0..<2).map { row -> Double in
                    (up.gradient[row] - down.gradient[row]) / (2 * step) - exact.hessian[row][k]
                }
                return [slope] + bends
            }
        }
        for (coarse, fine) in zip(errors(0.02), errors(0.01)) {
            #expect(abs(coarse) > 1e-5)
            #expect(abs(coarse / fine - 4) < 0.1)
        }
    }

    @Test(arguments: all) func keepsEffectiveMembersBetweenOneAndAll(_ combination: EnsembleCombination) {
        let scan = Self.scan(combination)
        for point in SmallEnsemble.grid {
            #expect((1 - 1e-12...3 + 1e-12).contains(scan.combined(at: point).effectiveMembers))
        }
    }

    @Test(arguments: all) func readsAPlaneOffTheLimits(_ combination: EnsembleCombination) {
        let plane = Self.scan(combination).plane(0, 1, points: 9)
        #expect(plane.first == SmallEnsemble.grid.map { $0[0] }.uniqued())
        #expect(plane.deviance[2][5] == Self.scan(combination).deviance(at: [plane.first[2], plane.second[5]]))
    }

    @Test func takesConstraintsAway() {
        let bare = SmallEnsemble.members().without(.unitNormal(SmallEnsemble.names))
        for (scan, surface) in zip(bare, SmallEnsemble.bent) {
            for point in SmallEnsemble.grid {
                let constraint = -(point[0] * point[0] + point[1] * point[1]) / 2
                #expect(abs(scan.surface.value(at: point) + constraint - surface.value(at: point)) < 1e-12)
            }
        }
        // A surface of two nodes has no room for a normal constraint by itself.
        let line = ChebyshevSurface(window: [-1...2], nodes: 2) { 3 * $0[0] }.without(.unitNormal(["a"]))
        #expect(abs(line.value(at: [1.7]) - (3 * 1.7 + 1.7 * 1.7 / 2)) < 1e-14 * 100)
    }

    @Test(arguments: all) func showsAMemberThatIsNotANumber(_ combination: EnsembleCombination) {
        let broken = ChebyshevSurface(window: SmallEnsemble.window, nodes: 4) { $0[0] > 1 ? .nan : 0 }
        let scan = Self.scan(combination, [SmallEnsemble.bent[0], broken])
        #expect(scan.maximum.isNaN)
        #expect(!scan.converged)
        #expect(scan.deviance(at: [0, 0]).isNaN)
        #expect(scan.combined(at: [0, 0]).notNumbers == [1])
        #expect(scan.interval(0, level: 1).upper == .open)
    }

    @Test func namesTheLevelsOfTwoNuisances() {
        #expect(abs(ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 2) - 2.295748928898636) < 1e-12)
        #expect(abs(ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 2) - 5.991464547107979) < 1e-12)
    }
}

extension [Double] {
    /// Without repetitions of equal neighbours.
    fileprivate func uniqued() -> [Double] {
        reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
}
