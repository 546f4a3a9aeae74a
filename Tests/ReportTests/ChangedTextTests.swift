import Testing

@testable import Report

/// Texts that YAML would change or lose are named with a remedy, and so is what YAML does not read.
@Suite struct ChangedTextTests {
    private func message(_ option: String) -> String {
        do {
            _ = try document("```{echo} a\n\(option)\n```\n")
        } catch {
            return error.description
        }
        return ""
    }

    @Test(arguments: [
        "caption: #5 best run", "title: #1 run", "caption:   # todo", "caption: \"the \\Lambda baryon\"",
        "caption: \"\\Phi of it\"", "caption: \"a\\_b\"", "caption: \"\\N x\"", "caption: \"the \\nu mass\"",
        "title: \"of \\nabla f\"", "caption: a #b",
    ]) func isNamed(_ option: String) {
        #expect(message(option).contains("is not the text that stands here"), "\(option) → \(message(option))")
    }

    @Test(arguments: [
        "caption: \"one\\ntwo\"", "caption: 'the \\nu mass'", "caption: \"é \u{A0} x\"", "steps: 3 # as usual",
    ])
    func isLeftAloneWhereNothingIsLost(_ option: String) { #expect(message(option) == "") }

    @Test func theTitleOfAReportToo() {
        let error = #expect(throws: InvalidDocument.self) { try document("---\ntitle: #1 run\n---\n\n# Another\n") }
        #expect(error?.description.contains("takes '#1 run' for a comment") == true)
    }

    @Test(arguments: [
        ("caption: *Important* result", "put the text into quotes"), ("caption: 'don't'", "write an apostrophe twice"),
        ("caption: \"Fig\" one", "for a quotation mark"), ("caption: [link](x) text", "put the text into quotes"),
        ("caption: {value} x", "put the text into quotes"), ("caption: > 5", "put the text into quotes"),
        ("caption: \"$\\xi$\"", "single quotes"), ("caption: \"$\\Upsilon$\"", "single quotes"),
    ]) func whatYAMLDoesNotReadHasARemedy(_ option: String, _ remedy: String) {
        #expect(message(option).contains(remedy), "\(option) → \(message(option))")
    }

    @Test func aControlCharacterIsNamedAtItsPlace() {
        #expect(message("caption: a\ntitle: b\u{1}c").hasPrefix("report.md:3:9: error: U+0001 stands here"))
        let error = #expect(throws: InvalidDocument.self) { try document("---\ntitle: x\nsubtitle: \u{7F}\n---\n") }
        #expect(error?.description.hasPrefix("report.md:3:11: error: U+007F stands here") == true)
    }
}
