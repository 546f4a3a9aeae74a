import Report
import Samples
import SyntheticSamples
import Testing

@testable import FitDirectives

/// `diagnose` cells in reports: their figures, events from files, and what is refused before anything runs.
@Suite struct DiagnoseReportTests {
    private static let cells = """
        ```{diagnose} checked
        of: kinematics-response
        events: 400
        ```

        ```{diagnose} score-checked
        of: score
        kinematics: kinematics
        events: 400
        ```

        ```{plot} probabilities
        kind: calibration
        of: [score-checked]
        ```

        ```{diagnose} elsewhere
        of: kinematics-response
        sample: nominal
        points: [{shift: 0.5, squeeze: 0.5}, {}]
        events: 200
        ```

        ```{plot} laws
        kind: z-histograms
        of: [checked]
        ```

        ```{plot} areas
        kind: two-sample
        of: [checked]
        ```

        ```{check} claims
        claims:
          - {claim: It is a density, value: checked.worst.auc.value, below: 1}
        ```

        `{value} checked.points.4.classes.b.auc.nats` `{value} checked.points.0.classes.a.gap.value`

        """

    @Test func standsInAReportWithItsFigures() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(TinyReport().densities + Self.cells)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        // Nominal and four templates, two classes; z, |z|², marginals, a pair, the AUC.
        #expect(outcome.value("checked", "points")?.array?.count == 5)
        #expect(outcome.value("checked", "worst.tests")?.int == 5 * (2 * 7 + 1))
        #expect(outcome.value("checked", "points.1.at.shift")?.double == 1)
        // The pairs of a score with x, and of both scores.
        #expect(outcome.value("score-checked", "points")?.array?.count == 1)
        #expect(outcome.value("score-checked", "worst.tests")?.int == 2 * (3 + 2 + 5 + 1) + 1)
        #expect(outcome.value("elsewhere", "points.0.at.squeeze")?.double == 0.5)
        for label in ["checked", "score-checked", "elsewhere"] {
            #expect(try #require(outcome.value(label, "gap.value")?.double).isFinite)
            #expect(try workplace.section(label).contains("class and point"))
            #expect(try workplace.section(label).contains("few-held-out"))
        }
        #expect(try workplace.alternativeText("laws").contains("largest KS distance"))
        #expect(try workplace.alternativeText("areas").contains("Largest AUC"))
        #expect(outcome.value("areas", "classes.1.ideal")?.array?.count == 5)
        #expect(try workplace.alternativeText("probabilities").contains("over its predicted probability"))
        #expect(outcome.value("probabilities", "symbol")?.string == "*p*(*c*|*x*,*y*)")
        #expect(try #require(outcome.value("score-checked", "worst.calibration.value")?.double).isFinite)
    }

    /// Events from files, with weights of both signs and without a truth.
    @Test func takesEventsFromFiles() async throws {
        let workplace = try Workplace()
        let files = try LoadedFiles(in: workplace.folder, events: 3000, data: 100)
        #expect(files.data.events == 100)
        let text = """
            ---
            seed: 5
            defaults:
              train: {hidden: [8], transforms: 1, bins: 6, steps: 30, batch: 256}
            ---


            """ + LoadedFiles.simulationCell("weight: w") + """
                ```{train} features
                density: kinematics
                sample: simulation
                ```

                ```{train} features-response
                base: features
                sample: simulation
                ```

                ```{diagnose} base-checked
                of: features
                ```

                ```{diagnose} checked
                of: features-response
                points: [{}, {scale: -1}]
                ```

                """
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.value("base-checked", "points")?.array?.count == 1)
        #expect(outcome.value("checked", "points.1.at.scale")?.double == -1)
        #expect(outcome.value("checked", "gap") == nil)
        let events = try #require(outcome.value("base-checked", "points.0.classes.peak.events")?.double)
        let effective = try #require(outcome.value("base-checked", "points.0.classes.peak.effective")?.double)
        // A tenth of a third of 3000, of which one of five has a negative weight: N_eff is half of it.
        #expect(events > 50 && events < 150 && abs(effective / events - 0.5) < 0.2)
        #expect(outcome.value("base-checked", "points.0.classes.peak.z.2.ks")?.double != nil)
        #expect(try workplace.section("checked").contains("signal at scale"))
    }

    @Test(arguments: [
        ("of: score\npoints: {shift: 1}", "'score' does not respond to shift: it is that of nominal events"),
        ("of: score-response\npoints: [{shift: 1}, {shfit: 1}]", "has no nuisance 'shfit'; did you mean 'shift'?"),
        ("of: score-response\npoints: [{shift: 1}, {shift: 1}]", "shift +1 stands here twice"),
        ("of: score\nsample: data", "the scores of 'data' are distorted as those of data are"),
        ("of: data", "'data'"), ("of: score\nsample: kinematics", "'kinematics'"), ("of: score\nevents: 10", "events"),
        ("of: kinematics\nkinematics: kinematics", "'kinematics' is p(x|c) itself"),
        ("of: score\nkinematics: score", "'score' is p(y|x,c)"),
        ("of: score-response\nkinematics: kinematics\npoints: [{}]", "'kinematics' does not respond to shift, squeeze"),
    ]) func isRefusedBeforeAnythingRuns(_ options: String, _ words: String) throws {
        let text = TinyReport().densities + "```{diagnose} checked\n\(options)\n```\n"
        let messages = try Workplace().messages(text)
        #expect(messages.count == 1 && messages[0].contains(words), "\(messages)")
    }

    @Test func asksOfFilesOnlyWhatTheyHave() throws {
        let workplace = try Workplace()
        _ = try LoadedFiles(in: workplace.folder, events: 300, data: 100)
        let text =
            LoadedFiles.simulationCell("weight: w") + """
                ```{train} features
                density: kinematics
                sample: simulation
                ```

                ```{train} features-response
                base: features
                sample: simulation
                ```

                ```{diagnose} checked
                of: features-response
                ```

                `{value} checked.gap.value`

                ```{diagnose} between
                of: features-response
                points: {scale: 0.5}
                ```

                ```{generate} benchmark
                events: 100
                ```

                ```{diagnose} other
                of: features
                sample: benchmark
                ```

                """
        let messages = try workplace.messages(text)
        #expect(messages.count == 3, "\(messages)")
        #expect(
            messages.contains { $0.contains("'simulation' has no events at scale +0.5") && $0.contains("nominal; ") })
        #expect(messages.contains { $0.contains("'checked' has no value 'gap.value'") })
        #expect(messages.contains { $0.contains("'features' was trained on energy, angle, mass, tag") })
    }

    @Test(arguments: [
        "checked.points.5.classes.a.auc.value", "checked.points.0.classes.C.auc.value",
        "checked.points.0.classes.a.z.2.ks", "checked.points.0.classes.a.features.x2.auc.value",
        "checked.worst.auk.value",
    ]) func isNamedRightlyOrNotAtAll(_ path: String) throws {
        let text = TinyReport().densities + Self.cells + "`{value} \(path)`\n"
        let messages = try Workplace().messages(text)
        #expect(messages.count == 1 && messages[0].contains("has no value"), "\(messages)")
    }
}
