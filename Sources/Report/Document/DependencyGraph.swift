/// Which cell uses which.
struct DependencyGraph: Sendable {
    /// The labels in the order of the document.
    let labels: [String]
    /// What each uses directly, in order.
    let uses: [String: [String]]

    init(_ edges: [(label: String, uses: [String])]) {
        labels = edges.map(\.label)
        let known = Set(labels)
        uses = Dictionary(
            edges.map { ($0.label, $0.uses.filter(known.contains)) }, uniquingKeysWith: { first, _ in first })
    }

    /// Every cell after those that it uses, otherwise in the order of the document.
    ///
    /// - Precondition: there is no cycle.
    var order: [String] { walk().order }

    /// All that a cell uses, directly or through others, sorted.
    func closure(of label: String) -> [String] {
        var seen: Set<String> = []
        var pending = uses[label] ?? []
        while let next = pending.popLast() {
            if seen.insert(next).inserted { pending += uses[next] ?? [] }
        }
        return seen.sorted()
    }

    /// These cells, and all that use one of them, directly or through others.
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

    /// The cycles, each once, starting with the label that comes first in the document.
    var cycles: [[String]] { walk().cycles }

    /// Goes along every use once, depth first. No recursion: a report may chain any number of cells.
    private func walk() -> (order: [String], cycles: [[String]]) {
        var order: [String] = []
        var cycles: [[String]] = []
        var done: Set<String> = []
        for start in labels where !done.contains(start) {
            var path: [(label: String, next: Int)] = [(start, 0)]
            var depths = [start: 0]
            while let (label, next) = path.last {
                let used = uses[label] ?? []
                guard next < used.count else {
                    path.removeLast()
                    depths[label] = nil
                    done.insert(label)
                    order.append(label)
                    continue
                }
                path[path.count - 1].next += 1
                if let depth = depths[used[next]] {
                    cycles.append(path[depth...].map(\.label))
                } else if !done.contains(used[next]) {
                    depths[used[next]] = path.count
                    path.append((used[next], 0))
                }
            }
        }
        return (order, cycles)
    }
}
