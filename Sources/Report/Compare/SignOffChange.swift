/// An entry of reviewers that only one report has, or whose text differs.
public struct SignOffChange: Codable, Sendable {
    /// The kind of change.
    public enum Change: String, Codable, Sendable {
        /// Only the new report has it.
        case added
        /// Only the old report has it.
        case removed
        /// Both have it, with different text.
        case reworded
    }

    /// The kind of change.
    public let change: Change
    /// The target, as entries name it.
    public let target: String
    /// The name of the target on the page; its identifier where the report does not have it.
    public let title: String
    /// A note, an approval or an objection.
    public let kind: ReviewEntry.Kind
    /// The author of the entry.
    public let author: String
    /// The date of the entry.
    public let date: String
    /// The reviewer's text, of the new report if it has the entry; nil for an entry without text.
    public let text: String?

    private static let longestText = 160

    /// "contours (Figure 2): the objection by Ada Lovelace (2026-11-30) is new: The axis is missing."
    var words: String {
        let name = title == target ? target : "\(target) (\(title))"
        let became =
            switch change {
            case .added: "is new"
            case .removed: "is gone"
            case .reworded: "has other words"
            }
        let line = text?.split(whereSeparator: \.isNewline).joined(separator: " ")
        let said = line.map { ": " + ($0.count > Self.longestText ? $0.prefix(Self.longestText - 1) + "…" : $0) } ?? ""
        return "\(name): the \(kind.rawValue) by \(author) (\(date.prefix(10))) \(became)\(said)"
    }

    /// Changes in the order of the new report, then entries that only the old one has; none where one of the reviews is
    /// not known.
    static func all(_ old: ReviewRecord?, _ new: ReviewRecord?) -> [SignOffChange] {
        guard let old, let new else { return [] }
        func titles(_ record: ReviewRecord) -> [String: String] {
            Dictionary(record.targets.map { ($0.name, $0.title) }, uniquingKeysWith: { first, _ in first })
        }
        let (before, after) = (titles(old), titles(new))
        func change(_ change: Change, _ entry: ReviewRecord.Entry) -> SignOffChange {
            SignOffChange(
                change: change, target: entry.target,
                title: after[entry.target] ?? before[entry.target] ?? entry.target, kind: entry.kind,
                author: entry.author, date: entry.date, text: entry.text)
        }
        let coming = new.entries.compactMap { entry -> SignOffChange? in
            guard let earlier = old.entries.first(where: { $0.isSame(as: entry) }) else { return change(.added, entry) }
            // Pages of earlier versions hold no words.
            guard let words = earlier.text, let now = entry.text, words != now else { return nil }
            return change(.reworded, entry)
        }
        let gone = old.entries.filter { entry in !new.entries.contains { $0.isSame(as: entry) } }
        return coming + gone.map { change(.removed, $0) }
    }
}
