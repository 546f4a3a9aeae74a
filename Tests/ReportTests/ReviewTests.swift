import Foundation
import Testing

@testable import Report

/// What reviewers say of a report: the file beside it, what holds and what has expired.
@Suite struct ReviewTests {
    private static let text = """
        ---
        title: Reviewed
        abstract: The number is `{value} a.number`.
        ---

        ## The first part

        It took `{value} a.steps` steps.

        ```{echo} a
        shows: figure
        caption: A square.
        ```

        ### Below it

        Words.

        ## The second part

        ```{echo} b
        uses: [a]
        shows: table
        ```

        ```{check} claims
        claims:
          - {claim: It took enough steps, value: a.steps, above: 5}
          - {claim: It took few steps, value: a.steps, below: 1000}
        ```

        """

    private func rendered(_ text: String = text) async throws -> Workplace {
        let workplace = try Workplace()
        try await workplace.render(text)
        return workplace
    }

    private func file(_ workplace: Workplace) throws -> String {
        try String(contentsOf: workplace.folder.appendingPathComponent("report.review.yaml"), encoding: .utf8)
    }

    private func standing(_ workplace: Workplace, _ name: String) throws -> [Review.Standing] {
        try #require(try workplace.session.reviewed()[name]).entries.map(\.standing)
    }

    // MARK: what can be reviewed

