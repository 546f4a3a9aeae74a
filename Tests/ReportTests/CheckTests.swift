import Foundation
import Testing

@testable import Report

@Suite struct CheckTests {
    func verdicts(_ criterion: String, cell: String = "number: 0.5") async throws -> (RenderSession.Outcome, [Value]) {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            "```{echo} e\n\(cell)\n```\n\n```{check} c\nclaims:\n  - {claim: it holds, value: e.\(criterion)}\n```\n")
        return (outcome, outcome.run?.artifact("c")?.result[path: "verdicts"]?.array ?? [])
    }

    @Test(arguments: [
        ("number, below: 0.6", "pass", "0.5000", "< 0.6"), ("number, below: 0.5", "fail", "0.5000", "< 0.5"),
        ("number, above: 0.4", "pass", "0.5000", "> 0.4"), ("number, above: 0.5", "fail", "0.5000", "> 0.5"),
        ("number, between: [0.5, 1]", "pass", "0.5000", "in [0.5, 1]"),
        ("number, between: [0.6, 1]", "fail", "0.5000", "in [0.6, 1]"),
        ("number, equals: 0.45, tolerance: 0.06", "pass", "0.5000", "= 0.45 ± 0.06"),
        ("number, equals: 0.5", "pass", "0.5000", "= 0.5"), ("steps, equals: 11", "fail", "10", "= 11"),
        ("number, abs-below: 0.6, format: .1", "pass", "0.5", "|value| < 0.6"),
        ("number, minus: e.steps, over: e.steps, between: [-0.96, -0.94]", "pass", "−0.9500", "in [−0.96, −0.94]"),
        ("steps, minus: e.number, equals: 9.5", "pass", "9.500", "= 9.5"),
        ("steps, over: e.number, below: 20", "fail", "20.00", "< 20"),
        ("number, over: e.text, below: 1", "not evaluated", "a text, not a number", "< 1"),
        (
            "number, minus: e.numbr, below: 1", "not evaluated", "'e' has no value 'numbr'; did you mean 'number'?",
            "< 1"
        ),
        ("text, below: 1", "not evaluated", "a text, not a number", "< 1"),
        ("number, is: true", "not evaluated", "a number, not true or false", "true"),
        ("numbr, below: 1", "not evaluated", "'e' has no value 'numbr'; did you mean 'number'?", "< 1"),
    ]) func judges(_ criterion: String, _ status: String, _ measured: String, _ tolerance: String) async throws {
        let (outcome, verdicts) = try await verdicts(criterion, cell: "number: 0.5\ndeclares: false")
        let verdict = try #require(verdicts.first)
        #expect(
            ["claim", "status", "measured", "tolerance"].map { verdict[path: $0] } == [
                "it holds", .string(status), .string(measured), .string(tolerance),
            ])
        // What programs read says the same as the words.
        let margin = verdict[path: "margin"]?.double
        #expect((verdict[path: "value"] == nil) == (margin == nil))
        switch status {
        case "pass": #expect(margin.map { $0 >= 0 } == true)
        case "fail": #expect(margin.map { $0 <= 0 } == true)
        default: #expect(margin == nil)
        }
        #expect(outcome.exitStatus == (status == "pass" ? 0 : 1))
    }

    @Test(arguments: ["below: 1", "above: -1", "abs-below: 1", "between: [-1, 1]", "equals: 0, tolerance: 1"])
    func neverPassesNaN(_ criterion: String) async throws {
        let (outcome, verdicts) = try await verdicts("number, \(criterion)", cell: "nan: true")
        #expect(verdicts.map { $0[path: "status"] } == ["fail"])
        #expect(verdicts.map { $0[path: "measured"] } == ["NaN"])
        #expect(outcome.exitStatus == 1)
    }

    @Test func dividesByNothing() async throws {
        let verdicts = try await verdicts("steps, over: e.number, below: 1", cell: "number: 0").1
        #expect(verdicts.map { $0[path: "status"] } == ["not evaluated"])
        #expect(verdicts.map { $0[path: "measured"] } == ["e.number is 0, and nothing can be divided by it"])
    }

    @Test func passesABoundOnlyOnTheRightSideForNegativeNumbers() async throws {
        #expect(try await verdicts("number, abs-below: 3", cell: "number: -3.5").0.exitStatus == 1)
        #expect(try await verdicts("number, abs-below: 3", cell: "number: -2.5").0.exitStatus == 0)
    }

    @Test func saysThatClaimsAboutAFailedCellWereNotEvaluated() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            """
            ```{echo} e
            fails: no
            ```

            ```{check} c
            claims:
              - {claim: it holds, value: e.number, below: 1}
            ```

            """)
        #expect(outcome.exitStatus == 1)
        #expect(outcome.messages.contains("report.md: not evaluated: it holds: the check did not run, required < 1"))
        #expect(try workplace.html.contains("data-overall=\"not-evaluated\""))
    }
}
