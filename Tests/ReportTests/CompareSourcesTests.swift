import Foundation
import TestSupport
import Testing

@testable import Report

/// Where compared results come from: pages, reports, commits and stores.
@Suite struct CompareSourcesTests {
    private func failure(_ session: CompareSession) throws -> String {
        do {
            _ = try session.compare()
        } catch let error as ComparisonError {
            return error.description
        }
        Issue.record("nothing was wrong")
        return ""
    }

    @Test func aReportStandsForWhatItsStoreHoldsForIt() async throws {
        let compared = try Compared()
        let text = Compared.gauge("a", "events: 5") + Compared.check("a.mass.best", below: 2)
        let page = try await compared.page(text, "old.html")
        let report = compared.workplace.report.path
        // The same results, verdicts and findings as in the page, whichever way they come.
        let same = try compared.session(page, report).compare().comparison
        #expect(same.cells.allSatisfy { $0.kind == .same && $0.notCompared.isEmpty } && same.cells.count == 2)
        try compared.workplace.write(text.replacing("events: 5", with: "events: 6"))
        let edited = compared.session(page, report)
        #expect(try failure(edited).contains("holds no result of"))
        // Another cell still has one.
        try compared.workplace.write(
            text.replacing("```{check}", with: Compared.gauge("b", "events: 6") + "```{check}"))
        let half = try compared.session(page, report).compare().comparison
        let added = try #require(half.cells.first { $0.label == "b" })
        #expect(added.kind == .added && added.absence == "the store holds none for it")
    }

    @Test func saysWhyTheStoreHoldsNone() async throws {
        let compared = try Compared()
        let text = Compared.gauge("a") + Compared.gauge("b", "events: 5") + Compared.gauge("c", "uses: [b]")
        let page = try await compared.page(text, "old.html")
        try compared.workplace.write(text.replacing("events: 5", with: "events: 6"))
        var session = compared.session(page, compared.workplace.report.path)
        session.gate = 1
        let found = try session.compare().comparison
        #expect(found.cells.map(\.lostResult) == [false, true, true] && found.gate?.passes == false)
        #expect(found.cells[1].absence?.contains("its last result is another one (events: 5 → 6)") == true)
        #expect(found.cells[2].absence == "it uses 'b', without a result")
    }

    @Test func aStoreStandsForTheLastResults() async throws {
        let compared = try Compared()
        let text = Compared.gauge("a") + Compared.check("a.mass.best", below: 2)
        let page = try await compared.page(text, "old.html")
        try await compared.workplace.render(
            text.replacing("```\n\n```{check}", with: "best: {mass: 3}\n```\n\n```{check}"))
        let store = compared.workplace.store.folder.path
        let found = try compared.session(page, store).compare().comparison
        #expect(found.summary.flippedVerdicts == 1)
        let cell = try #require(found.cells.first { $0.label == "a" })
        #expect(abs(try #require(cell.values.first { $0.path == "mass.best" }?.sigmas) - 20) < 1e-12)
        #expect(cell.options.map(\.path) == ["best.mass"])
        // Findings may follow from what a store does not hold.
        #expect(cell.notCompared.contains { $0.contains("store alone") })
    }

    @Test func aStoreOfSeveralReportsWantsAName() async throws {
        let compared = try Compared()
        try await compared.workplace.render(Compared.gauge("a"))
        try compared.workplace.write(Compared.gauge("a", "events: 9"), to: "other.md")
        var other = RenderSession(
            report: compared.workplace.folder.appendingPathComponent("other.md"), as: "other.md",
            directives: DirectiveRegistry([Gauge.self]))
        other.store = compared.workplace.store
        _ = await other.render(to: compared.workplace.page)
        let store = compared.workplace.store.folder.path
        var session = compared.session(store, store)
        let message = try failure(session)
        #expect(message.contains("--report: other-") && message.contains("report-"))
        session.report = "other"
        #expect(try session.compare().comparison.new.report.hasPrefix("other-"))
        session.report = "third"
        #expect(try failure(session).contains("no report 'third'"))
        // The other side says which.
        let mixed = try compared.session(compared.workplace.report.path, store).compare().comparison
        #expect(mixed.cells.allSatisfy { $0.kind == .same })
    }

