/// How long a render will take on so many threads, as far as earlier runs tell.
public struct TotalTime: Codable, Sendable, Hashable {
    /// Of wall time; of the cells that an estimate exists for.
    public let seconds: Double
    /// Those that the cells share.
    public let threads: Int
    /// Cells that will run and that nothing is known of.
    public let unknown: [String]

    /// Estimates every cell that will run, and adds up.
    ///
    /// Each estimate is for all threads. Cells that run side by side share these, so that it takes as long as all of them one
    /// after another.
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
