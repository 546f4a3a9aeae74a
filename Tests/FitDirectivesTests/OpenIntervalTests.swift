import Report
import Testing

@testable import FitDirectives

/// A scan states what its window shows, and no number for what lies outside.
@Suite struct OpenIntervalTests {
    /// A scan of the shift over a window, and its curve.
    private static func report(_ lower: Double, _ upper: Double) -> String {
        let report = TinyReport()
        let scan = """
            ```{scan} narrow
            fit: measurement
            nuisances: [shift]
            window: {shift: [\(lower), \(upper)]}
            half-width: 1.5
            tolerance: 1
            ```

            ```{plot} curve
            kind: curves
            of: [narrow]
            formats: [json, csv]
            ```

            ```{plot} plane-contours
            kind: contours
            of: [narrow]
            nuisances: [shift, squeeze]
            ```

            Shift is `{value} narrow.shift.best | .3` up to `{value} narrow.shift.upper | .3`.

            """
        return report.densities + report.fit + scan
    }

    /// What two scans of one fit look at is computed once, and is the same to the last bit.
    @Test func sharesTheLikelihoodWithOtherScansOfItsFit() async throws {
        let workplace = try Workplace()
        let report = TinyReport()
        func scan(_ label: String, _ nuisances: String, _ further: String = "") -> String {
            "```{scan} \(label)\nfit: measurement\nnuisances: [\(nuisances)]\nhalf-width: 1.5\ntolerance: 1\n\(further)```\n\n"
        }
        let text = report.densities + report.fit + scan("one", "shift") + scan("other", "shift, squeeze")
        let outcome = try await workplace.render(text + scan("without-prior", "squeeze", "prior: false\n"))
        let (one, other) = (outcome.value("one", "surfaces"), outcome.value("other", "surfaces"))
        #expect(one != nil && one == other && one == outcome.value("without-prior", "surfaces"))
        #expect(outcome.value("one", "nuisances.shift.best") == outcome.value("other", "nuisances.shift.best"))
        #expect(try workplace.storedParts(of: "likelihoods") == 1)
        // Another tolerance is another likelihood.
        _ = try await workplace.render(
            text + scan("finer", "shift").replacingOccurrences(of: "tolerance: 1", with: "tolerance: 0.5"))
        #expect(try workplace.storedParts(of: "likelihoods") == 2)
    }

    /// The best fit and σ of the shift in a window that holds all of its interval.
    private static func whole(_ workplace: Workplace) async throws -> (best: Double, sigma: Double) {
        let wide = """
            ```{scan} wide
            fit: measurement
            nuisances: [shift]
            half-width: 1.5
            tolerance: 1
            ```

            """
        let outcome = try await workplace.render(TinyReport().densities + TinyReport().fit + wide)
        let best = try #require(outcome.value("wide", "shift.best")?.double)
        let sigma = try #require(outcome.value("wide", "shift.sigma")?.double, "the wide window holds the interval")
        #expect(outcome.value("wide", "at-edge") == [])
        return (best, sigma)
    }

    @Test func leavesABoundOutsideTheWindowOpen() async throws {
        let workplace = try Workplace()
        let (best, sigma) = try await Self.whole(workplace)
        let outcome = try await workplace.render(Self.report(best - 3 * sigma, best + 0.4 * sigma))
        #expect(outcome.ran == ["curve", "narrow", "plane-contours"])
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let shift = try #require(outcome.value("narrow", "shift")?.object)
        #expect(shift["upper"] == "open" && shift["interval-two-sigma"]?[path: "upper"] == "open")
        #expect(shift["plus"] == nil && shift["sigma"] == nil && shift["interval-two-sigma"]?[path: "sigma"] == nil)
        let lower = try #require(shift["lower"]?.double)
        #expect(abs(lower - (best - sigma)) < 0.2 * sigma)
        #expect(try abs(#require(shift["minus"]?.double) - (#require(shift["best"]?.double) - lower)) < 1e-12)
        #expect(outcome.value("narrow", "at-edge") == [])

        let curve = try workplace.alternativeText("curve")
        #expect(curve.contains(/68 % interval −?\d[\d.]* to open, 95 % interval −?\d[\d.]* to open\./), "\(curve)")
        let contours = try workplace.alternativeText("plane-contours")
        #expect(contours.contains(/best fit ν_shift \S+ −\S+, upper bound open/), "\(contours)")
        #expect(curve.contains("upper bound open"), "\(curve)")
        #expect(try workplace.html.contains("title=\"narrow.shift.upper\">open</span>"))
    }

    @Test func saysThatTheBestFitRestsOnTheEdge() async throws {
        let workplace = try Workplace()
        let (best, sigma) = try await Self.whole(workplace)
        let outcome = try await workplace.render(Self.report(best - 3 * sigma, best - sigma))
        #expect(outcome.value("narrow", "at-edge") == ["shift"])
        #expect(outcome.value("narrow", "shift.upper") == "open")
        // The edge, or next to it: there the interpolation waves.
        #expect(try abs(#require(outcome.value("narrow", "shift.best")?.double) - (best - sigma)) < 0.02 * sigma)
        #expect(
            try workplace.section("narrow").contains(
                "The best fit of shift lies on the edge of the window: the maximum may lie outside."))
    }
}
