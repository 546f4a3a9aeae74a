/// An entry of a review that is valid for the old report but not for the new one.
public struct ExpiredEntry: Codable, Sendable {
    /// The target, as entries name it.
    public let target: String
    /// The name of the target on the page.
    public let title: String
    /// A note, an approval or an objection.
    public let kind: ReviewEntry.Kind
    /// The author of the entry.
    public let author: String
    /// The date of the entry.
    public let date: String
    /// Why it is no longer valid: "its result has changed since".
    public let why: String

    /// "Figure 2: contours: the approval by Ada Lovelace (2026-11-30) has expired: its result has changed since"
    var words: String {
        let name = title == target ? target : "\(target) (\(title))"
        return "\(name): the \(kind.rawValue) by \(author) (\(date.prefix(10))) has expired: \(why)"
    }

    /// The expired entries of both reviews; none where the targets of one of the reports are not known.
    static func all(_ old: ReviewRecord?, _ new: ReviewRecord?) -> [ExpiredEntry] {
        guard let old, let new else { return [] }
        let before = Dictionary(old.targets.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.targets.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        // Mostly both are the same file at two times.
        let entries = new.entries + old.entries.filter { entry in !new.entries.contains { $0.isSame(as: entry) } }
        return entries.compactMap { entry in
            guard !entry.isSuperseded, let key = entry.key.flatMap(ReviewKey.init), let target = before[entry.target],
                target.key == entry.key, let why = why(key, target, after[entry.target])
            else { return nil }
            return ExpiredEntry(
                target: entry.target, title: target.title, kind: entry.kind, author: entry.author, date: entry.date,
                why: why)
        }
    }

    private static func why(_ key: ReviewKey, _ old: ReviewRecord.Target, _ new: ReviewRecord.Target?) -> String? {
        guard let new else { return "the new report does not have it" }
        if let now = new.key.flatMap(ReviewKey.init) { return key.change(to: now) }
        // Of a section, that only means that its pictures were not read.
        return old.kind == ReviewTarget.Kind.section.rawValue ? nil : "it has no result"
    }
}

extension ReviewRecord.Entry {
    /// Whether both are the same entry of a file, even if other entries were added after it.
    func isSame(as other: Self) -> Bool {
        target == other.target && kind == other.kind && author == other.author && date == other.date && key == other.key
    }
}
