import Foundation
import Report
import Statistics
import Testing

@testable import FitDirectives

/// Figures of Hessians and of toys: what they must contain.
@Suite struct CurvaturePlotTests {
    @Test func drawsTheCorrelationsOfTheHessian() async throws {
        let figures = try await RenderedFigures.shared
        let correlation = try figures.number("curvature", "shift.correlation.squeeze")
        let column = try figures.column("correlations", "correlation", "ν_squeeze")
        // Foundation's reader of JSON may miss the last digit.
        #expect(column.count == 2 && abs(column[0] - correlation) < 1e-15 && column[1] == 1)
    }

    @Test func drawsTheEllipseOfTheHessianOverTheScan() async throws {
        let figures = try await RenderedFigures.shared
        for (name, axis) in [("shift", "x"), ("squeeze", "y")] {
            let sigma = try figures.number("curvature", "\(name).sigma")
            #expect(try abs(figures.value("ellipses", "sigma \(axis)") - sigma) < 1e-12)
        }
        // The ellipse of 68 % reaches √2.30 σ along an axis.
        let table = try #require(try figures.tables("ellipses").first { $0.contains("ellipse") })
        let x = try figures.column("ellipses", table, "ν_shift")
        let sigma = try figures.number("curvature", "shift.sigma")
        let reach = try #require(x.max()) - #require(x.min())
        #expect(abs(reach / (2 * sigma) - ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 2).squareRoot()) < 1e-3)
    }

    /// ±σ along a direction moves scores to opposite sides, to first order.
    @Test func movesScoresToBothSidesAlongAPrincipalDirection() async throws {
        let figures = try await RenderedFigures.shared
        let panels = try figures.result("morphings", "panels").decoded(as: [FieldPanel].self)
        #expect(panels.count == 4)
        for panel in panels {
            var (odd, even) = (0.0, 0.0)
            for (tail, (plus, minus)) in zip(panel.tails, zip(panel.fields[0].heads, panel.fields[1].heads)) {
                let (difference, sum) = (plus - minus, plus + minus - 2 * tail)
                odd += (difference * difference).sum()
                even += (sum * sum).sum()
            }
            #expect(odd > 0 && even < 0.1 * odd, "\(panel.heading): \(odd) \(even)")
        }
    }

    @Test func drawsThePullsAndTheCoverageThatTheToysHave() async throws {
        let figures = try await RenderedFigures.shared
        for name in ["shift", "squeeze"] {
            let mean = try figures.number("toys", "\(name).pull.mean")
            #expect(try abs(figures.value("pull-distribution", "ν_\(name) mean") - mean) < 1e-9)
        }
        let covered = try figures.column("coverage-bands", "coverage of 68 % intervals", "covered")
        let paths =
            ["shift", "squeeze", "joint"]
            + ["x-alone", "distortion-known"].flatMap { key in
                ["\(key).shift", "\(key).squeeze"]
            }
        #expect(try covered == paths.map { try figures.number("toys", "\($0).covered-68.covered") })
    }

    @Test func laysTheContoursOfToysAroundTheTruth() async throws {
        let figures = try await RenderedFigures.shared
        #expect(try figures.value("toy-contours", "truth x") == 0.5)
        #expect(try figures.value("toy-contours", "truth y") == -0.5)
        let holding = try figures.value("toy-contours", "contours that hold the truth")
        #expect(try holding == figures.number("toys", "joint.covered-68.covered"))
        #expect(try figures.column("toy-contours", "toys", "toy").count == Int(figures.number("toys", "measured")))
    }
}
