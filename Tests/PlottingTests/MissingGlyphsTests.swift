import Testing

@testable import Plotting

/// What no font has is said, and what fonts have is not.
@Suite struct MissingGlyphsTests {
    private func figure(_ names: [String]) throws -> LaidOutFigure {
        try MeasuredSeries(
            series: [.init(name: "", measurements: names.indices.map { .init(x: Double($0), y: Double($0 + 1)) })],
            categories: names, sizeName: "", valueName: "Time"
        ).figure().laidOut(width: .column)
    }

    /// A private character is in no font that tests could have, unless its maker's font is there.
    @Test func findsACharacterThatNoFontHas() throws {
        let words = try #require(try figure(["step", "sc\u{F0123}an"]).missingGlyphs)
        #expect(
            words.hasPrefix(
                "No font of this machine has U+F0123: PNG and PDF files of this figure show a box in its place"))
        #expect(words.hasSuffix("What has a number alone stands for nothing in Unicode: write another character."))
    }

    @Test(arguments: ["Łódź", "σ ± √2, ∂f ≤ ∞", "Ελληνικά", "кириллица", "a\u{301}", "−2Δln *L*_{min}"])
    func saysNothingOfTextThatItsFontHas(_ name: String) throws {
        #expect(try figure([name]).missingGlyphs == nil)
    }

    /// Only what is drawn counts: what was cut off shows no box.
    @Test func saysNothingOfWhatIsCutOff() throws {
        let long =
            String(repeating: "a very long name, ", count: 30) + "\u{F0123}"
            + String(repeating: " and so on", count: 30)
        #expect(try figure([long]).missingGlyphs == nil)
    }

    @Test(arguments: [
        (
            "中", "has 中 (U+4E2D): PNG and PDF files of this figure show a box in its place, and a page shows it only",
            "fonts-noto-cjk)."
        ),
        (
            "中文", "has 中 (U+4E2D) and 文 (U+6587): PNG and PDF files of this figure show boxes in their place",
            "fonts-noto-cjk)."
        ),
        ("한グ", "has グ (U+30B0) and 한 (U+D55C)", "fonts-noto-cjk)."),
        ("🚀", "has 🚀 (U+1F680)", "fonts-noto-color-emoji)."),
        ("ꦲ", "has ꦲ (U+A9B2)", "fonts-noto-core)."),
        (
            "ꦲ中\u{E000}", "has 中 (U+4E2D), ꦲ (U+A9B2) and U+E000",
            "fonts-noto-cjk fonts-noto-core); what has a number alone stands for nothing in Unicode: write another character."
        ),
        (
            "一丁七万丈三上", "has 一 (U+4E00), 丁 (U+4E01), 七 (U+4E03), 万 (U+4E07), 丈 (U+4E08) and 2 other characters",
            "fonts-noto-cjk)."
        ),
    ]) func saysWhatIsMissingAndWhatToInstall(_ text: String, _ named: String, _ remedy: String) throws {
        let words = try #require(MissingGlyphs(text.unicodeScalars)).words
        #expect(words.contains(named), "\(words)")
        #expect(words.hasSuffix(remedy), "\(words)")
    }

    @Test func hasNothingToSayOfNothing() { #expect(MissingGlyphs([]) == nil) }
}
