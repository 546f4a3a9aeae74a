/// The estimated time of a render on a number of threads, from earlier runs.
public struct TotalTime: Codable, Sendable, Hashable {
    /// Wall time of the cells with an estimate.
    public let seconds: Double
    /// The threads that the cells share.
    public let threads: Int
    /// Cells that will run and that have no estimate.
    public let unknown: [String]

    /// Estimates every cell that will run, and adds up the times.
    ///
    /// Each estimate is for all threads. Cells that run in parallel share the threads, so that the total is the same as
    /// for all of them one after another.
    init(_ entries: inout [Plan.Entry], _ document: Document, _ runs: EarlierRuns, threads: Int) {
        var seconds = 0.0
        var unknown: [String] = []
        for index in entries.indices where entries[index].state == .willRun {
            let label = entries[index].label
            guard let cell = document.cell(label) else { continue }
            entries[index].expected = runs.estimate(of: cell, in: document, threads: threads)
            if let expected = entries[index].expected { seconds += expected.seconds } else { unknown.append(label) }
        }
        self.seconds = seconds
        self.threads = threads
        self.unknown = unknown
    }

    /// "about 3 min 20 s on 2 threads, without 'b', which nothing is known of"
    var words: String {
        let time = "about \(DurationText.coarse(seconds)) on \(threads) \(threads == 1 ? "thread" : "threads")"
        if unknown.isEmpty { return time }
        return "\(time), not counting \(NearMiss.list(unknown)), of which the store knows no earlier run"
    }
}
