import ArgumentParser
import Files
import Foundation
import Report

struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Writes and checks reviews of a report: approvals, notes, objections.",
        discussion: """
            A review stands in a text file beside the report, closure.review.yaml of closure.md, to be committed with it. An \
            entry is about a cell (its label), a claim (LABEL.NUMBER, from 1), a section (its name in the page's address) or \
            _abstract. It holds a digest of what was looked at: the result and the words around it. Where that has changed \
            since, the entry has expired; the page says so, and why. New entries are added at the end; nothing else in the \
            file changes. 'fiducial serve' takes them in the page.

            Figures and their claims are looked at as the store has them for the report as it stands; nothing is computed.

            EXAMPLES:
              fiducial review closure.md                                  what is approved, what is not, and what has expired
              fiducial review closure.md --approve contours --approve claims.1
              fiducial review closure.md --approve all --author 'Ada Lovelace'
              fiducial review closure.md --note contours --text 'Why is the scan so coarse?'
              fiducial review closure.md --object the-fit --text 'The prior is not the one of the paper.'
              fiducial review closure.md --require all                    for CI: all figures, tables and claims

            EXIT STATUS:
              0    written, or listed; with --require: all that is named is approved as it stands, and nobody objects
              1    with --require: an approval is missing or has expired, or an objection stands; or the file cannot be written
              2    the report or its review is wrong, or has nothing of a name that is given
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments
    @Flag(help: "Lists everything that can be reviewed, with its reviews. (default)") var list = false
    @Option(
        help: ArgumentHelp("Approves this; may be repeated; all for every figure, table and claim.", valueName: "name"))
    var approve: [String] = []
    @Option(help: ArgumentHelp("Adds a note to this, with the --text.", valueName: "name")) var note: [String] = []
    @Option(help: ArgumentHelp("Objects to this, with the --text.", valueName: "name")) var object: [String] = []
    @Option(help: ArgumentHelp("The text of the review; $…$ is math.", valueName: "words")) var text: String?
    @Option(help: ArgumentHelp("The author of the review. (default: user.name of git)", valueName: "name")) var author:
        String?
    @Option(
        help: ArgumentHelp(
            "Fails unless this is approved as it stands; may be repeated; all for every figure, table and claim.",
            valueName: "name"))
    var require: [String] = []
    @ArgumentParser.OptionGroup var folder: StoreFolder

    private static let all = "all"

    func validate() throws {
        let kinds = [approve, note, object].filter { !$0.isEmpty }.count
        if kinds > 1 { throw ValidationError("Give one of --approve, --note and --object.") }
        if let author, author.allSatisfy(\.isWhitespace) || author.contains(where: \.isNewline) {
            throw ValidationError("--author needs a name on one line.")
        }
        let hasText = text.map { !$0.allSatisfy(\.isWhitespace) } ?? false
        if !note.isEmpty || !object.isEmpty, !hasText {
            throw ValidationError("\(note.isEmpty ? "--object" : "--note") needs --text with what you say.")
        }
        if kinds == 0, text != nil || author != nil {
            throw ValidationError("--text and --author go with --approve, --note or --object.")
        }
    }

    func run() throws {
        var session = arguments.session
        session.store = folder.store
        do {
            try sign(session)
            if !require.isEmpty {
                try check(session)
            } else if list || (approve + note + object).isEmpty {
                try give(Self.listing(try session.reviewed(), of: arguments.report).printable)
            }
        } catch let error as InvalidDocument {
            complain(error.diagnostics.map(\.description))
            throw ExitCode(2)
        } catch let error as ExitCode {
            throw error
        } catch {
            complain(["\(arguments.report): error: \(error)"])
            throw ExitCode.failure
        }
    }

    private func sign(_ session: RenderSession) throws {
        let (kind, names): (ReviewEntry.Kind, [String]) =
            !approve.isEmpty ? (.approval, approve) : !note.isEmpty ? (.note, note) : (.objection, object)
        guard !names.isEmpty else { return }
        let git = Git(folder: session.report.deletingLastPathComponent().path)
        guard let author = author ?? git.userName else {
            complain(["error: who says it? git has no user.name here; give --author NAME"])
            throw ExitCode(2)
        }
        let targets = try expand(names, session)
        let written = try session.sign(kind, targets, by: author, text: text)
        for entry in written {
            mention("\(session.review.name): \(entry.kind.rawValue) of '\(entry.target)' by \(entry.author)")
        }
    }

    /// "all" is every figure, table and claim.
    private func expand(_ names: [String], _ session: RenderSession) throws -> [String] {
        guard names.contains(Self.all) else { return names }
        return try expand(names, try session.reviewed())
    }

    private func expand(_ names: [String], _ review: Review) throws -> [String] {
        // A cell may be called so.
        guard names.contains(Self.all), review[Self.all] == nil else { return names }
        let required = review.reviewed.map(\.target).filter(\.kind.isRequired).map(\.name)
        return required + names.filter { $0 != Self.all && !required.contains($0) }
    }

    private func check(_ session: RenderSession) throws {
        let review = try session.reviewed()
        let names = try expand(require, review)
        try session.requireTargets(names, in: review)
        let lacks = names.compactMap { name in review[name]?.lack.map { (name, $0) } }
        for (name, why) in lacks { complain(["\(arguments.report): not approved: \(name): \(why)"]) }
        guard lacks.isEmpty else { throw ExitCode.failure }
        mention("\(arguments.report): \(names.count) of \(names.count) approved as they stand")
    }

    /// A line for everything that can be reviewed, and below it its entries.
    static func listing(_ review: Review, of report: String) -> String {
        let width = min(40, review.reviewed.map(\.target.name.count).max() ?? 0)
        var lines: [String] = []
        for reviewed in review.reviewed {
            let target = reviewed.target
            let isShown = target.kind.isRequired || !reviewed.entries.isEmpty
            guard isShown || target.kind == .section || target.kind == .abstract else { continue }
            let name = target.name.padding(toLength: max(width, target.name.count), withPad: " ", startingAt: 0)
            let state =
                reviewed.lack == nil ? "✓ approved" : reviewed.entries.isEmpty ? "–" : "✗ \(reviewed.lack ?? "")"
            lines.append("\(name)  \(target.kind.rawValue): \(target.title)  \(state)")
            lines += reviewed.entries.map { "    \(words($0))" }
        }
        lines += review.lost.map { "\($0.target): the report has nothing of this name any more" }
        return lines.isEmpty ? "\(report): nothing can be reviewed\n" : lines.map { $0 + "\n" }.joined()
    }

    private static func words(_ judged: Review.Judged) -> String {
        let entry = judged.entry
        let standing =
            switch judged.standing {
            case .current: ""
            case .expired(let why): ", expired: \(why)"
            case .superseded: ", superseded"
            }
        let text = entry.text.map { ": \($0.split(whereSeparator: \.isNewline).joined(separator: " "))" } ?? ""
        return "\(entry.kind.rawValue) by \(entry.author), \(entry.date.prefix(10))\(standing)\(text)"
    }
}
