import Foundation
import Testing

@testable import Inference

/// Newton's method on likelihoods that surfaces know as well: both must agree.
@Suite struct NewtonLikelihoodTests {
    static let tolerance = 1e-8

    private func newton(
        _ combination: EnsembleCombination, _ surfaces: [ChebyshevSurface] = SmallEnsemble.bent
    ) throws -> NewtonLikelihood {
        try NewtonLikelihood(
            nuisances: SmallEnsemble.names, likelihoods: MemberLikelihoods(surfaces), combination: combination,
            start: [0.2, -0.4], limits: SmallEnsemble.window, tolerance: Self.tolerance)
    }

    @Test(arguments: EnsembleCombination.allCases) func findsTheMaximumOfTheSurfaces(
        _ combination: EnsembleCombination
    ) throws {
        let newton = try newton(combination)
        let scan = SurfaceLikelihood(members: SmallEnsemble.members(), combination: combination)
        #expect(newton.converged)
        #expect(abs(newton.maximum - scan.maximum) < Self.tolerance)
        for (member, best) in zip(scan.members, newton.memberBestFits) {
            for (first, second) in zip(member.bestFit, best) { #expect(abs(first - second) < 1e-4) }
        }
        // Under a rebased envelope every member's own maximum is one.
        if combination != .rebasedEnvelope {
            for (first, second) in zip(newton.bestFit, scan.bestFit) { #expect(abs(first - second) < 1e-4) }
        }
    }

    @Test(arguments: [EnsembleCombination.bma, .rebasedBMA, .envelope]) func findsTheBoundsOfTheSurfaces(
        _ combination: EnsembleCombination
    ) throws {
        let newton = try newton(combination)
        let scan = SurfaceLikelihood(members: SmallEnsemble.members(), combination: combination)
        for index in 0..<2 {
            for level in [1.0, 3.841458820694124] {
                let (found, expected) = (
                    try newton.interval(index, level: level), scan.interval(index, level: level)
                )
                let sigma = newton.deviation(index)
                for (a, b) in [(found.lower, expected.lower), (found.upper, expected.upper)] {
                    let (x, y) = (try #require(a.value), try #require(b.value))
                    // 2e-8 in −2Δln L is 1e-8 σ; the surface's own bisection ends at 1e-9 of the window.
                    #expect(abs(x - y) < 1e-6 * sigma + 1e-8, "\(combination) \(index) at \(level): \(x) and \(y)")
                }
            }
        }
        #expect(newton.unsettled == 0 && (newton.lowestDeviance ?? 0) > -1e-7)
    }

    @Test func profilesNowhereAboveTheSlice() throws {
        let newton = try newton(.rebasedBMA)
        for index in 0..<2 {
            for value in SmallEnsemble.axis(SmallEnsemble.window[index]) {
                let (profiled, slice) = (try newton.profiled(index, at: value), try newton.slice(index, at: value))
                #expect(profiled <= slice + 2 * Self.tolerance)
            }
        }
    }

    @Test func ignoresTheOrderOfMembers() throws {
        let (first, second) = (try newton(.rebasedBMA), try newton(.rebasedBMA, SmallEnsemble.bent.reversed()))
        for index in 0..<2 {
            let (one, two) = (try first.interval(index, level: 1), try second.interval(index, level: 1))
            #expect(try abs(#require(one.upper.value) - #require(two.upper.value)) < 1e-7)
        }
    }

    @Test func leavesABoundOutsideTheLimitsOpen() throws {
        let narrow = try NewtonLikelihood(
            nuisances: SmallEnsemble.names, likelihoods: MemberLikelihoods(SmallEnsemble.bent), combination: .bma,
            start: [0.2, -0.4], limits: [0...0.25, -1.5...0.5], tolerance: Self.tolerance)
        let interval = try narrow.interval(0, level: 1)
        #expect(interval.upper == .open)
        #expect(try narrow.interval(1, level: 1).upper.value != nil)
    }

    /// Other limits need no climb anew, and show what others hid.
    @Test func looksWithinOtherLimits() throws {
        let narrow = try NewtonLikelihood(
            nuisances: SmallEnsemble.names, likelihoods: MemberLikelihoods(SmallEnsemble.bent),
            combination: .rebasedBMA,
            start: [0.2, -0.4], limits: [0...0.25, -1.5...0.5], tolerance: Self.tolerance)
        let before = narrow.evaluations
        let wide = narrow.within(SmallEnsemble.window)
        #expect(wide.evaluations == before && wide.limits == SmallEnsemble.window && wide.bestFit == narrow.bestFit)
        #expect(try narrow.interval(0, level: 1).upper == .open)
        let (found, expected) = (try wide.interval(0, level: 1), try newton(.rebasedBMA).interval(0, level: 1))
        #expect(try abs(#require(found.upper.value) - #require(expected.upper.value)) < 1e-6)
        #expect(try abs(#require(found.lower.value) - #require(expected.lower.value)) < 1e-6)
    }

    @Test func tracesTheContourOfTheSurfaces() throws {
        let newton = try newton(.rebasedBMA)
        let scan = SurfaceLikelihood(members: SmallEnsemble.members(), combination: .rebasedBMA)
        let line = try #require(try newton.contour(0, 1, level: 2.3))
        #expect(line.isClosed && line.isComplete && line.points.count > 30)
        for point in line.points { #expect(abs(scan.deviance(at: point) - 2.3) < 2.3e-3 + 1e-6) }
        // Around the best fit once, without gaps.
        let angles = line.points.map { atan2($0[1] - newton.bestFit[1], $0[0] - newton.bestFit[0]) }
        var turned = 0.0
        for (from, to) in zip(angles, angles.dropFirst() + angles.prefix(1)) {
            let turn = remainder(to - from, 2 * .pi)
            #expect(turn > 0 && turn < 0.6)
            turned += turn
        }
        #expect(abs(turned - 2 * .pi) < 1e-9)
    }

    /// |ν₀ − 0.3| has a kink at the maximum, where no Hessian says how far to go.
    @Test func endsAtAKink() throws {
        func value(_ point: [Double]) -> Double { -20 * abs(point[0] - 0.3) - 8 * point[1] * point[1] }
        func gradient(_ point: [Double]) -> [Double] { [point[0] < 0.3 ? 20 : -20, -16 * point[1]] }
        let kinked = MemberLikelihoods(
            count: 1, value: { value($1) }, gradient: { (value($1), gradient($1)) },
            derivatives: {
                LikelihoodDerivatives(value: value($1), gradient: gradient($1), hessian: [[-1, 0], [0, -16]])
            })
        let maximizer = NewtonMaximizer(kinked, combination: .bma, maxima: [0], tolerance: 1e-6)
        let best = try maximizer.maximum(from: [0.9, 0.4])
        // The smallest step along a coordinate is a thousandth of its σ, here of 1 and 1/4.
        #expect(abs(best.point[0] - 0.3) < 1e-3 && abs(best.point[1]) < 1e-3)
        #expect(best.converged && best.remaining > 1e-6)
    }

    @Test func leavesASaddle() throws {
        func value(_ point: [Double]) -> Double {
            let (x, y) = (point[0], point[1])
            return 4 * x * x - 2 * x * x * x * x - 3 * y * y
        }
        let saddle = MemberLikelihoods(
            count: 1, value: { value($1) },
            gradient: { (value($1), [8 * $1[0] - 8 * $1[0] * $1[0] * $1[0], -6 * $1[1]]) },
            derivatives: {
                LikelihoodDerivatives(
                    value: value($1), gradient: [8 * $1[0] - 8 * $1[0] * $1[0] * $1[0], -6 * $1[1]],
                    hessian: [[8 - 24 * $1[0] * $1[0], 0], [0, -6]])
            })
        let best = try NewtonMaximizer(saddle, combination: .bma, maxima: [0], tolerance: 1e-10)
            .maximum(from: [0.1, 0.5])
        #expect(best.converged)
        #expect(abs(best.point[0] - 1) < 1e-5 && abs(best.point[1]) < 1e-5)
    }

    @Test func showsWhatIsNotANumber() throws {
        let broken = MemberLikelihoods(
            count: 1, value: { _, _ in .nan }, gradient: { (.nan, $1) },
            derivatives: { LikelihoodDerivatives(value: .nan, gradient: $1, hessian: [[-1, 0], [0, -1]]) })
        let best = try NewtonMaximizer(broken, combination: .bma, maxima: [0], tolerance: 1e-6)
            .maximum(from: [0.1, 0.5])
        #expect(!best.converged && best.value.isNaN)
    }
}
