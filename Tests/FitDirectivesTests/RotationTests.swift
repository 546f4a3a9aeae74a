import Foundation
import Report
import Testing

@testable import FitDirectives

/// The benchmark's third nuisance, which acts where the sample gives it a scale.
@Suite struct RotationTests {
    private var densities: String {
        TinyReport().densities
            .replacing("events: ", with: "settings: {rotation-scale: 0.2}\nevents: ")
            .replacing("{squeeze: -1}]", with: "{squeeze: -1}, {rotation: 1}, {rotation: -1}]")
            .replacing("at: {shift: 0.5, squeeze: -0.5}", with: "at: {shift: 0.5, squeeze: -0.5, rotation: 0.3}")
    }

    @Test func runsThroughEveryVerb() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            densities + TinyReport().fit + """
                ```{profile} amortized
                fit: measurement
                events: 2000
                batch: 200
                layers: 1
                hidden: [8]
                epochs: 1
                ```

                ```{scan} plane
                fit: measurement
                nuisances: [shift, rotation]
                half-width: 1
                tolerance: 1
                ```

                ```{hessian} curvature
                of: measurement
                ```

                ```{coverage} toys
                of: measurement
                toys: 1
                tolerance: 1
                ```

                ```{plot} responses
                kind: responses
                of: [score-response]
                nuisance: rotation
                ```

                ```{plot} displacement
                kind: displacement
                of: [kinematics-response]
                nuisance: rotation
                arrows: 5
                ```

                """)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let names = ["shift", "squeeze", "rotation"]
        for label in ["measurement", "plane", "curvature", "toys"] {
            #expect(try #require(outcome.value(label, "order")).decoded(as: [String].self) == names, "\(label)")
        }
        #expect(outcome.value("measurement", "nuisances.rotation.truth")?.double == 0.3)
        #expect(outcome.value("data", "information.x-alone.nuisances.rotation.sigma")?.double != nil)
        #expect(outcome.value("amortized", "window.rotation.upper")?.double != nil)
    }
}
