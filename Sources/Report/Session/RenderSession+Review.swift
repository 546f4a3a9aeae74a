import Foundation

extension RenderSession {
    /// The file beside the report that holds what reviewers say.
    public var review: ReviewFile { ReviewFile(of: report, as: name) }

    /// Reads and checks the report, and what reviewers say of it.
    ///
    /// - Throws: ``InvalidDocument`` with everything that is wrong, also with entries about what the report does not have.
    public func readWithReview() throws(InvalidDocument) -> (document: Document, entries: [ReviewEntry]) {
        let document: Document
        do {
            document = try read()
        } catch {
            // What is wrong with the review is worth a word too.
            throw InvalidDocument(
                error.diagnostics + Self.diagnostics { () throws(InvalidDocument) in try review.read() })
        }
        let written = try review.read()
        let unknown = written.unknownTargets(in: document)
        guard unknown.isEmpty else { throw InvalidDocument(unknown) }
        return (document, written.map(\.entry))
    }

    private static func diagnostics(_ read: () throws(InvalidDocument) -> [WrittenReviewEntry]) -> [Diagnostic] {
        do {
            _ = try read()
            return []
        } catch {
            return error.diagnostics
        }
    }

    /// What reviewers say of the report, held against what the store has for it as it stands. Nothing runs.
    ///
    /// - Throws: ``InvalidDocument`` with everything that is wrong, `PageError` where a text cannot be set.
    public func reviewed() throws -> Review {
        let (document, entries) = try readWithReview()
        let stored = StoredRun(document, in: store)
        let presentations = Presenter(document: document, run: stored.run).present(threads: jobs)
        return Review(entries, of: ReportPage.reviewTargets(document, presentations))
    }

    /// Writes what a reviewer says about the report as it stands, at the end of its review.
    ///
    /// - Parameters:
    ///   - targets: what it is about, as entries name it, one entry each.
    ///   - text: in the reviewer's words; `$…$` is math.
    /// - Returns: the entries.
    /// - Throws: ``InvalidDocument`` where the report has no such target or is wrong; ``SignOffError``; what
    ///   ``ReviewFile/append(_:)`` throws.
    public func sign(
        _ kind: ReviewEntry.Kind, _ targets: [String], by author: String, text: String?, at date: Date = Date()
    ) throws -> [ReviewEntry] {
        let known = try reviewed()
        try requireTargets(targets, in: known)
        let entries = try targets.map { name in
            guard let target = known[name]?.target, let key = target.key else {
                throw SignOffError.noResult(target: name)
            }
            return ReviewEntry(target: name, kind: kind, author: author, date: date, text: text, key: key)
        }
        try review.append(entries)
        return entries
    }

    /// - Throws: ``InvalidDocument`` with a diagnostic for every name that nothing in the report has.
    public func requireTargets(_ names: [String], in review: Review) throws(InvalidDocument) {
        try requireCells(names, among: review.reviewed.map(\.target.name)) {
            "the report has nothing that is called '\($0)'"
        }
    }
}

/// Why nothing can be said about something in a report.
public enum SignOffError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is nothing to look at.
    case noResult(target: String)

    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .noResult(let target): "'\(target)' has no result to look at; render the report first"
        }
    }
}

/// How far the review of a report is.
package struct SignOffCounts: Sendable, Hashable {
    /// How many figures, tables and claims are approved as they stand.
    package let approved: Int
    /// How many there are.
    package let required: Int
    /// How many entries hold no more.
    package let expired: Int
    /// How many objections stand.
    package let objections: Int

    /// - Returns: nil where nobody says anything.
    init?(_ review: Review) {
        guard !review.isEmpty else { return nil }
        let asked = review.reviewed.filter(\.target.kind.isRequired)
        let judged = review.reviewed.flatMap(\.entries)
        approved = asked.count { $0.lack == nil }
        required = asked.count
        expired = judged.count { if case .expired = $0.standing { true } else { false } } + review.lost.count
        objections = judged.count { $0.entry.kind == .objection && $0.standing == .current }
    }
}
