import Report
import Testing

@testable import FitDirectives

/// Failures of cells in a document without a mistake.
@Suite struct FailureTests {
    /// A learning rate far too high, undamped squares and eight layers make e^s overflow within a few steps.
    private static let explosion = """
        base: score
        sample: templates
        layers: 8
        damping: 1
        learning-rate: 1
        """

    @Test func failsTheCellWhoseTrainingIsNotFinite() async throws {
        let workplace = try Workplace()
        var report = TinyReport()
        report.end = """
            ```{train} explosion
            \(Self.explosion)
            ```

            ```{fit} lost
            data: data
            kinematics: kinematics-response
            score: explosion
            ```

            ```{scan} after
            fit: lost
            nuisances: [shift]
            ```

            """
        let outcome = try await workplace.render(report.text)
        #expect(outcome.exitStatus == 1)
        guard case .failed(let message, _)? = outcome.run?.results["explosion"]?.outcome else {
            Issue.record("the training ended: \(String(describing: outcome.run?.results["explosion"]?.outcome))")
            return
        }
        let step = try #require(message.firstMatch(of: /is not finite at step (\d+)/)?.1)
        #expect((1...60).contains(Int(step) ?? 0))
        #expect(outcome.messages.count == 1 && outcome.messages[0].contains("'explosion' failed: \(message)"))
        #expect(outcome.run?.results["lost"]?.outcome == .blocked(by: "explosion"))
        #expect(outcome.run?.results["after"]?.outcome == .blocked(by: "explosion"))
        #expect(
            outcome.ran == [
                "data", "kinematics", "kinematics-response", "measurement", "nominal", "plane", "score",
                "score-response", "templates",
            ])
        #expect(try workplace.section("explosion").contains("is not finite at step \(step)"))
        #expect(try workplace.section("lost").contains("it uses <a href=\"#explosion\">explosion</a>, which failed."))
        #expect(try workplace.section("after").contains("it depends on <a href=\"#explosion\">"))
    }

    @Test func failsAtTheSameStepWithAnyNumberOfThreads() async throws {
        let workplace = try Workplace()
        var report = TinyReport()
        report.end = "```{train} explosion\n\(Self.explosion)\n```\n"
        let one = try await workplace.render(report.densities + report.end, jobs: 1)
        let two = try await workplace.render(report.densities + report.end, jobs: 2)
        #expect(one.exitStatus == 1)
        #expect(one.messages == two.messages)
    }

    /// Base flows respond to no nuisance: T alone is fitted, and there is nothing to scan.
    @Test func fitsWithoutNuisances() async throws {
        let workplace = try Workplace()
        let fit = """
            ```{fit} alone
            data: data
            kinematics: kinematics
            score: score
            hidden: [8]
            epochs: 1
            ```

            """
        let outcome = try await workplace.render(TinyReport().densities + fit)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(try workplace.section("alone").contains("no nuisance profiled"))
    }

    @Test func fitsAndScansANormalizationWithAShapeFixed() async throws {
        let workplace = try Workplace()
        let cells = """
            ```{fit} measurement
            data: data
            kinematics: kinematics-response
            score: score-response
            hidden: [8]
            epochs: 1
            fixed: {squeeze: -0.5}
            normalization: {mix: {uncertainty: 0.1, response: [1, -1]}}
            ```

            ```{scan} plane
            fit: measurement
            nuisances: [mix, shift]
            half-width: 0.3
            tolerance: 1
            ```

            ```{plot} contours
            kind: contours
            of: [plane]
            ```

            """
        let outcome = try await workplace.render(TinyReport().densities + cells)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let mix = try #require(outcome.value("plane", "mix"))
        #expect(mix.object?["best"]?.double != nil && mix.object?["truth"] == nil)
        #expect(outcome.value("plane", "shift.truth")?.double == 0.5)
        #expect(outcome.value("plane", "squeeze") == nil)
        #expect(try workplace.alternativeText("contours").contains("mix"))
    }
}
