import Report
import Testing

@testable import FitDirectives

/// What `train` finds wrong with its results.
@Suite struct TrainingFindingsTests {
    static func training(
        best: Int, end: String = "all-steps", validation: Double = 1.2, _ changes: [String: Value] = [:]
    ) -> Value {
        let whole: [String: Value] = [
            "density": "kinematics", "nuisances": [], "parameters": 10, "steps": 1000, "best-step": .integer(best),
            "end": .string(end), "loss": 1.2, "validation": .number(validation), "validation-events": 500,
            "untaught": [], "untaught-pairs": [], "history": ["points": []],
        ]
        return .object(whole.merging(changes) { $1 })
    }

    /// Held-out losses before the first step and along the training.
    private static func course(_ start: Double, _ losses: [Double]) -> Value {
        let points = losses.enumerated().map { index, loss -> Value in
            [
                "step": .integer(index + 1), "loss": 1, "validation": .number(loss), "learning-rate": 1e-3,
                "tracked": [],
            ]
        }
        return training(best: 1000, ["history": ["start": .number(start), "points": .array(points)]])
    }

    private static func gap(_ value: Double, error: Double, course: Value? = nil) -> Value {
        let gap: Value = [
            "point": ["shift": 1], "value": .number(value), "error": .number(error), "loss": 1.2, "events": 500,
        ]
        return training(best: 1000, ["gap": gap, "history": course?[path: "history"] ?? ["points": []]])
    }

    /// One point where 10 000 events have σ = 0.02, unless another σ of one event is given.
    private static func bias(_ value: Double, error: Double = 0.0001, sigma: Double = 2) -> Value {
        let point: Value = [
            "bias": ["shift": .number(value)], "error": ["shift": .number(error)], "at": ["shift": 1],
            "sigma-per-event": ["shift": .number(sigma)], "information": ["shift": ["shift": 0.25]], "events": 500,
        ]
        let worst: Value = ["value": .number(value), "error": .number(error), "at": ["shift": 1]]
        return training(
            best: 1000,
            [
                "bias": [
                    "worst": ["shift": worst], "sigma-per-event": ["shift": .number(sigma)], "points": [point],
                ]
            ])
    }

    @Test(arguments: [
        (training(best: 1000), []), (training(best: 600), []), (training(best: 0), ["no-step-helped"]),
        (training(best: 400), ["early-weights"]), (training(best: 400, end: "plateau"), []),
        (training(best: 1000, validation: .nan), ["not-finite"]),
        (training(best: 0, validation: .infinity), ["not-finite", "no-step-helped"]),
    ]) func ofATraining(_ result: Value, _ names: [String]) throws { try FindingsReport.expect("score", result, names) }

    @Test(arguments: [
        (course(3, [2.5, 2.3, 2.21, 2.205, 2.2]), []),
        (course(3, [2.2, 2.25, 2.21, 2.2, 2.2]), []),
        // A gain of 0.8, of which the second half brought 0.1.
        (course(3, [2.6, 2.3, 2.25, 2.2, 2.2]), ["too-brief"]),
        (course(3, [2.2, 2.7, 2.21, 2.2, 2.2]), ["unsteady"]),
        (course(3, [2.2, 3.2, 2.21, 2.2, 2.2]), ["diverged"]),
        (course(3, [2.5, 2.9, 3.1, 3.2, 3.4]), ["diverged"]),
        (course(3, [2.2, .nan, 2.2, 2.2, 2.2]), ["diverged"]),
        (course(3, [2.999, 2.998, 3.0005, 2.998, 2.998]), []),
    ]) func ofTheCourseOfATraining(_ result: Value, _ names: [String]) throws {
        try FindingsReport.expect("score", result, names)
    }

    private static let brief = course(3, [2.6, 2.3, 2.25, 2.2, 2.2])

    @Test(arguments: [
        (gap(0.0002, error: 0.0001), []), (gap(0.0050, error: 0.0012), []), (gap(0.012, error: 0.002), []),
        (gap(0.016, error: 0.001), ["wide-gap"]), (gap(0.035, error: 0.001), ["far-from-truth"]),
        (gap(0.3, error: 0.01), ["far-from-truth"]), (gap(0.05, error: 0.03), []),
        (gap(0.0002, error: 0.0001, course: brief), []),
        (gap(0.016, error: 0.001, course: brief), ["too-brief", "wide-gap"]),
    ]) func ofAGap(_ result: Value, _ names: [String]) throws { try FindingsReport.expect("score", result, names) }

    @Test(arguments: [
        (training(best: 1000, ["untaught": ["squeeze"]]), ["untaught-nuisance"]),
        (training(best: 1000, ["untaught-pairs": [["shift", "squeeze"]]]), ["untaught-pair"]),
        (
            training(best: 1000, ["untaught": ["squeeze"], "untaught-pairs": [["shift", "squeeze"]]]),
            ["untaught-nuisance", "untaught-pair"]
        ),
        (bias(0.0001), []), (bias(0.005), []), (bias(-0.008), ["noticeable-bias"]), (bias(0.03), ["large-bias"]),
        // What may be chance, and what the prior of the nuisance settles.
        (bias(0.03, error: 0.015), []), (bias(0.03, error: 0.01), ["noticeable-bias"]), (bias(3, sigma: 200), []),
        (bias(.nan, error: .nan, sigma: .infinity), []), (bias(.nan, error: .nan, sigma: .nan), ["unmeasured-bias"]),
    ]) func ofWhatAResidualWasTaughtAndDoes(_ result: Value, _ names: [String]) throws {
        try FindingsReport.expect("score-response", result, names)
    }

    @Test func aBiasIsToldInTheUnitsOfTheNuisanceAndInSigma() throws {
        let finding = try #require(try FindingsReport.found("score-response", Self.bias(0.03, error: 0.001)).first)
        #expect(finding.sentence.contains("At shift +1"))
        #expect(
            finding.sentence.contains("0.0300 ± 0.0010, 1.5 σ of a fit of 10\u{202F}000 events"), "\(finding.sentence)")
    }
}
