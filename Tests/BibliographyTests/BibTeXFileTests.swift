import Testing

@testable import Bibliography

/// Entries as INSPIRE, Zotero and people write them, and what is said of those that are wrong.
@Suite struct BibTeXFileTests {
    private func messages(_ text: String) -> [String] {
        BibTeXFile(text).mistakes.map { "\($0.place.line):\($0.place.column): \($0.message)" }
    }

    private func fields(_ text: String) -> [String: String] { BibTeXFile(text).entries.first?.fields ?? [:] }

    private static let inspire = """
        %Records of INSPIRE
        @article{Aad:2012tfa,
            author = "Aad, Georges and others",
            collaboration = "ATLAS",
            title = "{Observation of a \\"new\\" particle at $\\sqrt{s}=7$ TeV}",
            eprint = "1207.7214",
            archivePrefix = "arXiv",
            doi = "10.1016/j.physletb.2012.08.020",
            volume = "716",
            year = 2012
        }

        """

    @Test func readsWhatINSPIREWrites() throws {
        // Marks inside of braces end no text.
        let file = BibTeXFile(Self.inspire)
        #expect(file.mistakes.isEmpty)
        let entry = try #require(file.entries.first)
        #expect(file.entries.count == 1 && entry.kind == "article" && entry.key == "Aad:2012tfa")
        #expect(entry.place == BibTeXPlace(line: 2, column: 1))
        #expect(entry.fields["title"] == "{Observation of a \\\"new\\\" particle at $\\sqrt{s}=7$ TeV}")
        #expect(entry.fields["archiveprefix"] == "arXiv" && entry.fields["year"] == "2012" && entry.fields.count == 8)
    }

    @Test func readsWhatZoteroWrites() throws {
        let text = """
            @article{muller_large_2020,
            \ttitle = {Large \\& small},
            \turl = {https://example.org/a\\_b},
            \tauthor = {M{\\"u}ller, J{\\'e}r{\\^o}me},
            \tmonth = jan,
            }
            """
        let file = BibTeXFile(text)
        #expect(file.mistakes.isEmpty)
        #expect(file.entries.first?.key == "muller_large_2020")
        #expect(fields(text)["month"] == "January" && fields(text)["author"] == "M{\\\"u}ller, J{\\'e}r{\\^o}me")
    }

    @Test func linesMayEndAsTheyLikeAndAMarkMayComeFirst() {
        for end in ["\n", "\r\n", "\r"] {
            let file = BibTeXFile("\u{FEFF}" + Self.inspire.replacing("\n", with: end))
            #expect(file.entries == BibTeXFile(Self.inspire).entries && file.mistakes.isEmpty)
        }
    }

    @Test func joinsPiecesAndPutsAbbreviationsIn() {
        let text = """
            @string{jhep = "JHEP"} @STRING(both = jhep # { and } # "JCAP")
            @preamble{"\\newcommand{\\x}{}" # "y"}
            @comment{jabref-meta: {grouping: @article{no, x={1}}}}
            mail me@example.org (or not)
            @misc(k, journal = both # " " # 7, title = jhep)
            """
        #expect(messages(text) == [])
        #expect(fields(text) == ["journal": "JHEP and JCAP 7", "title": "JHEP"])
        #expect(BibTeXFile(text).entries.count == 1)
    }

    @Test func aCommentStandsAlsoInsideOfAnEntry() {
        #expect(fields("@misc{k,\n% year = 1,\ntitle = {50 % more}}") == ["title": "50 % more"])
    }