    @Test func refusesAStoreOfAnotherFormat() async throws {
        let compared = try Compared()
        let store = compared.workplace.store
        try store.prepare()
        let components: Value = ["format": 1, "verb": "gauge", "options": [:]]
        let key = SHA256.hex(components.canonicalJSON.utf8)
        let place = store.folder.appendingPathComponent("\(key.prefix(2))/\(key)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let manifest: Value = ["key": .string(key), "components": components, "files": ["artifact.json": "0"]]
        try Data(manifest.canonicalJSON.utf8).write(to: place.appendingPathComponent("manifest.json"))
        try store.remember(key, of: "a", in: "report-01234567")
        #expect(try failure(compared.session(store.folder.path, store.folder.path)).contains("is of format 1"))
    }

    // MARK: Commits

    private func git(_ arguments: [String], in folder: URL) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "git", "-C", folder.path, "-c", "user.name=a", "-c", "user.email=a@example.org", "-c",
                "commit.gpgsign=false",
            ]
            + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "git \(arguments)")
    }

    @Test func aCommitStandsForItsTextWithWhatTheStoreHoldsForThat() async throws {
        let compared = try Compared()
        let folder = compared.workplace.folder
        let text = Compared.gauge("a", "best: {mass: 1}")
        try compared.workplace.write(text)
        try git(["init", "-q"], in: folder)
        try git(["add", "report.md"], in: folder)
        try git(["commit", "-q", "-m", "first"], in: folder)
        try await compared.workplace.render(text)
        try await compared.workplace.render(text.replacing("mass: 1", with: "mass: 1.1"))
        let report = compared.workplace.report.path
        for name in ["\(report)@HEAD", "HEAD:\(report)", "\(report)@HEAD^{commit}"] {
            let found = try compared.session(name, report).compare().comparison
            #expect(found.cells[0].options.map(\.path) == ["best.mass"], "\(name)")
            #expect(abs(try #require(found.summary.largest?.sigmas) - 1) < 1e-12)
            #expect(found.old.origin.contains("the text at "))
        }
        #expect(try failure(compared.session("\(report)@no-such", report)).contains("there is no commit 'no-such'"))
        #expect(try failure(compared.session("\(report)@--help", report)).contains("there is no commit '--help'"))
        let missing = folder.appendingPathComponent("none.md").path
        #expect(try failure(compared.session("\(missing)@HEAD", report)).contains("has no file"))
        // A report that was wrong then is told with its commit.
        try compared.workplace.write("```{gauge} a\nnone: 1\n```\n")
        try git(["commit", "-q", "-a", "-m", "second"], in: folder)
        #expect(throws: InvalidDocument.self) { try compared.session("\(report)@HEAD", "\(report)@HEAD~1").compare() }
    }

    /// The review of a commit is the file that it holds.
    @Test func aCommitBringsItsReview() async throws {
        let compared = try Compared()
        let (folder, report) = (compared.workplace.folder, compared.workplace.report.path)
        let text = Compared.gauge("a", "best: {mass: 1}") + Compared.gauge("b")
        try await compared.workplace.render(text)
        let session = compared.workplace.session
        _ = try session.sign(.approval, ["a", "b"], by: "Ada", text: nil)
        try git(["init", "-q"], in: folder)
        try git(["add", "report.md", "report.review.yaml"], in: folder)
        try git(["commit", "-q", "-m", "first"], in: folder)
        _ = try session.sign(.note, ["b"], by: "Emmy", text: "Look\nagain.")
        try await compared.workplace.render(text.replacing("mass: 1", with: "mass: 1.1"))
        let found = try compared.session("\(report)@HEAD", report).compare().comparison
        #expect(found.expired.map(\.target) == ["a"] && found.summary.expiredEntries == 1)
        #expect(found.signOff.map(\.change) == [.added] && found.signOff.map(\.target) == ["b"])
        #expect(found.summary.changedEntries == 1 && found.summary.words.contains("1 review entry differs"))
        #expect(found.description.contains("the note by Emmy (") && found.description.contains(") is new: Look again."))
        #expect(try found.json.contains("\"sign-off\""))
        let page = try #require(try compared.session("\(report)@HEAD", report).compare(wantsPage: true).page)
        #expect(page.contains("the note by Emmy ("))
        let back = try compared.session(report, "\(report)@HEAD").compare().comparison
        #expect(back.signOff.map(\.change) == [.removed] && back.expired.isEmpty)
        #expect(try compared.session("\(report)@HEAD", "HEAD:\(report)").compare().comparison.signOff.isEmpty)
        // One that is wrong is told with its commit.
        let review = folder.appendingPathComponent("report.review.yaml")
        try Data("- target: a\n  kind: praise\n".utf8).write(to: review)
        try git(["commit", "-q", "-a", "-m", "second"], in: folder)
        let error = #expect(throws: InvalidDocument.self) {
            try compared.session("\(report)@HEAD", "\(report)@HEAD~1").compare()
        }
        #expect(error?.description.contains("report.review.yaml@") ?? false)
        // A commit without a review has none.
        try git(["rm", "-q", "report.review.yaml"], in: folder)
        try git(["commit", "-q", "-m", "third"], in: folder)
        let without = try compared.session("\(report)@HEAD", "\(report)@HEAD~2").compare().comparison
        #expect(without.signOff.map(\.change) == [.added, .added])
    }

    /// Texts of entries are compared where both reports hold them.
    @Test func tellsOtherWordsOfAnEntry() {
        func record(_ text: String?) -> ReviewRecord {
            let key = ReviewKey(result: 1, words: 2)
            let target = ReviewTarget(name: "a", kind: .figure, title: "Figure 1", anchor: "a", key: key, whole: nil)
            let entry = ReviewEntry(target: "a", kind: .note, author: "Ada", day: "2026-11-30", text: text, key: key)
            return ReviewRecord(Review([entry], of: [target]))
        }
        let found = SignOffChange.all(record("One."), record("Two."))
        #expect(found.map(\.words) == ["a (Figure 1): the note by Ada (2026-11-30) has other words: Two."])
        #expect(SignOffChange.all(record("One."), record("One.")).isEmpty)
        #expect(SignOffChange.all(record(nil), record("Two.")).isEmpty)
        #expect(SignOffChange.all(nil, record("Two.")).isEmpty)
        let long = SignOffChange.all(record("One."), record(String(repeating: "word ", count: 80)))
        #expect(long.first?.words.hasSuffix("…") ?? false)
    }

    @Test func saysThatAFolderIsInNoRepository() throws {
        let folder = try TemporaryFolder()
        let report = try folder.file("report.md", "text\n")
        let compared = try Compared()
        #expect(
            try failure(compared.session("\(report.path)@HEAD", report.path)).contains("is in no repository of git"))
    }

    @Test(arguments: [
        ("closure.md@main@{1}", ComparisonOperand.commit(path: "closure.md", revision: "main@{1}")),
        ("a@b/closure.md@v1", .commit(path: "a@b/closure.md", revision: "v1")),
        ("HEAD~1:reports/closure.md", .commit(path: "reports/closure.md", revision: "HEAD~1")),
        ("/", .store("/")),
    ]) func readsWhatACallerNames(name: String, operand: ComparisonOperand) throws {
        #expect(try ComparisonOperand(name) == operand)
    }

    @Test func refusesWhatIsNothingOfThese() throws {
        for name in ["none.md", "@HEAD", "none.md@", ":none.md", "HEAD:"] {
            #expect(throws: ComparisonError.self, "\(name)") { try ComparisonOperand(name) }
        }
    }

    // MARK: Pages

    @Test func refusesPagesWithoutResults() async throws {
        let compared = try Compared()
        let page = try await compared.page(Compared.gauge("a"), "old.html")
        let folder = try TemporaryFolder()
        let foreign = try folder.file("foreign.html", "<!DOCTYPE html><p>Text</p>")
        #expect(try failure(compared.session(foreign.path, page)).contains("is not a page of Fiducial"))
        let html = try String(contentsOfFile: page, encoding: .utf8)
        let old = try folder.file("old.html", html.replacing("id=\"_record\"", with: "id=\"other\""))
        #expect(try failure(compared.session(old.path, page)).contains("render it again"))
        let later = try folder.file("later.html", html.replacing("\"form\":1", with: "\"form\":2"))
        #expect(try failure(compared.session(later.path, page)).contains("they are of form 2"))
        let broken = try folder.file("broken.html", html.replacing("\"form\":1", with: "\"form\":"))
        #expect(try failure(compared.session(broken.path, page)).contains("cannot be read"))
    }

    /// A text that would end the element that holds the results, or begin a comment in it.
    @Test func holdsEveryTextInAPage() async throws {
        let workplace = try Workplace()
        try await workplace.render("```{echo} a\ntext: \"</script><!-- <script> & ü\"\n```\n")
        let html = try workplace.html
        let record = try PageContents(html).record(of: "page.html")
        #expect(record.cells[0].result?[path: "text"]?.string == "</script><!-- <script> & ü")
        #expect(record.report == "report.md" && record.cells[0].label == "a" && record.cells[0].key != nil)
        let start = try #require(html.range(of: "id=\"_record\">"))
        let data = html[start.upperBound...].prefix { $0 != "\n" }
        #expect(data.hasSuffix("</script>") && data.dropLast("</script>".count).firstIndex(of: "<") == nil)
    }
}
