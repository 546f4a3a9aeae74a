/// What a reviewer said of the old report and that does not hold for the new one.
public struct ExpiredEntry: Codable, Sendable {
    /// As entries name it.
    public let target: String
    /// What it is called on the page.
    public let title: String
    /// A note, an approval or an objection.
    public let kind: ReviewEntry.Kind
    /// Who said it.
    public let author: String
    /// When.
    public let date: String
    /// Why it holds no more: "its result has changed since".
    public let why: String

    /// "Figure 2: contours: the approval by Ada Lovelace (2026-11-30) has expired: its result has changed since"
    var words: String {
        let name = title == target ? target : "\(target) (\(title))"
        return "\(name): the \(kind.rawValue) by \(author) (\(date.prefix(10))) has expired: \(why)"
    }

    /// Of what the reviewers of either report say; none where it is not known what can be reviewed in both.
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
    /// Whether both are one entry of one file, whatever came behind it.
    func isSame(as other: Self) -> Bool {
        target == other.target && kind == other.kind && author == other.author && date == other.date && key == other.key
    }
}
