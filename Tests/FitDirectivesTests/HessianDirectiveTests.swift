import Foundation
import Inference
import Report
import Testing

@testable import FitDirectives

@Suite struct HessianDirectiveTests {
    private static let scanned = """
        ```{scan} plane
        fit: measurement
        nuisances: [shift, squeeze]
        half-width: 1.2
        tolerance: 0.5
        ```

        ```{hessian} minimum
        of: plane
        ```

        ```{scan} single
        fit: measurement
        ensemble: false
        nuisances: [shift, squeeze]
        tolerance: 0.1
        ```

        ```{hessian} curvature
        of: single
        ```

        The width is `{value} minimum.shift.sigma | .3`.

        """

    @Test func agreesWithTheScanAtItsBestFit() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(EnsembleReport(end: Self.scanned).text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.value("minimum", "outcome") == "positive definite")
        for name in ["shift", "squeeze"] {
            #expect(outcome.value("minimum", "\(name).at") == outcome.value("plane", "\(name).best"))
            // Two members apart are no parabola; a single fit nearly is one, over a wide σ.
            let scan = try #require(outcome.value("single", "\(name).sigma")?.double)
            let sigma = try #require(outcome.value("curvature", "\(name).sigma")?.double)
            #expect(abs(sigma / scan - 1) < 0.2, "\(name): \(sigma) and \(scan)")
        }
        // The scan's surface is right to 0.5 in −2 ln L, so its best fit is within half a σ.
        #expect(try #require(outcome.value("minimum", "distance")?.double) < 0.7)
        #expect(outcome.value("minimum", "weights")?.array?.count == 2)
        let section = try workplace.section("minimum")
        #expect(section.contains("2 members as rebased-bma") && section.contains("principal mode"))
    }

    @Test func ofOneMemberIsThatMembers() async throws {
        let workplace = try Workplace()
        let end = """
            ```{hessian} alone
            of: measurement
            at: {shift: 0.4}
            ```

            """
        let outcome = try await workplace.render(EnsembleReport(members: 1, end: end).text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.value("alone", "hessian") == outcome.value("alone", "members.0.hessian"))
        #expect(outcome.value("alone", "weights") == [1.0])
        #expect(outcome.value("alone", "shift.at")?.double == 0.4)
        #expect(outcome.value("alone", "squeeze.at") == outcome.value("measurement", "squeeze.best"))
        #expect(try workplace.section("alone").contains("the Newton step to it is"))
    }

    /// Two members that pull apart leave a saddle between them, and result and page say so.
    @Test func saysWhereItIsNotPositiveDefinite() throws {
        let members = [3.0, -3].map { pull in
            MemberDerivatives(logLikelihood: 0, gradient: [pull, 0], hessian: [[4, 0], [0, 2]])
        }
        let result = HessianDirective.Result(
            EnsembleHessian(members: members, combination: .bma), of: members, at: [0, 0],
            order: ["shift", "squeeze"], combination: .bma, prior: true)
        #expect(result.outcome == .notPositiveDefinite)
        #expect(result.nuisances["shift"]?.sigma == nil && result.covariance == nil)
        // 4 − 3² and 2.
        #expect(result.eigenvalues == [-5, 2])
        let findings = HessianDirective.health(result, isBestFit: true)
        let finding = try #require(findings.first { $0.check == HessianDirective.notPositiveDefinite })
        #expect(
            finding.sentence.contains("Not positive definite: its eigenvalues are −5, 2.")
                && finding.sentence.contains("no covariance follows"))
    }

    @Test func isTheSameForOneThreadAndTwo() async throws {
        let workplace = try Workplace()
        let text = EnsembleReport(end: Self.scanned).text
        let one = try await workplace.render(text, jobs: 1, store: "one")
        let two = try await workplace.render(text, jobs: 2, store: "two")
        #expect(one.run?.artifact("minimum") == two.run?.artifact("minimum"))
        #expect(one.run?.artifact("minimum") != nil)
    }
}
