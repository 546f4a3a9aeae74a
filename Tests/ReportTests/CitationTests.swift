import Foundation
import TestSupport
import Testing

@testable import Report

/// Works that a report cites, from files of BibTeX beside it.
@Suite struct CitationTests {
    private static let works = """
        @article{Aad:2012tfa,
          author = {Aad, Georges and others}, collaboration = {ATLAS}, title = {Higgs at $\\sqrt{s}$},
          journal = {Phys. Lett. B}, volume = 716, year = 2012, doi = {10.1016/j.x}, eprint = {1207.7214}
        }
        @book{dirac_30, author = {Paul Dirac}, title = {Principles}, publisher = {OUP}, year = 1930}
        @misc{square, author = {A, B}, title = {Of a key that a cell has, too}}
        @misc{unused, title = {Nobody cites it, \\unknown}}
        """

    private func workplace(_ works: String = works) throws -> Workplace {
        let workplace = try Workplace()
        try workplace.write(works, to: "refs.bib")
        return workplace
    }

    private static let front = "---\ntitle: T\nbibliography: refs.bib\n---\n\n"

    /// The page of a text.
    private func html(_ text: String, front: String = front) async throws -> String {
        let workplace = try workplace()
        let outcome = try await workplace.render(front + text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        return try workplace.html
    }

    /// What is wrong with a text.
    private func messages(_ text: String, works: String = works, front: String = front) async throws -> [String] {
        let workplace = try workplace(works)
        let outcome = try await workplace.render(front + text)
        #expect(outcome.messages.isEmpty || outcome.exitStatus == 2)
        return outcome.messages
    }

    /// Text without tags.
    private func plain(_ html: String) -> String {
        // Of the text alone.
        (html.components(separatedBy: "<main").last ?? "").replacing(/<[^>]*>/, with: "").replacing("\u{A0}", with: " ")
            .replacing("\n", with: " ")
    }

    // MARK: The page

    @Test func numbersWorksInTheOrderOfTheText() async throws {
        let html = try await html("One [@dirac_30], both [@Aad:2012tfa; @dirac_30, ch. 2], and @Aad:2012tfa.\n")
        #expect(plain(html).contains("One [1], both [2, 1, ch. 2], and ATLAS Collaboration [2]."))
        let list = try #require(html.firstMatch(of: /(?s)<ol class="references">(.*?)<\/ol>/)).output.1
        let items = list.matches(of: /(?s)<li id="_ref_(\d)">(.*?)<\/li>/).map {
            (String($0.output.1), String($0.output.2))
        }
        #expect(items.map(\.0) == ["1", "2"])
        #expect(plain(items[0].1) == "P. Dirac, Principles, OUP, 1930. ↩1 ↩2")
        #expect(
            items[1].1.replacing("\u{A0}", with: " ").hasPrefix(
                "G. Aad et al. (ATLAS Collaboration), <cite>Higgs at <span class=\"math inline\">")
                && items[1].1.contains("Phys. Lett. B <b>716</b> (2012), <a href=\"https://doi.org/10.1016/j.x\">")
                && items[1].1.contains("<a href=\"https://arxiv.org/abs/1207.7214\">arXiv:1207.7214</a>."))
        #expect(!html.contains("Nobody cites it"))
    }

    @Test func linksLeadBothWays() async throws {
        let html = try await html("One [@dirac_30], two [@Aad:2012tfa; @dirac_30].\n")
        let targets = html.matches(of: /href="#(_(?:ref|cite)_[0-9_]+)"/).map { String($0.output.1) }
        #expect(Set(targets) == ["_ref_1", "_ref_2", "_cite_1_1", "_cite_1_2", "_cite_2_1"])
        for target in Set(targets) {
            #expect(html.components(separatedBy: " id=\"\(target)\"").count == 2, "\(target)")
        }
    }

