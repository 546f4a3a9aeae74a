/// What can be reviewed in a report and what reviewers say, for programs: a page holds it beside what people see.
struct ReviewRecord: Codable, Sendable {
    struct Target: Codable, Sendable {
        let name: String
        /// A ``ReviewTarget/Kind``.
        let kind: String
        let title: String
        /// nil where it has no result.
        let key: String?
    }

    struct Entry: Codable, Sendable, Hashable {
        let target: String
        let kind: ReviewEntry.Kind
        let author: String
        let date: String
        let key: String?
        /// Whether its author has decided anew since.
        let isSuperseded: Bool
    }

    /// In the order of the text.
    let targets: [Target]
    /// By target, each in the order of the file.
    let entries: [Entry]

    init(_ review: Review) {
        targets = review.reviewed.map { reviewed in
            let target = reviewed.target
            return Target(
                name: target.name, kind: target.kind.rawValue, title: target.title, key: target.key?.description)
        }
        entries = review.reviewed.flatMap(\.entries).map { judged in
            let entry = judged.entry
            return Entry(
                target: entry.target, kind: entry.kind, author: entry.author, date: entry.date,
                key: entry.key?.description, isSuperseded: judged.standing == .superseded)
        }
    }
}
