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
        /// In the reviewer's words; nil where there are none, or in a page of an earlier version.
        let text: String?

        fileprivate init(_ entry: ReviewEntry, isSuperseded: Bool) {
            target = entry.target
            kind = entry.kind
            author = entry.author
            date = entry.date
            key = entry.key?.description
            text = entry.text
            self.isSuperseded = isSuperseded
        }
    }

    /// In the order of the text.
    let targets: [Target]
    /// By target, each in the order of the file; then those about what the report does not have.
    let entries: [Entry]

    init(_ review: Review) {
        targets = review.reviewed.map { reviewed in
            let target = reviewed.target
            return Target(
                name: target.name, kind: target.kind.rawValue, title: target.title, key: target.key?.description)
        }
        entries =
            review.reviewed.flatMap(\.entries).map { Entry($0.entry, isSuperseded: $0.standing == .superseded) }
            + review.lost.map { Entry($0, isSuperseded: false) }
    }
}
