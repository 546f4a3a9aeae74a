import Foundation
import RandomStreams
import Testing

@testable import Inference

/// Toys of an experiment whose likelihood is a parabola, so that everything about it is known.
@Suite struct ToyLikelihoodTests {
    static let hessian = [[2500.0, 400], [400, 1600]]
    static let truth = [0.5, -0.5]
    static let expected = NormalApproximation(hessian: hessian, gradient: [0, 0])

    private static func parabola(about best: [Double]) -> ([Double]) -> Double {
        let member = SmallEnsemble.Parabola(offset: -100, bestFit: best, hessian: hessian)
        return member.logLikelihood
    }

    private static func scan(
        center: [Double], best: [[Double]], tolerance: Double = 1e-4, cubic: Double = 0, events: Int = 1
    ) throws -> ToyLikelihood {
        try ToyLikelihood(
            nuisances: SmallEnsemble.names, center: center, deviations: expected?.deviations ?? [],
            truth: [0: truth[0], 1: truth[1]],
            likelihood: SumOfFunctions(members: best.count, events: events) { _, member, point in
                (parabola(about: best[member])(point) + cubic * pow(point[0] - truth[0], 3)) / Double(events)
            }, combination: .rebasedBMA, settings: ToyLikelihood.Settings(tolerance: tolerance), seed: 1)
    }

    /// A lattice of three nodes holds a parabola: 8 points, 3 probes and 3 checks.
    @Test func measuresAParabola() throws {
        let toy = try Self.scan(center: Self.truth, best: [[0.51, -0.49]])
        #expect(toy.windows == 1 && toy.evaluations == 14 && toy.likelihood.error < 1e-9)
        let expected = try #require(Self.expected)
        let measurement = try ToyMeasurement(toy.likelihood, truth: [0: Self.truth[0], 1: Self.truth[1]])
        for (index, nuisance) in measurement.nuisances.enumerated() {
            let sigma = expected.deviations[index]
            #expect(abs(nuisance.best - [0.51, -0.49][index]) < 1e-6)
            #expect(try abs(#require(nuisance.upper) - nuisance.best - sigma) < 1e-6)
            #expect(try abs(#require(nuisance.pull) - 0.01 / sigma) < 1e-4)
            #expect(abs(nuisance.deviance - pow(0.01 / sigma, 2)) < 1e-4)
            #expect(nuisance.isCovered == (0.01 < sigma))
        }
        let joint = 0.01 * 0.01 * (2500 + 2 * 400 + 1600)
        #expect(abs(measurement.jointDeviance - joint) < 1e-6)
        #expect(measurement.contour?.isClosed == true)
    }

    @Test func followsABestFitOutsideTheFirstWindow() throws {
        let near = try Self.scan(center: [0.51, -0.49], best: [[0.51, -0.49]])
        let far = try Self.scan(center: [0.8, -0.9], best: [[0.51, -0.49]])
        #expect(far.windows > 1)
        for (one, two) in zip(near.likelihood.bestFit, far.likelihood.bestFit) { #expect(abs(one - two) < 1e-6) }
    }

    /// A rebased combination counts from every member's own maximum, so all of them must lie inside.
    @Test func widensUntilItHoldsEveryMember() throws {
        let toy = try Self.scan(center: Self.truth, best: [[0.5, -0.5], [0.62, -0.5]])
        #expect(toy.likelihood.members.allSatisfy { $0.atEdge.isEmpty })
        #expect(toy.windows > 1)
    }

    /// All of many events alike, and a single one.
    @Test(arguments: [1, 200]) func takesMoreNodesWhereTheLikelihoodIsNoParabola(_ events: Int) throws {
        let toy = try Self.scan(
            center: Self.truth, best: [[0.51, -0.49]], tolerance: 1e-4, cubic: 400, events: events)
        #expect(toy.evaluations > 15 && toy.likelihood.error <= 1e-4)
        #expect(toy.likelihood.members[0].surface.nodes == (events == 1 ? 6 : 4))
    }

    @Test func saysWhyThereIsNoMeasurement() throws {
        #expect(throws: ToyFailure.notFinite(member: 0)) {
            _ = try ToyLikelihood(
                nuisances: SmallEnsemble.names, center: Self.truth, deviations: [0.02, 0.02], truth: [0: 0.5],
                likelihood: SumOfFunctions { _, _, _ in .nan }, combination: .bma, seed: 1)
        }
        #expect(throws: ToyFailure.self) {
            // Without a maximum, whatever the window.
            _ = try ToyLikelihood(
                nuisances: SmallEnsemble.names, center: Self.truth, deviations: [0.02, 0.02], truth: [0: 0.5],
                likelihood: SumOfFunctions { _, _, point in 3 * point[0] + point[1] }, combination: .bma, seed: 1)
        }
    }

    /// Best fits spread as the Hessian says: intervals have their nominal coverage, and pulls are standard normal.
    @Test func coversAsPromisedWhereTheLikelihoodIsRight() throws {
        let expected = try #require(Self.expected)
        let factor = try #require(CovarianceRoot(expected.covariance))
        var (covered, joint, squares) = (0, 0, 0.0)
        let toys = 400
        for toy in 0..<toys {
            var stream = RandomStream(seed: 3, purpose: "toys", index: UInt64(toy))
            let best = zip(Self.truth, factor.times([stream.normal(), stream.normal()])).map(+)
            let scan = try Self.scan(center: Self.truth, best: [best])
            let measurement = try ToyMeasurement(scan.likelihood, truth: [0: Self.truth[0], 1: Self.truth[1]])
            if measurement.nuisances[0].isCovered { covered += 1 }
            if measurement.jointDeviance <= measurement.jointLevels.oneSigma { joint += 1 }
            squares += pow(measurement.nuisances[0].pull ?? .nan, 2)
        }
        // 68.27 % of 400 with four standard deviations of 9.3.
        #expect((236...310).contains(covered) && (236...310).contains(joint))
        // The mean of 400 squares of unit normals, four standard deviations of √(2/400).
        #expect(abs(squares / Double(toys) - 1) < 0.29)
    }

    @Test func pilotPlacesTheWindow() throws {
        func member(_ best: [Double]) -> MemberDerivatives {
            let d = zip([0.4, -0.4], best).map(-)
            return MemberDerivatives(
                logLikelihood: 0, gradient: Self.hessian.map { row in zip(row, d).reduce(0) { $0 + $1.0 * $1.1 } },
                hessian: Self.hessian)
        }
        let pilot = try #require(ToyPilot([member([0.5, -0.5]), member([0.6, -0.4])], at: [0.4, -0.4]))
        #expect(abs(pilot.center[0] - 0.55) < 1e-9 && abs(pilot.center[1] + 0.45) < 1e-9)
        let own = try #require(Self.expected).deviations[0]
        #expect(abs(pilot.deviations[0] - (own * own + 0.0025).squareRoot()) < 1e-9)
        #expect(pilot.curvature == Self.hessian)
        let saddle = MemberDerivatives(logLikelihood: 0, gradient: [0, 0], hessian: [[1, 0], [0, -1]])
        #expect(ToyPilot([saddle], at: [0, 0]) == nil)
    }
}

/// L with L Lᵀ = covariance, for two.
private struct CovarianceRoot {
    private let (a, b, c): (Double, Double, Double)

    init?(_ covariance: [[Double]]) {
        a = covariance[0][0].squareRoot()
        b = covariance[1][0] / a
        c = (covariance[1][1] - b * b).squareRoot()
        guard a > 0, c > 0 else { return nil }
    }

    func times(_ z: [Double]) -> [Double] { [a * z[0], b * z[0] + c * z[1]] }
}
