import Report
import Testing

@testable import FitDirectives

/// A gap is measured on different events, its error is theirs, and the number is said.
@Suite struct DistinctEventsTests {
    private static func text(_ verb: String, _ sample: String, validation: Int, _ options: String = "") -> String {
        """
        ```{\(verb)} nominal
        events: 200
        seed: 5
        \(sample)
        ```

        ```{train} flow
        sample: nominal
        density: kinematics
        hidden: [8]
        transforms: 1
        bins: 6
        steps: 40
        batch: 64
        validation: \(validation)
        \(options)
        ```

        """
    }

    private static func numbers(_ text: String) async throws -> (gap: Double, error: Double, events: Int) {
        let workplace = try Workplace()
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.value("flow", "validation-events")?.int == outcome.value("flow", "gap.events")?.int)
        return (
            try #require(outcome.value("flow", "gap.value")?.double),
            try #require(outcome.value("flow", "gap.error")?.double),
            try #require(outcome.value("flow", "gap.events")?.int)
        )
    }

    @Test func fewEventsOfTrainingDoNotLimitThoseOfTheGap() async throws {
        var errors: [Double] = []
        for validation in [200, 1000, 20_000] {
            let numbers = try await Self.numbers(Self.text("generate", "", validation: validation))
            #expect(numbers.events == validation)
            errors.append(numbers.error * Double(validation).squareRoot())
        }
        // The spread of an event's gap is the same, and the error falls as the root of the number.
        #expect(errors.allSatisfy { abs($0 - errors[2]) < 0.6 * errors[2] }, "\(errors)")
    }

    @Test(arguments: [(100, 100), (200, 200), (201, 200), (100_000, 200)])
    func eventsThatCannotBeMadeAreCountedOnce(_ validation: Int, _ events: Int) async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            Self.text("synthesize", "hidden: true", validation: validation),
            verbs: FitDirectives.all + [SynthesizeDirective.self])
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.value("flow", "validation-events")?.int == events)
        #expect(try workplace.section("flow").contains("of \(events) events never trained on"))
    }

    @Test func everyPointSaysItsNumber() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            Self.text("generate", "at: [{shift: 1}, {shift: -1}]", validation: 3000, "also-at: [{shift: 2}]"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        for point in 0..<3 { #expect(outcome.value("flow", "gaps.\(point).events")?.int == 1000) }
        #expect(outcome.value("flow", "validation-events")?.int == 2000)
        #expect(try workplace.section("flow").contains("on 1000 events never trained on"))
        // A base flow does not follow the shift, and is farthest from the truth at the point that is only looked at.
        #expect(outcome.value("flow", "gap") == outcome.value("flow", "gaps.2"))
        #expect(try workplace.section("flow").contains("the largest of 3 points (shift +2)"))
    }
}
