/// Which cell may start next, and with how many threads.
struct Schedule {
    private let document: Document
    let budget: ThreadBudget
    private var waiting: [String]
    /// The cell whose failure stopped everything.
    private var stopper: String?
    private(set) var results: [String: CellResult] = [:]

    init(_ document: Document, jobs: Int) {
        self.document = document
        budget = ThreadBudget(jobs)
        waiting = document.graph.order
    }

    /// Cells that can no longer run. They get their result here.
    mutating func takeBlocked() -> [(label: String, by: String)] {
        var blocked: [(label: String, by: String)] = []
        // The order puts what is used first, so one pass reaches everything.
        for label in waiting {
            let cause = stopper ?? (document.graph.uses[label] ?? []).lazy.compactMap(obstacle).first
            guard let cause else { continue }
            results[label] = CellResult(.blocked(by: cause))
            blocked.append((label, cause))
        }
        waiting.removeAll { results[$0] != nil }
        return blocked
    }

    private func obstacle(_ label: String) -> String? {
        switch results[label]?.outcome {
        case .failed, .manual, .cancelled: label
        case .blocked(let root): root
        default: nil
        }
    }

    /// Cells to start now. The free threads are split evenly among those that are ready; threads that no cell
    /// is ready for are offered to the cells that run.
    mutating func takeReady() -> [(cell: Cell, threads: Int)] {
        var ready = waiting.filter { label in
            (document.graph.uses[label] ?? []).allSatisfy { results[$0]?.artifact != nil }
        }
        var free = budget.free
        var started: [(cell: Cell, threads: Int)] = []
        while free > 0, !ready.isEmpty {
            let threads = max(1, free / ready.count)
            let label = ready.removeFirst()
            guard let cell = document.cell(label) else { continue }
            budget.give(threads, to: label)
            free -= threads
            started.append((cell, threads))
        }
        waiting.removeAll(where: budget.isHeld)
        budget.offerRest()
        return started
    }

    mutating func finish(_ label: String, _ result: CellResult) {
        budget.takeBack(from: label)
        results[label] = result
        if case .failed = result.outcome, document.cell(label)?.settings.onError == .stop { stopper = stopper ?? label }
    }
}
