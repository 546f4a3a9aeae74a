import Foundation
import Testing

@testable import Inference

@Suite struct EnsembleHessianTests {
    static let point = [0.25, -0.45]

    /// ∂ and ∂² of −ℓ, in closed form.
    static func derivatives(_ parabola: SmallEnsemble.Parabola, at point: [Double]) -> MemberDerivatives {
        let d = zip(point, parabola.bestFit).map(-)
        return MemberDerivatives(
            logLikelihood: parabola.logLikelihood(point),
            gradient: parabola.hessian.map { $0[0] * d[0] + $0[1] * d[1] }, hessian: parabola.hessian)
    }

    static let members = SmallEnsemble.parabolas.map { derivatives($0, at: point) }

    @Test(arguments: EnsembleCombination.allCases)
    func isTheMembersForOneMember(_ combination: EnsembleCombination) throws {
        for copies in [1, 5] {
            let hessian = EnsembleHessian(members: (0..<copies).map { _ in Self.members[0] }, combination: combination)
            for (row, expected) in zip(hessian.matrix, Self.members[0].hessian) {
                for (value, expected) in zip(row, expected) { #expect(abs(value - expected) < 1e-14 * 30) }
            }
            let normal = try #require(hessian.outcome.approximation)
            // [[30, 6], [6, 20]]⁻¹ = [[20, −6], [−6, 30]] / 564.
            #expect(abs(normal.deviations[0] - (20.0 / 564).squareRoot()) < 1e-15)
            #expect(abs(normal.deviations[1] - (30.0 / 564).squareRoot()) < 1e-15)
            #expect(abs(normal.covariance[0][1] + 6.0 / 564) < 1e-15)
            #expect(abs(normal.correlation[1][0] + 6 / 600.0.squareRoot()) < 1e-14)
            // A parabola's Newton step ends at its vertex.
            #expect(abs(normal.newtonStep[0] + 0.05) < 1e-15)
            #expect(abs(normal.newtonStep[1] - 0.05) < 1e-15)
            #expect(abs(normal.newtonStepInDeviations[0] + 0.05 / (20.0 / 564).squareRoot()) < 1e-13)
            let gain = 2 * (3 - SmallEnsemble.parabolas[0].logLikelihood(Self.point))
            #expect(abs(normal.distance * normal.distance - gain) < 1e-14)
        }
    }

    /// Second differences of the combined −ln L of parabolas; their error falls by four where the step is halved.
    @Test(arguments: EnsembleCombination.allCases)
    func isTheHessianOfTheCombination(_ combination: EnsembleCombination) {
        let maxima = SmallEnsemble.parabolas.map(\.offset)
        func combined(_ first: Double, _ second: Double) -> Double {
            let point = [Self.point[0] + first, Self.point[1] + second]
            return -combination.combine(
                SmallEnsemble.parabolas.map { $0.logLikelihood(point) }, memberMaxima: maxima
            ).value
        }
        func differences(_ h: Double) -> [[Double]] {
            let mixed = (combined(h, h) - combined(h, -h) - combined(-h, h) + combined(-h, -h)) / (4 * h * h)
            let first = (combined(h, 0) - 2 * combined(0, 0) + combined(-h, 0)) / (h * h)
            return [[first, mixed], [mixed, (combined(0, h) - 2 * combined(0, 0) + combined(0, -h)) / (h * h)]]
        }
        let hessian = EnsembleHessian(members: Self.members, combination: combination)
        let (coarse, fine) = (differences(4e-3), differences(2e-3))
        for row in 0..<2 {
            for column in 0..<2 {
                let exact = hessian.matrix[row][column]
                let (far, near) = (coarse[row][column] - exact, fine[row][column] - exact)
                if combination.isEnvelope {
                    // Without a change of the best member close by, it is one parabola.
                    #expect(abs(near) < 1e-8)
                } else {
                    #expect(abs(far) > 1e-6)
                    #expect(abs(far / near - 4) < 0.1)
                }
            }
            let step = 1e-5
            let slope =
                row == 0
                ? combined(step, 0) - combined(-step, 0) : combined(0, step) - combined(0, -step)
            #expect(abs(hessian.gradient[row] - slope / (2 * step)) < 1e-6)
        }
    }

    @Test func decomposesIntoMeanAndSpread() {
        let hessian = EnsembleHessian(members: Self.members, combination: .bma)
        #expect(abs(hessian.weights.reduce(0, +) - 1) < 1e-15)
        for k in 0..<2 {
            #expect(hessian.gradientCovariance[k][k] > 0)
            #expect(hessian.matrix[k][k] == hessian.meanHessian[k][k] - hessian.gradientCovariance[k][k])
        }
    }

    @Test func ignoresOffsetsWhenRebased() {
        let shifted = zip(Self.members, [100.0, -3, 7]).map {
            MemberDerivatives(logLikelihood: $0.logLikelihood + $1, gradient: $0.gradient, hessian: $0.hessian)
        }
        let plain = EnsembleHessian(members: Self.members, combination: .rebasedBMA)
        #expect(plain.matrix == EnsembleHessian(members: shifted, combination: .rebasedBMA).matrix)
        #expect(plain.matrix != EnsembleHessian(members: shifted, combination: .bma).matrix)
    }

    @Test func namesPrincipalModesFromTheWidest() throws {
        let member = MemberDerivatives(logLikelihood: 0, gradient: [0, 0], hessian: [[5, -3], [-3, 5]])
        let normal = try #require(EnsembleHessian(members: [member], combination: .bma).outcome.approximation)
        // Eigenvalues 2 along (1, 1) and 8 along (1, −1).
        #expect(abs(normal.modes[0].deviation - 0.5.squareRoot()) < 1e-15)
        #expect(abs(normal.modes[1].deviation - 0.125.squareRoot()) < 1e-15)
        for (mode, sign) in zip(normal.modes, [1.0, -1]) {
            #expect(abs(mode.direction[0] - 0.5.squareRoot()) < 1e-15)
            #expect(abs(mode.direction[1] - sign * 0.5.squareRoot()) < 1e-15)
        }
        // Σ σ_k² e_k e_kᵀ is the covariance.
        for row in 0..<2 {
            for column in 0..<2 {
                let rebuilt = normal.modes.reduce(0) {
                    $0 + $1.deviation * $1.deviation * $1.direction[row] * $1.direction[column]
                }
                #expect(abs(rebuilt - normal.covariance[row][column]) < 1e-15)
            }
        }
    }

    @Test func reportsASaddleBetweenMembersAsSuch() {
        // Two members at ±1 of curvature 9: between them 9 − 81 along the first nuisance.
        let members = [-1.0, 1].map {
            MemberDerivatives(logLikelihood: 0, gradient: [9 * $0, 0], hessian: [[9, 0], [0, 4]])
        }
        let hessian = EnsembleHessian(members: members, combination: .rebasedBMA)
        guard case .notPositiveDefinite(let eigenvalues) = hessian.outcome else {
            Issue.record("\(hessian.outcome)")
            return
        }
        #expect(abs(eigenvalues[0] + 72) < 1e-12)
        #expect(abs(eigenvalues[1] - 4) < 1e-12)
        #expect(hessian.outcome.approximation == nil)
    }

    @Test func namesMembersThatHaveNoMinimum() {
        let saddle = MemberDerivatives(logLikelihood: 0, gradient: [0, 0], hessian: [[1, 2], [2, 1]])
        let rebased = EnsembleHessian(members: [Self.members[0], saddle], combination: .rebasedBMA)
        guard case .membersNotPositiveDefinite([1]) = rebased.outcome else {
            Issue.record("\(rebased.outcome)")
            return
        }
    }

    @Test(arguments: EnsembleCombination.allCases)
    func namesMembersThatAreNotFinite(_ combination: EnsembleCombination) {
        let broken = MemberDerivatives(logLikelihood: 0, gradient: [.nan, 0], hessian: [[1, 0], [0, 1]])
        let hessian = EnsembleHessian(members: [broken, Self.members[0]], combination: combination)
        guard case .membersNotFinite([0]) = hessian.outcome else {
            Issue.record("\(hessian.outcome)")
            return
        }
    }

    /// The scan's own curvature: exact for members that are parabolas, at the combined best fit.
    @Test(arguments: [EnsembleCombination.bma, .rebasedBMA])
    func agreesWithTheScanOfParabolas(_ combination: EnsembleCombination) throws {
        let scan = SurfaceLikelihood(
            members: SmallEnsemble.members(SmallEnsemble.parabolas.map(\.surface)), combination: combination)
        let hessian = EnsembleHessian(
            members: scan.members.map { member in
                let derivatives = member.surface.derivatives(at: scan.bestFit)
                return MemberDerivatives(
                    LikelihoodDerivatives(
                        value: derivatives.value, gradient: derivatives.gradient, hessian: derivatives.hessian))
            }, combination: combination)
        let direct = scan.derivatives(at: scan.bestFit)
        for (row, expected) in zip(hessian.matrix, direct.hessian) {
            for (value, expected) in zip(row, expected) { #expect(abs(value + expected) < 1e-9) }
        }
        let normal = try #require(hessian.outcome.approximation)
        #expect(normal.distance < 1e-6)
    }
}