    @Test func missesACommaAndReadsOn() {
        let text = "@book{a, title = {A} year = 1965\n  publisher = {P},\n}\n@book{b title={B}}"
        #expect(
            messages(text) == [
                "1:22: a comma is missing before 'year' in the entry 'a'",
                "2:3: a comma is missing before 'publisher' in the entry 'a'",
                "4:9: a comma is missing before 'title' in the entry 'b'",
            ])
        #expect(BibTeXFile(text).entries.map(\.fields.count) == [3, 1])
    }

    @Test func namesTheFieldOrTheEntryWithoutAnEnd() {
        let text = "@misc{a, title = {x {y\n}\n@misc{b, title={B}}\n@misc{c, title = {{z}, year = 1}\n"
        #expect(messages(text) == ["1:18: 'title' of the entry 'a' has no end", "4:1: the entry 'c' has no end"])
        #expect(BibTeXFile(text).entries.map(\.key) == ["b"])
        #expect(messages("@misc{d, title = \"a } b\"}") == ["1:18: 'title' of the entry 'd' has no end"])
    }

    @Test func goesOnWithTheNextEntry() {
        let text = "@misc{a,\n  title = {A}\n\n@misc{b, title={B}}\n@misc{, title={C}}\n@misc{title = {D}}\n@misc e\n"
        #expect(
            messages(text) == [
                "4:1: '@misc{b, title={B}}' stands in the entry 'a' where a field or the end should stand",
                "5:1: '@misc' has no key", "6:1: '@misc' has no key", "7:1: '@misc' has no brace behind it",
            ])
        #expect(BibTeXFile(text).entries.map(\.key) == ["b"])
    }

    @Test func tellsOfTwoEntriesWithOneKeyUnlessTheyAreEqual() {
        let text = "@misc{a, title={A}}\n@misc{a,  title = \"A\"}\n  @misc{a, title={B}}"
        #expect(messages(text) == ["3:3: the key 'a' has an entry on line 1, too, and they differ"])
        #expect(BibTeXFile(text).entries.map(\.fields) == [["title": "A"]])
    }

    @Test func tellsOfAFieldTwiceAndOfAnUnknownAbbreviation() {
        #expect(messages("@misc{a, year=1, year=1, year=2}") == ["1:26: the entry 'a' has 'year' twice"])
        #expect(
            messages("@misc{a,\n journal = prx # {1}}") == [
                "2:12: 'journal' of the entry 'a' has 'prx' without braces, and there is no such abbreviation"
            ])
        #expect(messages("@string{= {}}") == ["1:9: '= {}}' stands in '@string' where a name should stand"])
        #expect(
            messages("@misc{a, year {}}") == [
                "1:15: '{}}' stands in the entry 'a' where '=' behind 'year' should stand"
            ])
    }

    @Test func countsColumnsInCharacters() {
        #expect(messages("äöü @misc{a b}") == ["1:14: '}' stands in the entry 'a' where '=' behind 'b' should stand"])
    }

    /// What would take long if every sign were looked at again and again: texts that are repeated, between two others.
    @Test(arguments: [
        ("", "@a{x,{\n", ""), ("", "{", ""), ("", "@", ""), ("", "@comment{\n", ""), ("", "@a{k,t=\"\n", ""),
        ("@a{k,", "x={y},", "}"), ("@a{k,t={", "{", ""), ("", "@a{k}", ""),
    ]) func readsHostileFiles(_ start: String, _ middle: String, _ end: String) {
        let file = BibTeXFile(start + String(repeating: middle, count: 200_000) + end)
        #expect(file.entries.count + file.mistakes.count <= 200_000)
    }

    @Test func abbreviationsOfAbbreviationsEnd() {
        var text = "@string{a0 = {\(String(repeating: "x", count: 1000))}}\n"
        for index in 1...60 { text += "@string{a\(index) = a\(index - 1) # a\(index - 1)}\n" }
        #expect(messages(text).first?.contains("longer than a book") ?? false)
    }

    /// Every text ends in entries and mistakes, and never in a trap.
    @Test func readsWhateverIsLeftOfAFile() {
        let bytes = Array((Self.inspire + "@string{a = b # {c}}\n@comment{x}\n@book(k, t = \"{}\" # a)").utf8)
        for index in bytes.indices {
            for byte in "{}\"@#,=\\( %\n".utf8 {
                var changed = bytes
                changed[index] = byte
                let file = BibTeXFile(String(decoding: changed, as: UTF8.self))
                for entry in file.entries { _ = Reference(entry) }
            }
            _ = BibTeXFile(String(decoding: bytes[..<index], as: UTF8.self))
            _ = BibTeXFile(String(decoding: bytes[index...], as: UTF8.self))
        }
    }
}
