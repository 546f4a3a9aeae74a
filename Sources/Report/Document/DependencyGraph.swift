/// Which cell uses which.
struct DependencyGraph: Sendable {
    /// The labels in the order of the document.
    let labels: [String]
    /// What each uses directly, in order.
    let uses: [String: [String]]
    private let walked: (order: [String], cycles: [[String]], labels: Set<String>)

    init(_ edges: [(label: String, uses: [String])]) {
        labels = edges.map(\.label)
        let known = Set(labels)
        uses = Dictionary(
            edges.map { ($0.label, $0.uses.filter(known.contains)) }, uniquingKeysWith: { first, _ in first })
        walked = Self.walk(labels, uses)
    }

    /// The labels in an order in which every cell comes after those that it uses, otherwise in the order of the
    /// document.
    ///
    /// - Precondition: there is no cycle.
    var order: [String] { walked.order }

    /// All cells that a cell uses, directly or through others, sorted.
    func closure(of label: String) -> [String] {
        var seen: Set<String> = []
        var pending = uses[label] ?? []
        while let next = pending.popLast() {
            if seen.insert(next).inserted { pending += uses[next] ?? [] }
        }
        return seen.sorted()
    }

    /// These cells, and all cells that use one of them, directly or through others.
    func users(of labels: Set<String>) -> Set<String> {
        guard !labels.isEmpty else { return [] }
        var users: [String: [String]] = [:]
        for (user, used) in uses { for label in used { users[label, default: []].append(user) } }
        var found = labels
        var pending = Array(labels)
        while let next = pending.popLast() {
            for user in users[next] ?? [] where found.insert(user).inserted { pending.append(user) }
        }
        return found
    }

    /// The cycles, without repetitions, each starting with the label that comes first in the document, and all labels
    /// in them.
    ///
    /// Cells that use each other crosswise have very many cycles: then only the first ones are given.
    var cycles: (first: [[String]], labels: Set<String>) { (walked.cycles, walked.labels) }

    /// The number of labels in the cycles that are reported one by one.
    private static let enough = 100_000

    /// A label on the way from where a walk started.
    private struct Step {
        let label: String
        /// The index of the next use.
        var next = 0
        /// The earliest step of the path to which a use from here on leads back.
        var first = Int.max
    }

    /// Goes along every use once, depth first. No recursion: a report may chain any number of cells.
    private static func walk(
        _ labels: [String], _ uses: [String: [String]]
    ) -> (order: [String], cycles: [[String]], labels: Set<String>) {
        var order: [String] = []
        var cycles: [[String]] = []
        var told = 0
        var inCycles: Set<String> = []
        var done: Set<String> = []
        for start in labels where !done.contains(start) {
            if uses[start]?.isEmpty ?? true {
                done.insert(start)
                order.append(start)
                continue
            }
            var path = [Step(label: start)]
            var depths = [start: 0]
            while let step = path.last {
                let used = uses[step.label] ?? []
                guard step.next < used.count else {
                    path.removeLast()
                    depths[step.label] = nil
                    done.insert(step.label)
                    order.append(step.label)
                    if step.first <= path.count { inCycles.insert(step.label) }
                    if let last = path.indices.last { path[last].first = min(path[last].first, step.first) }
                    continue
                }
                path[path.count - 1].next += 1
                if let depth = depths[used[step.next]] {
                    path[path.count - 1].first = min(step.first, depth)
                    guard told < enough else { continue }
                    cycles.append(path[depth...].map(\.label))
                    told += path.count - depth
                } else if !done.contains(used[step.next]) {
                    depths[used[step.next]] = path.count
                    path.append(Step(label: used[step.next]))
                }
            }
        }
        return (order, cycles, inCycles)
    }
}
