import Foundation
import Testing

@testable import Inference

/// Laws of every profiled likelihood, by whichever means it knows ln L.
@Suite struct ProfiledLikelihoodTests {
    static let tolerance = 1e-8

    static func newton(
        _ likelihoods: MemberLikelihoods, _ combination: EnsembleCombination, names: [String] = SmallEnsemble.names,
        limits: [ClosedRange<Double>] = SmallEnsemble.window
    ) throws -> NewtonLikelihood {
        try NewtonLikelihood(
            nuisances: names, likelihoods: likelihoods, combination: combination, start: names.map { _ in 0.1 },
            limits: limits, tolerance: tolerance)
    }

    static func surface(_ combination: EnsembleCombination) -> SurfaceLikelihood {
        SurfaceLikelihood(members: SmallEnsemble.members(), combination: combination)
    }

    /// Parabolas in five nuisances, too many for a surface.
    static func wide(_ members: Int = 3) -> MemberLikelihoods {
        let count = 5
        func hessian(_ member: Int) -> [[Double]] {
            (0..<count).map { row in
                (0..<count).map { row == $0 ? 30 + Double(5 * row + member) : 3 / Double(1 + abs(row - $0)) }
            }
        }
        func best(_ member: Int) -> [Double] { (0..<count).map { 0.1 * Double($0) - 0.05 * Double(member) } }
        func derivatives(_ member: Int, _ point: [Double]) -> LikelihoodDerivatives {
            let d = zip(point, best(member)).map(-)
            let bent = hessian(member).map { row in zip(row, d).reduce(0) { $0 + $1.0 * $1.1 } }
            return LikelihoodDerivatives(
                value: -zip(bent, d).reduce(0) { $0 + $1.0 * $1.1 } / 2, gradient: bent.map { -$0 },
                hessian: hessian(member).map { $0.map { -$0 } })
        }
        return MemberLikelihoods(
            count: members, value: { derivatives($0, $1).value },
            gradient: { (derivatives($0, $1).value, derivatives($0, $1).gradient) }, derivatives: derivatives)
    }

    static let wideNames = ["a", "b", "c", "d", "e"]
    static let wideLimits = [ClosedRange<Double>](repeating: -2...2, count: 5)

