import Testing

@testable import Report

/// The stylesheets that pages carry.
@Suite struct StylesheetTests {
    private struct Rule {
        let place: String
        let declarations: Set<String>
    }

    /// The rules of a stylesheet that hold for every medium. A line of the files in `Resources` opens a rule, closes one, or is a
    /// declaration, a part of a selector or of a comment.
    private func rules(_ name: String, _ text: String) -> [Rule] {
        var rules: [Rule] = []
        var open: [(line: Int, isMedium: Bool, declarations: Set<String>)] = []
        var isComment = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(line.drop { $0 == " " })
            if line.hasPrefix("/*") { isComment = true }
            defer { if line.hasSuffix("*/") { isComment = false } }
            if isComment { continue }
            if line.hasSuffix("{") {
                open.append((index + 1, line.hasPrefix("@"), []))
            } else if line == "}", let closed = open.popLast() {
                if open.isEmpty, !closed.isMedium {
                    rules.append(Rule(place: "\(name):\(closed.line)", declarations: closed.declarations))
                }
            } else if line.hasSuffix(";"), !open.isEmpty {
                open[open.count - 1].declarations.insert(line)
            }
        }
        return rules
    }

    /// What looks alike is said once, for all that look so.
    @Test func noRuleStandsTwice() throws {
        let templates = try PageTemplates()
        let names = ["page", "print", "comparison", "explore", "live", "listing", "site"]
        let all = names.flatMap { rules("\($0).css", templates.asset("\($0).css")) }
        #expect(all.count > 250)
        for (index, rule) in all.enumerated() {
            for other in all[(index + 1)...] {
                let shared = rule.declarations.intersection(other.declarations)
                #expect(
                    shared.count < 5, "\(rule.place) and \(other.place) share \(shared.sorted().joined(separator: " "))"
                )
            }
        }
    }

    @Test func findsTheRulesThatStandTwice() {
        let text = """
            /* a {
               b: c; */
            .first,
            .second {
                color: red;
                margin: 0;
            }

            @media print {
                .third {
                    color: red;
                }
            }
            """
        let found = rules("sheet", text)
        #expect(found.map(\.place) == ["sheet:4"])
        #expect(found.first?.declarations == ["color: red;", "margin: 0;"])
    }
}
