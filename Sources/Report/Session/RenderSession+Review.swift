import Foundation

extension RenderSession {
    /// The file beside the report with the entries of reviewers.
    public var review: ReviewFile { ReviewFile(of: report, as: name) }

    /// Reads and checks the report and its review.
    ///
    /// - Throws: ``InvalidDocument`` with all mistakes, including entries whose target the report does not have.
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

    /// The entries of reviewers, compared with the current results in the store. Nothing runs.
    ///
    /// - Throws: ``InvalidDocument`` with all mistakes, `PageError` where a text cannot be set.
    public func reviewed() throws -> Review {
        let (document, entries) = try readWithReview()
        let stored = StoredRun(document, in: store)
        let presentations = Presenter(document: document, run: stored.run).present(threads: jobs)
        return Review(entries, of: ReportPage.reviewTargets(document, presentations))
    }

    /// Adds entries of a reviewer about the current report at the end of its review.
    ///
    /// - Parameters:
    ///   - targets: the targets, as entries name them; one entry for each.
    ///   - text: in the reviewer's words; `$…$` is math.
    /// - Returns: the entries.
    /// - Throws: ``InvalidDocument`` where the report has no such target or has mistakes; ``SignOffError``; what
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

    /// - Throws: ``InvalidDocument`` with a diagnostic for every name of an unknown target.
    public func requireTargets(_ names: [String], in review: Review) throws(InvalidDocument) {
        try requireCells(names, among: review.reviewed.map(\.target.name)) {
            "the report has nothing that is called '\($0)'"
        }
    }
}

/// Why an entry about a target cannot be made.
public enum SignOffError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The target has no result.
    case noResult(target: String)

    /// The error and its remedy.
    public var description: String {
        switch self {
        case .noResult(let target): "'\(target)' has no result to look at; render the report first"
        }
    }
}

/// The progress of the review of a report.
package struct SignOffCounts: Sendable, Hashable {
    /// The number of figures, tables and claims whose current state is approved.
    package let approved: Int
    /// The number of figures, tables and claims.
    package let required: Int
    /// The number of entries that are no longer valid.
    package let expired: Int
    /// The number of valid objections.
    package let objections: Int

    /// - Returns: nil without entries.
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
