import Foundation
import Testing

@testable import Report

/// The verb `summary`: numbers of several cells taken together.
@Suite struct SummaryTests {
    private func cells(_ values: [String]) -> String {
        values.enumerated().map { "```{echo} e\($0)\nnumber: \($1)\n```\n\n" }.joined()
    }

    private func summary(_ count: Int, path: String = "number", more: String = "") -> String {
        "```{summary} s\nvalues: [\((0..<count).map { "e\($0).\(path)" }.joined(separator: ", "))]\n\(more)```\n\n"
    }

    @Test func takesNumbersTogether() async throws {
        let workplace = try Workplace()
        let claims = [
            ("count", "equals: 4"), ("mean", "equals: 1"), ("rms", "between: [2.7385, 2.7387]"),
            ("deviation", "between: [2.943, 2.944]"), ("mean-error", "between: [1.471, 1.473]"),
            ("deviation-error", "between: [1.201, 1.203]"), ("lowest", "equals: -3"), ("highest", "equals: 4"),
            ("largest", "equals: 4"),
        ].map { "  - {claim: c, value: s.\($0), \($1)}\n" }.joined()
        let outcome = try await workplace.render(
            cells(["4", "-3", "1", "2"]) + summary(4)
                + "```{check} c\nclaims:\n\(claims)```\n\n`{value} s.largest-of`\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let html = try workplace.html
        #expect(html.contains("e0.number"))
        #expect(html.contains("Of 4 values: mean 1.0 ± 1.5, spread 2.9"))
    }

    /// null is no value, and hides no other; where all are so, the cell says of each why.
    @Test func leavesOutWhatIsMissing() async throws {
        let workplace = try Workplace()
        try workplace.write("{\"a\": 1.5, \"b\": null, \"c\": 2.5, \"d\": {\"$number\": \"nan\"}}", to: "n.json")
        let cell = "```{json} n\nfile: n.json\n```\n\n"
        let outcome = try await workplace.render(cell + "```{summary} s\nvalues: [n.a, n.b, n.c, n.d]\n```\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.run?.artifact("s")?.result[path: "mean"] == 2.0)
        #expect(
            outcome.remarks.contains { $0.contains("Of 4 values 2 are left out: n.b (missing (null)), n.d (NaN).") },
            "\(outcome.remarks)")
        let none = try await workplace.render(cell + "```{summary} s\nvalues: [n.b, n.d]\n```\n")
        #expect(none.exitStatus == 1)
        #expect(none.messages.contains { $0.contains("'n.b' is missing (null), 'n.d' is NaN") }, "\(none.messages)")
    }

    /// With 'formats: [json]' the numbers stand beside the page, hidden or not.
    @Test(arguments: ["", "hide: true\n"]) func leavesItsNumbersAsJSON(more: String) async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            cells(["4", "-3"]) + summary(2, more: "formats: [json]\n\(more)"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let folder = workplace.page.deletingPathExtension().path + "_files"
        let data = try #require(FileManager.default.contents(atPath: folder + "/s.json"))
        struct Found: Decodable {
            struct Number: Decodable { let name: String, value: Double }
            let count: Int, mean: Double, largest: Double, numbers: [Number]
        }
        let found = try JSONDecoder().decode(Found.self, from: data)
        #expect(found.count == 2 && found.mean == 0.5 && found.largest == 4)
        #expect(found.numbers.map(\.name) == ["e0.number", "e1.number"] && found.numbers.map(\.value) == [4, -3])
    }

    /// One value that cannot be had does not hide the others: it is named with its reason, and found.
    @Test func leavesOutWhatIsNoNumber() async throws {
        let workplace = try Workplace()
        let claims = [
            ("count", "equals: 3"), ("missing", "equals: 1"), ("mean", "equals: 2"), ("deviation", "equals: 1"),
            ("largest", "equals: 3"),
        ].map { "  - {claim: c, value: s.\($0), \($1)}\n" }.joined()
        let outcome = try await workplace.render(
            cells(["1", "7\nnan: true", "2", "3"]) + summary(4) + "```{check} c\nclaims:\n\(claims)```\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let words = "Of 4 values 1 is left out: e1.number (NaN)."
        #expect(outcome.remarks.contains { $0.contains(words) }, "\(outcome.remarks)")
        #expect(try workplace.html.contains("Of 3 values that have a number"))
    }

    @Test func aSummaryOfNoNumberFails() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(cells(["7\nnan: true", "8\nnan: true"]) + summary(2))
        #expect(outcome.exitStatus == 1)
        let words = "there is no number to sum up: 'e0.number' is NaN, 'e1.number' is NaN"
        #expect(outcome.messages.contains { $0.contains(words) }, "\(outcome.messages)")
    }

    @Test(arguments: [
        ("values: [e0.number]", "must list two values or more"),
        ("values: [e0.number, e1.nmber]", "has no value 'nmber'"),
        ("values: [e0.number, e1.text]", "a summary is of numbers"),
        ("values: [e0.number, gone.x]", "there is no cell"),
        ("values: e0.number", "values"),
    ]) func refusesWhatIsNoList(_ option: String, _ words: String) async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(cells(["1", "2"]) + "```{summary} s\n\(option)\n```\n")
        #expect(outcome.exitStatus == 2)
        #expect(outcome.messages.contains { $0.contains(words) }, "\(outcome.messages)")
    }
}
