import Testing

@testable import Report

/// Front matter that would be text: its seed, parameters and title would be lost without a word.
@Suite struct LostFrontMatterTests {
    @Test(arguments: [
        "---\ntitle: A\n---\nseed: 77\n---\n\nText\n", "# H\n\nText\n\n---\nseed: 5\ntitle: X\n---\n\nEnd\n",
        "---\ntitle: A\n---\n\nText\n\n---\nseed: 5\n---\n", "%YAML 1.2\n---\nseed: 77\n---\n\nText\n",
        "---\u{0}\nseed: 77\n---\n", "—\nseed: 77\n—\n", "―――\nseed: 77\n―――\n", "───\nseed: 77\n───\n",
        "[x]: http://a.b\n---\nseed: 77\n---\n\nText [x]\n", "&nbsp;\n\n---\nseed: 77\n---\n",
        "\\\n---\nseed: 77\n---\n",
        "<div>\n---\nseed: 77\n---\n</div>\n", "```yaml\ntitle: T\nseed: 77\nparams: {p: 3}\n```\n",
        "~~~\nseed: 77\n~~~\n",
        "%%%\nseed: 77\n%%%\n", ";;;\nseed: 77\n;;;\n", "- - -\nseed: 77\n- - -\n",
        "Text\n\n---\n# mine\nseed: 3\n---\n", "‐‐‐\nseed: 77\n‐‐‐\n", "‑‑‑\nseed: 77\n‑‑‑\n", "⁃⁃⁃\nseed: 77\n⁃⁃⁃\n",
        "```yaml\n---\nseed: 77\n---\n```\n\nText\n", "title = \"T\"\nseed = 77\n\nText\n",
        "Title: T\nSeed: 77\n\nText\n",
        "---\nseed: 7\n...\n---\ntitle: B\n...\nText\n",
    ]) func isAnError(_ text: String) {
        let error = #expect(throws: InvalidDocument.self) { try document(text) }
        #expect(error?.description.contains("front matter") == true, "\(text) → \(error?.description ?? "nothing")")
    }

    @Test func theTitleBlockOfPandocIsNamed() {
        let error = #expect(throws: InvalidDocument.self) { try document("% A title\n% An author\n% A date\n\nText\n") }
        #expect(error?.description.contains("report.md:1:1: error: this looks like the title block") ?? false)
    }

    @Test(arguments: [
        "% of it\nis known\n", "Note: seeds\nTitle: none\n", "seed = 7 is\nthe default\n", "Text\n\n% A\n% B\n",
        "Text\n\n---\n\nMore: this\n\n---\n\nEnd\n", "````markdown\n---\ntitle: T\nseed: 3\n---\n````\n",
        "---\ntitle: T\n---\n\nA report begins so:\n\n```yaml\n---\nseed: 3\n---\n```\n",
        "Title\\: what it says\nSeed: what the seed is\n", "Title: what it says\n\nSeed: what the seed is\n",
        "Heading: one\n---\n\nText\n", "Text\n\n```yaml\ntitle: T\n```\n",
    ]) func isNoneWhereItIsShownOrIsARule(_ text: String) throws { _ = try document(text) }
}
