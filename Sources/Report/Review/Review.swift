/// The entries of reviewers about a report, compared with what it shows now.
public struct Review: Sendable {
    /// The state of an entry.
    public enum Standing: Sendable, Hashable {
        /// It is about the current content.
        case current
        /// Its target has changed; the reason continues "expired:".
        case expired(String)
        /// Its author has replaced it by a later decision.
        case superseded
    }

    /// An entry and its state.
    public struct Judged: Sendable, Hashable {
        /// The entry.
        public let entry: ReviewEntry
        /// Its state.
        public let standing: Standing
    }

    /// All entries about one target.
    public struct Reviewed: Sendable {
        /// The target.
        public let target: ReviewTarget
        /// In the order of the file.
        public let entries: [Judged]
        /// Why its current state is not approved; nil if it is approved, and there are no objections.
        public let lack: String?
    }

    /// The targets, in the order of the report.
    public let reviewed: [Reviewed]
    /// Entries whose target the report does not have.
    public let lost: [ReviewEntry]

    /// - Parameters:
    ///   - entries: in the order of the file.
    ///   - targets: in the order of the report.
    init(_ entries: [ReviewEntry], of targets: [ReviewTarget]) {
        let byTarget = Dictionary(grouping: entries.enumerated(), by: \.element.target)
        let judged = targets.map { target in
            Self.judged((byTarget[target.name] ?? []).map(\.element), target)
        }
        let wholes = Dictionary(
            zip(targets, judged).map { ($0.name, $1) }, uniquingKeysWith: { first, _ in first })
        reviewed = zip(targets, judged).map { target, own in
            let whole = target.whole.flatMap { wholes[$0] } ?? []
            return Reviewed(target: target, entries: own, lack: Self.lack(target, own + whole))
        }
        let names = Set(targets.map(\.name))
        lost = entries.filter { !names.contains($0.target) }
    }

    /// The target of a name.
    public subscript(name: String) -> Reviewed? { reviewed.first { $0.target.name == name } }

    /// Whether there are no entries.
    var isEmpty: Bool { reviewed.allSatisfy(\.entries.isEmpty) && lost.isEmpty }

    private static func judged(_ entries: [ReviewEntry], _ target: ReviewTarget) -> [Judged] {
        entries.enumerated().map { index, entry in
            let decidesAnew = entries[(index + 1)...].contains {
                $0.author == entry.author && $0.kind != .note && entry.kind != .note
            }
            if decidesAnew { return Judged(entry: entry, standing: .superseded) }
            guard let key = entry.key else { return Judged(entry: entry, standing: .current) }
            guard let now = target.key else { return Judged(entry: entry, standing: .expired("it has no result now")) }
            return Judged(entry: entry, standing: key.change(to: now).map(Standing.expired) ?? .current)
        }
    }

    private static func lack(_ target: ReviewTarget, _ judged: [Judged]) -> String? {
        guard target.key != nil else { return "it has no result" }
        let objections = judged.filter { $0.entry.kind == .objection && $0.standing == .current }
        if let first = objections.first { return "\(first.entry.author) objects: \(first.entry.text ?? "")" }
        if judged.contains(where: { $0.entry.kind == .approval && $0.standing == .current }) { return nil }
        for case .expired(let why) in judged.filter({ $0.entry.kind == .approval }).map(\.standing) {
            return "its approval has expired: \(why)"
        }
        return "nobody has approved it"
    }
}