    private func check(_ likelihood: some ProfiledLikelihood, allowed: Double) throws {
        #expect(likelihood.converged && likelihood.isWithinTolerance && likelihood.atEdge.isEmpty)
        #expect(abs(try likelihood.deviance(at: likelihood.bestFit)) <= allowed)
        #expect(likelihood.evaluations > 0)
        for (index, range) in likelihood.limits.enumerated() {
            for part in [0.2, 0.45, 0.8] {
                let value = range.lowerBound + part * 2 * range.halfWidth
                let profile = try likelihood.profile(fixing: [index: value])
                #expect(profile.converged && profile.point[index] == value)
                #expect(profile.deviance <= (try likelihood.slice(index, at: value)) + allowed)
                #expect(profile.deviance >= -allowed)
                #expect(abs(profile.deviance - (try likelihood.profiled(index, at: value))) <= allowed)
                let here = try likelihood.devianceAndGradient(at: profile.point)
                #expect(abs(here.deviance - profile.deviance) <= allowed)
                for (one, two) in zip(here.gradient, profile.gradient) { #expect(abs(one - two) < 1e-3) }
            }
            // A curve runs through the values that it is made of, and its slopes are theirs.
            let curve = try likelihood.profiledCurve(index, over: range, points: 7)
            #expect(abs(curve.deviance[3] - (try likelihood.profiled(index, at: curve.x[3]))) <= allowed)
            let step = 1e-3 * range.halfWidth
            let change =
                try likelihood.profiled(index, at: curve.x[2] + step)
                - likelihood.profiled(index, at: curve.x[2] - step)
            #expect(abs(change / (2 * step) - curve.slope[2]) < 0.02 * max(1, abs(curve.slope[2])))
        }
        for member in 0..<likelihood.memberCount {
            let alone = try likelihood.member(member)
            #expect(alone.memberCount == 1)
            #expect(zip(alone.bestFit, likelihood.memberBestFits[member]).allSatisfy { abs($0 - $1) < 1e-4 })
            #expect(abs(try alone.deviance(at: alone.bestFit)) <= allowed)
        }
        #expect(likelihood.spreads.count == likelihood.nuisances.count)
    }

    @Test(arguments: [EnsembleCombination.bma, .rebasedBMA]) func obeysTheLaws(
        _ combination: EnsembleCombination
    ) throws {
        try check(Self.surface(combination), allowed: 1e-9)
        try check(Self.surface(combination).member(1), allowed: 1e-9)
        try check(Self.newton(MemberLikelihoods(SmallEnsemble.bent), combination), allowed: 4 * Self.tolerance)
    }

    @Test func obeysTheLawsInFiveNuisances() throws {
        let likelihood = try Self.newton(
            Self.wide(), .rebasedBMA, names: Self.wideNames, limits: Self.wideLimits)
        try check(likelihood, allowed: 4 * Self.tolerance)
        #expect(try likelihood.contour(1, 4, level: 2.3)?.isClosed == true)
    }

    @Test(arguments: EnsembleCombination.allCases) func agreesOnSubsets(_ combination: EnsembleCombination) throws {
        let (surface, newton) = (
            Self.surface(combination), try Self.newton(MemberLikelihoods(SmallEnsemble.bent), combination)
        )
        for members in [[0], [2, 1]] {
            let (one, two) = (surface.subset(members), try newton.subset(members))
            #expect(two.memberBestFits == members.map { newton.memberBestFits[$0] })
            for index in 0..<2 {
                let (a, b) = (one.interval(index, level: 1), try two.interval(index, level: 1))
                guard !combination.isEnvelope else { continue }
                #expect(try abs(#require(a.upper.value) - #require(b.upper.value)) < 1e-6)
            }
        }
    }

    @Test func convergesAlikeWithBoth() throws {
        let surface = IntervalConvergence(Self.surface(.rebasedBMA), nuisance: 1, level: 1, subsets: 10, seed: 1)
        let newton = try IntervalConvergence(
            Self.newton(MemberLikelihoods(SmallEnsemble.bent), .rebasedBMA), nuisance: 1, level: 1, subsets: 10, seed: 1
        )
        #expect(surface.points.count == 3)
        for (one, two) in zip(surface.points, newton.points) {
            #expect(try abs(#require(one.width) - #require(two.width)) < 1e-6)
        }
        let wide = try IntervalConvergence(
            Self.newton(Self.wide(4), .rebasedBMA, names: Self.wideNames, limits: Self.wideLimits), nuisance: 3,
            level: 1, subsets: 3, seed: 1)
        #expect(wide.points.map(\.members) == [1, 2, 3, 4] && wide.points.allSatisfy { $0.width != nil })
    }

    @Test func measuresToysAlikeWithBoth() throws {
        let truth = [0: 0.3, 1: -0.5]
        let surface = try ToyMeasurement(Self.surface(.rebasedBMA), truth: truth)
        let newton = try ToyMeasurement(
            Self.newton(MemberLikelihoods(SmallEnsemble.bent), .rebasedBMA), truth: truth)
        #expect(abs(surface.jointDeviance - newton.jointDeviance) < 1e-6)
        for (one, two) in zip(surface.nuisances, newton.nuisances) {
            #expect(try abs(#require(one.pull) - #require(two.pull)) < 1e-4)
        }
        let wide = try ToyMeasurement(
            Self.newton(Self.wide(), .bma, names: Self.wideNames, limits: Self.wideLimits),
            truth: [0: 0, 1: 0.1, 2: 0.2, 3: 0.3, 4: 0.4])
        #expect(wide.nuisances.count == 5 && wide.contour?.isClosed == true)
    }

    @Test func passesOnWhatALikelihoodThrows() throws {
        struct Stop: Error {}
        var evaluations = 0
        let likelihoods = Self.wide()
        let stopping = MemberLikelihoods(
            count: 3, value: likelihoods.value,
            gradient: { member, point in
                evaluations += 1
                if evaluations > 100 { throw Stop() }
                return try likelihoods.gradient(member, point)
            }, derivatives: likelihoods.derivatives)
        let likelihood = try Self.newton(stopping, .bma, names: Self.wideNames, limits: Self.wideLimits)
        #expect(throws: Stop.self) { for _ in 0..<100 { _ = try likelihood.profiled(0, at: 0.5) } }
        #expect(throws: Stop.self) { _ = try likelihood.contour(0, 1, level: 1) }
    }
}
