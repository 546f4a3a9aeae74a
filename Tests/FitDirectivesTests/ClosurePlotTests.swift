import Foundation
import Report
import SyntheticBenchmark
import Testing

@testable import FitDirectives

/// Closures of densities: what the figures must contain.
@Suite struct ClosurePlotTests {
    @Test func drawsEveryKindWithoutAMessage() async throws {
        let figures = try await RenderedFigures.shared
        #expect(figures.outcome.messages == [])
        #expect(figures.outcome.exitStatus == 0)
    }

    /// x₁ of class A is normal with mean −0.5 and σ 0.9: Pearson's χ² of the counts against the exact expectation.
    @Test func countsEventsOfTheTruthAsItsClosedFormHasThem() async throws {
        let figures = try await RenderedFigures.shared
        let table = "1 class A"
        let lower = try figures.column("base-x", table, "lower edge")
        let upper = try figures.column("base-x", table, "upper edge")
        let counts = try figures.column("base-x", table, "truth")
        let model = try figures.column("base-x", table, "model")
        func cumulative(_ x: Double) -> Double { 0.5 * erfc(-(x + 0.5) / 0.9 / 2.0.squareRoot()) }
        var chi = 0.0
        for bin in counts.indices {
            let expected = 2000 * (cumulative(upper[bin]) - cumulative(lower[bin]))
            if expected > 5 { chi += (counts[bin] - expected) * (counts[bin] - expected) / expected }
        }
        // 12 bins or so: 40 is beyond one in ten thousand.
        #expect(chi < 40)
        // A model of the same number of events; classes are drawn, so by half of 4000 within 5 √(4000)/2 and share ¼.
        #expect(abs(counts.reduce(0, +) - 2000) < 160 && abs(model.reduce(0, +) - 2000) < 160)
        let sum = try figures.number("base-x", "chi-squared")
        // Within the rounding of a JSON reader.
        #expect(try abs(sum - figures.value("base-x", "chi-squared")) < 1e-12 * sum)
        #expect(try figures.alternativeText("base-x").contains("class A: χ² "))
    }

    @Test func cutsScoresByClassAndKinematics() async throws {
        let figures = try await RenderedFigures.shared
        let names = try figures.tables("base-y")
        #expect(
            names.filter { $0.contains("class A") }.count == 3 && names.filter { $0.contains("class B") }.count == 3)
        let events = try names.flatMap { try figures.column("base-y", $0, "truth") }.reduce(0, +)
        // All but what lies beyond the central 99.8 %.
        #expect(events > 3960 && events <= 4000)
    }

    @Test func evaluatesTheTrueDensityOnTheGrid() async throws {
        let figures = try await RenderedFigures.shared
        let grid = try figures.result("base-contours", "contours.0").decoded(as: DensityGrids.self)
        let normal = BenchmarkModel().score(SIMD2(0.3, -0.2), .a, at: .nominal)
        let (i, j) = (33, 47)
        let place = SIMD2(grid.x[i], grid.y[j])
        #expect(abs(grid.truth[j * grid.x.count + i] - exp(normal.logDensity(at: place))) < 1e-12)
        // Both densities have nearly all of their mass in the window of ±3.4σ.
        let cell = (grid.x[1] - grid.x[0]) * (grid.y[1] - grid.y[0])
        #expect(abs(grid.truth.reduce(0, +) * cell - 1) < 0.005)
        #expect(abs(grid.model.reduce(0, +) * cell - 1) < 0.1)
        #expect(try figures.alternativeText("base-contours").contains("of the truth"))
    }

    /// The training states the gap at its templates on other events.
    @Test func statesTheGapAtTemplatesAsTheTrainingDoes() async throws {
        let figures = try await RenderedFigures.shared
        for template in 0..<4 {
            let own = try figures.number("residual-x", "points.\(template).gap.value")
            let error = try figures.number("residual-x", "points.\(template).gap.error")
            let other = try figures.number("kinematics-response", "gaps.\(template).value")
            let otherError = try figures.number("kinematics-response", "gaps.\(template).error")
            #expect(abs(own - other) < 5 * (error * error + otherError * otherError).squareRoot(), "\(template)")
            #expect(try figures.result("residual-x", "points.\(template).trained-on") == true)
        }
        #expect(try figures.result("residual-x", "points.4.trained-on") == false)
        #expect(try figures.result("residual-x", "points.4.name") == "shift +1, squeeze +1")
        let gaps = try figures.column("residual-x", "closure", "gap")
        let largest = try figures.number("residual-x", "largest-gap.value")
        #expect(try abs(#require(gaps.max()) - largest) < 1e-12)
        let words = try figures.alternativeText("residual-x")
        #expect(words.contains(#/Best of \d templates: \S.*: χ² \S+ in \d+ bins.*; worst: \S.*: χ² /#), "\(words)")
        #expect(words.contains(/gap to the truth \S+ ± \S+ nats an event/), "\(words)")
    }

    @Test func namesPointsThatWereNeverTrainedOn() async throws {
        let figures = try await RenderedFigures.shared
        let words = try figures.alternativeText("residual-contours")
        #expect(words.contains("ν_shift = +2 (never trained on): the model"), "\(words)")
    }
}
