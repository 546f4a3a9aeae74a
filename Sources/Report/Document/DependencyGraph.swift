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
    var order: [String] {
        var result: [String] = []
        var seen: Set<String> = []
        func visit(_ label: String) {
            guard seen.insert(label).inserted else { return }
            for used in uses[label] ?? [] { visit(used) }
            result.append(label)
        }
        for label in labels { visit(label) }
        return result
    }

    /// All that a cell uses, directly or through others, sorted.
    func closure(of label: String) -> [String] {
        var seen: Set<String> = []
        var pending = uses[label] ?? []
        while let next = pending.popLast() {
            if seen.insert(next).inserted { pending += uses[next] ?? [] }
        }
        return seen.sorted()
    }

    /// The cycles, each once, starting with the label that comes first in the document.
    var cycles: [[String]] {
        var result: [[String]] = []
        var done: Set<String> = []
        var path: [String] = []
        func visit(_ label: String) {
            if let start = path.firstIndex(of: label) {
                result.append(Array(path[start...]))
                return
            }
            guard !done.contains(label) else { return }
            path.append(label)
            for used in uses[label] ?? [] { visit(used) }
            path.removeLast()
            done.insert(label)
        }
        for label in labels { visit(label) }
        return result
    }
}