    @Test func theListStandsAtTheEndOrUnderItsHeading() async throws {
        let end = try await html("# Text\n\nOne [@dirac_30].[^1]\n\n[^1]: A note.\n\n## Below\n")
        #expect(end.contains("<h1 id=\"references\">References</h1>\n<ol class=\"references\">"))
        #expect(end.contains("<a href=\"#references\">References</a>"))
        let own = try await html("One [@dirac_30].\n\n## Bibliography\n\n## Appendix\n")
        #expect(
            own.contains(/(?s)<h2 id="bibliography">Bibliography<\/h2>\s*<ol class="references">.*<h2 id="appendix">/))
        #expect(!own.contains("id=\"references\""))
        #expect(try await !html("Nothing is cited.\n").contains("class=\"references\""))
    }

    @Test func citesInFrontMatterCaptionsAndTitlesOfCells() async throws {
        let front = "---\ntitle: T\nabstract: See [@dirac_30].\nbibliography: [refs.bib]\n---\n\n"
        let text = """
            Later [@dirac_30].

            ```{echo} picture
            shows: figure
            title: After @dirac_30
            caption: As in [@Aad:2012tfa, fig. 3].
            ```

            """
        let html = try await html(text, front: front)
        #expect(html.contains(/See \[<a id="_cite_1_1" class="citation" href="#_ref_1"/))
        #expect(plain(html).contains("As in [2, fig. 3].") && plain(html).contains("After Dirac [1]"))
        let backreferences = html.matches(of: /href="#_cite_1_\d"/).count
        #expect(backreferences == 3)
    }

    @Test func citesInRowsOfTables() async throws {
        let text = """
            ```{table} results
            header: [Who, "By @dirac_30"]
            rows:
              - ["[@Aad:2012tfa; @dirac_30]", "1"]
            ```

            """
        let html = plain(try await html(text))
        #expect(html.contains("[2, 1]") && html.contains("By Dirac [1]"), "\(html.prefix(3000))")
    }

    @Test func doesNotLeadBackToWhatIsNotOnThePage() async throws {
        let text = "One [@dirac_30].\n\n```{echo} hidden\nshows: figure\nhide: true\ncaption: In [@dirac_30].\n```\n"
        let html = try await html(text)
        #expect(html.matches(of: /href="#_cite_1_\d"/).count == 1)
    }

    @Test func aCellOfTheNameComesFirst() async throws {
        let text = "See @square and [@square].\n\n```{echo} square\nshows: figure\n```\n"
        let html = try await html(text)
        #expect(plain(html).contains("See Figure 1 and [Figure 1]."))
        #expect(!html.contains("class=\"references\""))
    }

    @Test func whatFollowsAKeyIsText() async throws {
        let html = try await html(
            "By @dirac_30. Or @dirac_30: @dirac_30/2, @{dirac_30}x [see @dirac_30; also -@dirac_30] [-@dirac_30] \\@no\n"
        )
        #expect(
            plain(html).contains(
                "By Dirac [1]. Or Dirac [1]: Dirac [1]/2, Dirac [1]x [see 1, also 1] [1] @no"))
    }

    @Test func leavesWhatIsNoCitation() async throws {
        let html = try await html("a; b [c; d] `@dirac_30` \\[@dirac_30; a]\n")
        #expect(plain(html).contains("a; b [c; d] @dirac_30 [Dirac [1]; a]"))
    }

    // MARK: Mistakes

    @Test func namesAKeyThatIsNotThere() async throws {
        #expect(
            try await messages("One [@dirac_31] and @Aad:2012tfb.\n\n```{echo} b\ncaption: In [@nothing].\n```\n") == [
                "report.md:6:6: error: the bibliography has no work 'dirac_31', and no cell is called so; did you mean "
                    + "'dirac_30'? available: Aad:2012tfa, b, dirac_30, square, unused; an at sign of the text is written \\@",
                "report.md:6:21: error: the bibliography has no work 'Aad:2012tfb', and no cell is called so; did you mean "
                    + "'Aad:2012tfa'? available: Aad:2012tfa, b, dirac_30, square, unused; an at sign of the text is written \\@",
                "report.md:9:14: error: the bibliography has no work 'nothing', and no cell is called so; "
                    + "available: Aad:2012tfa, b, dirac_30, square, unused; an at sign of the text is written \\@",
            ])
    }

    @Test func tellsOfACitationWithoutABibliography() async throws {
        #expect(
            try await messages("One [@Aad:2012tfa].\n", front: "") == [
                "report.md:1:6: error: this cites 'Aad:2012tfa', and the report has no bibliography; name a file of BibTeX in "
                    + "the front matter, as in 'bibliography: refs.bib'; an at sign of the text is written \\@"
            ])
        #expect(
            try await messages("One [@dirac].\n", front: "").first?.contains("there is no cell 'dirac'") ?? false)
        #expect(try await messages("Not @Aad:2012tfa or @Dirac\n", front: "") == [])
    }

    @Test func tellsWhatIsWrongWithTheFile() async throws {
        let front = "---\nbibliography: [refs.bib, none.bib]\n---\n\n"
        let messages = try await messages("One [@a].\n", works: "@misc{a,\n  title = {A} year = 1\n}\n", front: front)
        #expect(messages.count == 2, "\(messages)")
        #expect(messages.first == "refs.bib:2:15: error: a comma is missing before 'year' in the entry 'a'")
        #expect(
            messages.last?.hasPrefix("report.md:2:26: error: there is no bibliography 'none.bib'; looked at /") ?? false
        )
    }

    @Test func tellsWhatIsNotUnderstoodOfAWorkThatIsCited() async throws {
        let works = """
            @misc{a, title = {A \\foo}, url = {file:///x}}
            @misc{b, title = {B}, crossref = {c}}
            @misc{d, title = {$\\frac$}}
            """
        let messages = try await messages("One [@a; @b; @d].\n", works: works)
        #expect(messages.count == 4, "\(messages)")
        #expect(
            messages.contains(
                "refs.bib:1:1: error: the entry 'a' has a field 'title' that has '\\foo', which is not known here"))
        #expect(
            messages.contains {
                $0.hasPrefix("refs.bib:2:1: error: the entry 'b' has a field 'crossref' that names 'c'")
            })
        #expect(messages.contains { $0.hasPrefix("refs.bib:3:1: error: ") })
    }

    @Test func refusesFilesElsewhereAndInOtherEncodings() async throws {
        let workplace = try Workplace()
        let other = try TemporaryFolder()
        try Data("@misc{a, title={A}}".utf8).write(to: other.url.appendingPathComponent("o.bib"))
        try Data([0x40, 0xE9]).write(to: workplace.folder.appendingPathComponent("latin.bib"))
        let path = other.url.appendingPathComponent("o.bib").path
        let outcome = try await workplace.render("---\nbibliography: [\(path), latin.bib]\n---\n\nText [@a].\n")
        #expect(outcome.exitStatus == 2 && outcome.messages.count == 2, "\(outcome.messages)")
        #expect(outcome.messages.contains { $0.contains("'\(path)' lies outside of the report's folder; to allow it") })
        #expect(outcome.messages.contains { $0.contains("'latin.bib' is not UTF-8 text; save it as UTF-8") })
        let allowed = try await workplace.render("---\nbibliography: \(path)\n---\n\nText [@a].\n") {
            $0.allowedFolders = [other.url]
        }
        #expect(allowed.exitStatus == 0, "\(allowed.messages)")
    }

    @Test func aLinkHoldsNoCitation() async throws {
        #expect(
            try await messages("A [link *@dirac_30*](https://x.org).\n") == [
                "report.md:6:10: error: the citation '@dirac_30' stands inside of a link; end the link before it, or begin it behind"
            ])
    }

    // MARK: The file

    @Test func theFileIsAnInputOfThePage() async throws {
        let workplace = try workplace()
        try workplace.write(Self.front + "One [@dirac_30].\n")
        let bibliography = workplace.folder.appendingPathComponent("refs.bib")
        let outcome = await workplace.session.render(to: bibliography)
        #expect(outcome.exitStatus == 2, "\(outcome.messages)")
        #expect(outcome.messages.contains { $0.contains("the bibliography 'refs.bib'") }, "\(outcome.messages)")
        #expect(try String(contentsOf: bibliography, encoding: .utf8) == Self.works)
    }

    @Test func aPreviewFollowsTheFile() async throws {
        let workplace = try workplace()
        try workplace.write(Self.front + "One [@dirac_30].\n")
        let preview = ReportPreview(
            workplace.session, live: LivePage(token: "t", home: nil, events: "/e", run: nil, stop: nil),
            filesFolder: "f")
        let before = try preview.page()
        #expect(
            before.reads.contains { $0.lastPathComponent == "refs.bib" } && before.html.contains("<cite>Principles"))
        try workplace.write(Self.works.replacing("Principles", with: "Foundations"), to: "refs.bib")
        #expect(try preview.page().html.contains("<cite>Foundations"))
    }

    @Test func aRunWithoutAPageNeedsNoFile() throws {
        let workplace = try Workplace()
        var reader = DocumentReader(directives: DirectiveRegistry([Echo.self]))
        reader.isForPage = false
        let document = try reader.read(text: Self.front + "[@any], @thing\n", file: "r.md", folder: workplace.folder)
        #expect(document.works.works.isEmpty && document.bibliography.isEmpty)
    }

    @Test func aReviewOfTheListExpiresWithAWork() async throws {
        func key(_ works: String) async throws -> ReviewKey? {
            let workplace = try workplace(works)
            try workplace.write(Self.front + "One [@dirac_30].\n")
            let document = try workplace.session.read()
            let targets = ReportPage.reviewTargets(document, [])
            return targets.first { $0.name == "references" }?.key
        }
        let key = try await (key(Self.works), key(Self.works.replacing("OUP", with: "CUP")), key(Self.works))
        #expect(key.0 != nil && key.0 != key.1 && key.0 == key.2)
    }

    @Test func papersCiteByKey() async throws {
        let workplace = try workplace()
        let text = """
            ```{echo} square-2
            shows: figure
            caption: As in [@Aad:2012tfa; @dirac_30], in [@dirac_30, p. 3], and by @dirac_30.
            ```

            """
        #expect(try await workplace.render(Self.front + text).exitStatus == 0)
        let files = try workplace.session.paper().files
        let tex = String(decoding: try #require(files.first { $0.name == "square-2.tex" }).data, as: UTF8.self)
        #expect(
            tex.contains(
                "As in \\cite{Aad:2012tfa,dirac_30}, in \\cite[p. 3]{dirac_30}, and by Dirac~\\cite{dirac_30}."),
            "\(tex)")
    }
}
