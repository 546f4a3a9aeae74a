/// What became of the parts of a cell's work, as far as they are computed.
struct PartResults: Sendable {
    /// One part.
    struct Entry: Sendable {
        let group: String
        let label: String
        /// Of its result in the store.
        let key: String
        let outcome: PartOutcome
    }

    /// Group after group, each in the order of its parts.
    private(set) var entries: [Entry] = []
    /// The groups that are computed, also those without parts.
    private var groups: Set<String> = []

    init() {}

    /// - Parameter groups: the names of the groups of these parts.
    init(_ entries: [Entry], groups: [String]) {
        self.entries = entries
        self.groups = Set(groups)
    }

    /// The names of the groups that are computed, sorted.
    var groupNames: [String] { groups.sorted() }

    mutating func add(_ parts: [Entry], of group: String) {
        precondition(groups.insert(group).inserted, "there are two groups of parts named '\(group)'")
        entries += parts
    }

    /// The parts of one group, in order; nil where the group is not computed.
    func entries(of group: String) -> [Entry]? {
        groups.contains(group) ? entries.filter { $0.group == group } : nil
    }

    /// The parts in the form of the cell's manifest.
    var forManifest: [Manifest.Part] {
        entries.map { entry in
            switch entry.outcome {
            case .finished: Manifest.Part(label: entry.label, outcome: .key(entry.key))
            case .failed(let message, _): Manifest.Part(label: entry.label, outcome: .failed(message))
            }
        }
    }
}