    @Test func findsEverythingThatCanBeReviewed() async throws {
        let workplace = try await rendered()
        let review = try workplace.session.reviewed()
        #expect(
            review.reviewed.map(\.target.name) == [
                "_abstract", "the-first-part", "a", "below-it", "the-second-part", "b", "claims", "claims.1",
                "claims.2",
            ])
        #expect(
            review.reviewed.map(\.target.kind) == [
                .abstract, .section, .figure, .section, .section, .table, .cell, .claim, .claim,
            ])
        #expect(review["a"]?.target.title == "Figure 1" && review["claims.2"]?.target.title == "It took few steps")
        #expect(review.reviewed.allSatisfy { $0.target.key != nil && $0.lack == "nobody has approved it" })
        #expect(
            review.reviewed.filter(\.target.kind.isRequired).map(\.target.name) == ["a", "b", "claims.1", "claims.2"])
    }

    @Test func nothingCanBeApprovedWithoutAResult() throws {
        let workplace = try Workplace()
        try workplace.write(Self.text)
        #expect(throws: SignOffError.noResult(target: "a")) {
            try workplace.session.sign(.approval, ["a"], by: "Ada", text: nil)
        }
        #expect(!FileManager.default.fileExists(atPath: workplace.session.review.url.path))
        #expect(try workplace.session.reviewed()["a"]?.lack == "it has no result")
    }

    // MARK: expiry

    @Test func anApprovalHoldsUntilTheResultChanges() async throws {
        let workplace = try await rendered()
        _ = try workplace.session.sign(.approval, ["a", "b", "claims.1"], by: "Ada Lovelace", text: "Good.")
        try await workplace.render()
        var html = try workplace.html
        #expect(html.contains("</span> 3 approvals</span>"))
        #expect(html.contains("3 of 4 figures, tables and claims are approved as they stand."))
        #expect(html.contains("data-kind=\"approval\" data-standing=\"current\""))
        #expect(html.contains("<div class=\"remark-text\"><p>Good.</p></div>"))
        // Another way to the same.
        try await workplace.render(
            Self.text.replacing("shows: figure\ncaption: A square.", with: "caption: A square.\nshows: figure  # so"))
        #expect(try standing(workplace, "a") == [.current])
        // What a figure is drawn from has changed, and with it whatever follows.
        let outcome = try await workplace.render(Self.text.replacing("shows: figure", with: "shows: figure\nsteps: 11"))
        #expect(outcome.exitStatus == 0)
        for name in ["a", "b", "claims.1"] {
            #expect(try standing(workplace, name) == [.expired("its result has changed since")], "\(name)")
        }
        html = try workplace.html
        #expect(html.contains("</span> 3 expired</span>") && html.contains("Approval, expired"))
        #expect(html.contains("0 of 4 figures") && html.contains("Its result has changed since."))
        #expect(try workplace.session.reviewed()["a"]?.lack == "its approval has expired: its result has changed since")
        // What was looked at is there again.
        try await workplace.render(Self.text)
        #expect(try standing(workplace, "a") == [.current])
    }

    @Test(
        "says whether result or words have changed",
        arguments: [
            ("caption: A square.", "caption: A circle.", "a", "its words have changed since"),
            (
                "caption: A square.", "caption: '`{value} a.steps` squares.'", "a",
                "its result and its words have changed since"
            ),
            ("It took `", "They took `", "the-first-part", "its words have changed since"),
            ("Words.", "Other words.", "the-first-part", "its words have changed since"),
            ("Words.", "Other words.", "below-it", "its words have changed since"),
            ("shows: figure", "shows: figure\nsteps: 12", "the-first-part", "its result has changed since"),
            ("shows: figure", "shows: figure\nnumber: 2", "_abstract", "its result has changed since"),
            ("above: 5", "above: 6", "claims.1", "its words have changed since"),
            ("above: 5", "above: 50", "claims.1", "its result and its words have changed since"),
            ("value: a.steps, above: 5", "value: a.number, above: 5", "claims.1", "its result has changed since"),
        ])
    func tellsWhy(old: String, new: String, target: String, why: String) async throws {
        let workplace = try await rendered()
        _ = try workplace.session.sign(.approval, [target], by: "Ada", text: nil)
        #expect(Self.text.contains(old))
        try await workplace.render(Self.text.replacing(old, with: new))
        #expect(try standing(workplace, target) == [.expired(why)])
    }

    @Test(
        "what changes elsewhere changes nothing",
        arguments: [
            ("Words.", "Other words.", "the-second-part"), ("Words.", "Other words.", "a"),
            ("A square.", "A circle.", "the-first-part"), ("above: 5", "above: 6", "claims.2"),
            ("## The first part", "A line before.\n\n## The first part", "a"),
        ]) func staysCurrent(old: String, new: String, target: String) async throws
    {
        let workplace = try await rendered()
        _ = try workplace.session.sign(.approval, [target], by: "Ada", text: nil)
        try await workplace.render(Self.text.replacing(old, with: new))
        #expect(try standing(workplace, target) == [.current])
    }

    // MARK: decisions

    @Test func theLastDecisionOfEachReviewerCounts() async throws {
        let workplace = try await rendered()
        let session = workplace.session
        _ = try session.sign(.objection, ["a"], by: "Ada", text: "It is a circle.")
        #expect(try session.reviewed()["a"]?.lack == "Ada objects: It is a circle.")
        _ = try session.sign(.approval, ["a"], by: "Emmy", text: nil)
        #expect(try session.reviewed()["a"]?.lack == "Ada objects: It is a circle.")
        _ = try session.sign(.note, ["a"], by: "Ada", text: "I shall look again.")
        #expect(try session.reviewed()["a"]?.lack == "Ada objects: It is a circle.")
        _ = try session.sign(.approval, ["a"], by: "Ada", text: nil)
        #expect(try session.reviewed()["a"]?.lack == nil)
        #expect(try standing(workplace, "a") == [.superseded, .current, .current, .current])
        try await workplace.render()
        let html = try workplace.html
        #expect(html.contains("Earlier objection") && !html.contains("<li data-review=\"objection\""))
    }

    @Test func anApprovalOfACheckCoversItsClaims() async throws {
        let workplace = try await rendered()
        _ = try workplace.session.sign(.approval, ["claims"], by: "Ada", text: nil)
        let review = try workplace.session.reviewed()
        #expect(review["claims.1"]?.lack == nil && review["claims.2"]?.lack == nil && review["a"]?.lack != nil)
    }

    // MARK: the page

    @Test func aReportWithoutAReviewShowsNothingOfIt() async throws {
        let html = try await rendered().html
        #expect(!html.contains("class=\"review-panel\"") && !html.contains("class=\"signoff\""))
        #expect(!html.contains("class=\"remark\"") && !html.contains("id=\"_review\""))
    }

    @Test func whatReviewersWriteIsText() async throws {
        let workplace = try await rendered()
        let text = "<script>alert(1)</script> & \"quoted\" $\\nu$\n\nA `second`\nparagraph ${x}"
        _ = try workplace.session.sign(.note, ["a", "the-first-part"], by: "Ada <ada@example.org>", text: text)
        try await workplace.render()
        let html = try workplace.html
        #expect(
            !html.contains("<script>alert")
                && html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot;"))
        #expect(html.contains("<p>A `second`<br>paragraph ${x}</p>") && html.contains("Ada &lt;ada@example.org&gt;"))
        let notes = try #require(html.range(of: "aria-label=\"Review of The first part\""))
        let heading = try #require(html.range(of: "<h2 id=\"the-first-part\">"))
        #expect(html[heading.upperBound..<notes.lowerBound].count < 80)
    }

    // MARK: the file

    @Test func addsEntriesAndKeepsWhatStandsThere() async throws {
        let workplace = try await rendered()
        let before = """
            # Ours.
            - {target: a, kind: note, author: Emmy, date: 2026-11-29, text: 'Look: here.'}   # by hand

              # A remark.
            - target: below-it
              kind: note
              author: 'O''Neil'
              date: 2026-11-29T10:00:00Z
              text: |
                Two
                lines.
            """
        try workplace.write(before, to: "report.review.yaml")
        let text = "  It's: \"so\" # not a comment\n\n\tindented\n- no list"
        _ = try workplace.session.sign(
            .note, ["a"], by: "Ada", text: text, at: Date(timeIntervalSince1970: 1_796_000_000))
        let now = try file(workplace)
        #expect(now.hasPrefix(before + "\n- target: a\n  kind: note\n  author: 'Ada'\n  date: 2026-11-30T"))
        let entries = try #require(try workplace.session.reviewed()["a"]).entries.map(\.entry)
        #expect(entries.map(\.author) == ["Emmy", "Ada"] && entries[0].key == nil && entries[1].key != nil)
        #expect(entries[1].text == "It's: \"so\" # not a comment\n\n\tindented\n- no list")
    }

    @Test(arguments: [
        "- {target: a, kind: note, author: A, date: 2026-11-29, text: x}\n", "", "# nothing yet\n", "---\n",
    ])
    func addsToAnyList(_ before: String) async throws {
        let workplace = try await rendered()
        try workplace.write(before, to: "report.review.yaml")
        _ = try workplace.session.sign(.approval, ["a"], by: "null", text: "true")
        #expect(try file(workplace).hasPrefix(before))
        #expect(try workplace.session.reviewed()["a"]?.entries.last?.entry.author == "null")
    }

    @Test func addsNothingToAListInBrackets() async throws {
        let workplace = try await rendered()
        let before = "[{target: a, kind: note, author: A, date: 2026-11-29, text: x}]\n"
        try workplace.write(before, to: "report.review.yaml")
        #expect(throws: ReviewError.notAppendable(file: "report.review.yaml")) {
            try workplace.session.sign(.approval, ["a"], by: "Ada", text: nil)
        }
        #expect(try file(workplace) == before)
        #expect(throws: ReviewError.notAppendable(file: "report.review.yaml")) {
            try workplace.write("", to: "report.review.yaml")
            return try workplace.session.sign(.note, ["a"], by: "Ada", text: "a bell \u{7}")
        }
        #expect(try file(workplace) == "")
    }

    @Test func manyMayWriteAtOnce() async throws {
        let workplace = try await rendered()
        let file = workplace.session.review
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    try file.append([
                        ReviewEntry(target: "a", kind: .note, author: "N\(number)", date: Date(), text: "x", key: nil)
                    ])
                }
            }
            try await group.waitForAll()
        }
        #expect(Set(try file.read().map(\.entry.author)).count == 20)
    }

    private static let key = "0123456789abcdef-0123456789abcdef"

    @Test(
        "every mistake has its place and a remedy",
        arguments: [
            (
                "- {target: aa, kind: note, author: A, date: 2026-11-29, text: x}",
                "1:12: error: the report has nothing that is called 'aa'; did you mean 'a'? available: "
            ),
            (
                "- target: a\n  kind: aproval\n  author: A\n  date: 2026-11-29\n  key: \(key)",
                "2:9: error: 'review[0].kind' cannot be 'aproval'; did you mean 'approval'? available: "
            ),
            (
                "- target: a\n  kind: approval\n  author: A\n  date: 2026-11-29\n  key: 12",
                "5:8: error: 'review[0].key' is no digest of what was looked at"
            ),
            (
                "- target: a\n  kind: approval\n  author: A\n  date: 2026-11-29",
                "2:9: error: an approval needs the option 'key'"
            ),
            (
                "- target: a\n  kind: note\n  author: A\n  date: 2026-11-29",
                "2:9: error: a note needs the option 'text'"
            ),
            (
                "- target: a\n  kind: note\n  author: A\n  date: yesterday\n  text: x",
                "4:9: error: 'review[0].date' must be a date such as 2026-11-30"
            ),
            (
                "- target: a\n  kind: note\n  author: A\n  date: 2026-02-31\n  text: x",
                "4:9: error: 'review[0].date' must be a date"
            ),
            (
                "- target: a\n  knd: note\n  author: A\n  date: 2026-11-29\n  text: x",
                "2:3: error: 'review[0]' has no option 'knd'; did you mean 'kind'?"
            ),
            ("target: a", "1:1: error: a review is a list of entries, not a mapping; begin each with '- target: …'"),
            ("- [", "error: this is not YAML"),
        ]) func diagnoses(review: String, expected: String) async throws
    {
        let workplace = try Workplace()
        try workplace.write(Self.text)
        try workplace.write(review + "\n", to: "report.review.yaml")
        let error = #expect(throws: InvalidDocument.self) { try workplace.session.readWithReview() }
        let said = error?.diagnostics.map(\.description) ?? []
        #expect(said.contains { $0.hasPrefix("report.review.yaml:") && $0.contains(expected) }, "\(said)")
        let outcome = try await workplace.render()
        #expect(outcome.exitStatus == 2 && outcome.messages == said)
    }

    @Test func aSectionWhoseNameFollowsFromTheRunIsLookedForAfterIt() async throws {
        let workplace = try Workplace()
        try workplace.write(
            "- {target: took-9, kind: note, author: A, date: 2026-11-29, text: x}\n", to: "report.review.yaml")
        let text = "## Took `{value} a.steps`\n\n```{echo} a\n```\n"
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 1)
        #expect(
            outcome.messages.contains {
                $0.contains("its review has an entry about 'took-9'") && $0.contains("took-10")
            })
        #expect(try workplace.html.contains("The report has nothing of this name any more."))
    }

    @Test func thePageDoesNotTakeThePlaceOfTheReview() async throws {
        let workplace = try await rendered()
        _ = try workplace.session.sign(.approval, ["a"], by: "Ada", text: nil)
        let outcome = await workplace.session.render(to: workplace.session.review.url)
        #expect(outcome.exitStatus == 2 && outcome.messages[0].contains("the place of the review of the report"))
    }

    // MARK: comparing

    @Test func diffTellsWhatHasExpired() async throws {
        let compared = try Compared()
        let text =
            "## Part\n\nFound `{value} bar.events`.\n\n" + Compared.gauge("bar", "draws: true") + Compared.gauge("same")
        try await compared.workplace.render(text)
        _ = try compared.workplace.session.sign(.approval, ["bar", "same", "part"], by: "Ada", text: nil)
        let old = try await compared.page(text, "old.html")
        let changed = text.replacing("draws: true", with: "draws: true\nevents: 150")
        let new = try await compared.page(changed, "new.html")
        for (first, second) in [(old, new), (old, compared.workplace.report.path)] {
            let comparison = try compared.session(first, second).compare().comparison
            #expect(comparison.expired.map(\.target) == ["part", "bar"])
            #expect(comparison.summary.expiredEntries == 2)
            #expect(comparison.description.contains("bar (Figure 1): the approval by Ada ("))
            #expect(comparison.description.contains("has expired: its result has changed since"))
            #expect(try comparison.json.contains("\"expired\""))
        }
        let page = try #require(try compared.session(old, new).compare(wantsPage: true).page)
        #expect(page.contains("bar (Figure 1): the approval by Ada"))
        #expect(try compared.session(old, old).compare().comparison.expired.isEmpty)
        // The other way round it is a result that comes back, and nothing that expires.
        #expect(try compared.session(new, old).compare().comparison.expired.isEmpty)
    }
}
