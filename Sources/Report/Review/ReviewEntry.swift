import Foundation

/// An entry of a reviewer about one target in a report, as stored in the file of its review.
public struct ReviewEntry: Sendable, Hashable {
    /// The kind of an entry.
    public enum Kind: String, OptionChoice, Codable, Hashable {
        /// A remark that neither approves nor objects.
        case note
        /// The target is good.
        case approval
        /// The target is not good; the text says why.
        case objection
    }

    /// The label of a cell, a claim as LABEL.NUMBER, or the name of a section as in the page's address.
    public let target: String
    /// The kind of the entry.
    public let kind: Kind
    /// The author's name.
    public let author: String
    /// The date as it was written: a day, or a day with the time.
    public let date: String
    /// In the reviewer's words; `$…$` is math.
    public let text: String?
    /// The key of what was reviewed; nil for a note that does not refer to a state of the result.
    public let key: ReviewKey?

    /// - Parameter date: a date with its time.
    public init(target: String, kind: Kind, author: String, date: Date, text: String?, key: ReviewKey?) {
        // Lines of blanks would be lost on the way through the file.
        let lines = text?.trimmed.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false).map { $0.allSatisfy(\.isWhitespace) ? "" : $0 }
        self.init(
            target: target, kind: kind, author: author.trimmed, day: date.ISO8601Format(),
            text: lines?.joined(separator: "\n"), key: key)
    }

    init(target: String, kind: Kind, author: String, day: String, text: String?, key: ReviewKey?) {
        self.target = target
        self.kind = kind
        self.author = author
        date = day
        self.text = text.flatMap { $0.isEmpty ? nil : $0 }
        self.key = key
    }

    /// "2026-11-30"
    var day: String { String(date.prefix(10)) }
}

/// An entry as it is read, with its places.
struct WrittenReviewEntry: OptionGroup {
    static let target = OptionKey<String>(
        "target", help: "What it is about: the label of a cell, a claim as LABEL.NUMBER, or the name of a section.",
        must: { $0.isBlank ? "must name what the entry is about" : nil })
    static let kind = OptionKey<ReviewEntry.Kind>("kind", help: "What it says: note, approval, objection.")
    static let author = OptionKey<String>(
        "author", help: "Who says it.", must: { $0.isBlank ? "must name who says it" : nil })
    static let date = OptionKey<String>(
        "date", help: "When, as 2026-11-30 or 2026-11-30T21:05:00Z.",
        must: { isDate($0) ? nil : "must be a date such as 2026-11-30 or 2026-11-30T21:05:00Z, not '\($0)'" })
    static let text = OptionKey<String?>("text", default: .some(nil), help: "In the reviewer's words.")
    static let key = OptionKey<String?>(
        "key", default: .some(nil), help: "The digest of what was looked at, as 'fiducial review' writes it.",
        must: { key in
            guard let key, ReviewKey(key) == nil else { return nil }
            return "is no digest of what was looked at: 'fiducial review' writes 16 digits, a hyphen, 16 digits"
        })
    static let schema = OptionSchema(target, kind, author, date, text, key)

    let options: Options

    private static func isDate(_ text: String) -> Bool {
        let moment = text.utf8.count == 10 ? "\(text)T00:00:00Z" : text
        guard let date = try? Date(moment, strategy: .iso8601) else { return false }
        // Some take the 31st of February for a day in March. A moment may be told in another zone, whose day is the one before or
        // behind.
        let isOfGreenwich = moment.hasSuffix("Z")
        return !isOfGreenwich || date.ISO8601Format().prefix(10) == text.prefix(10)
    }

    var entry: ReviewEntry {
        ReviewEntry(
            target: self[Self.target], kind: self[Self.kind], author: self[Self.author], day: self[Self.date],
            text: self[Self.text]?.trimmed, key: self[Self.key].flatMap(ReviewKey.init))
    }

    /// Mistakes that single options do not show.
    var diagnostics: [Diagnostic] {
        let kind = self[Self.kind]
        var diagnostics: [Diagnostic] = []
        if kind != .note, self[Self.key] == nil {
            diagnostics.append(
                Diagnostic(
                    "an \(kind.rawValue) needs the option 'key', the digest of what was looked at",
                    at: options.place(of: Self.kind),
                    remedy: "let 'fiducial review' write it, which knows the digest; or make it a note"))
        }
        if kind != .approval, self[Self.text]?.isBlank ?? true {
            diagnostics.append(
                Diagnostic(
                    "\(kind == .note ? "a note" : "an objection") needs the option 'text'",
                    at: options.place(of: Self.kind), remedy: "say what it is about"))
        }
        return diagnostics
    }

    func unknownTarget(_ names: KnownNames) -> Diagnostic {
        options.error(
            "the report has nothing that is called '\(self[Self.target])'", at: Self.target,
            remedy: names.remedy(for: self[Self.target]))
    }
}
