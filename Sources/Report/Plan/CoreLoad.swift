/// The work of one cell, as earlier runs tell, and how it divides among cores.
struct CoreLoad: Sendable, Hashable {
    let label: String
    let verb: String
    /// The cells that have to be there first.
    let uses: [String]
    /// Jobs that wait for those of the stage before: groups of parts, and the cell itself. Seconds of each on one core.
    let stages: [[Double]]
    let division: ThreadDivision

    /// Its work, in seconds of one core.
    var work: Double { stages.joined().reduce(0, +) }

    /// The number of cores that it can use; nil for any number.
    var most: Int? { division.most.map { $0 * (stages.map(\.count).max() ?? 1) } }

    /// Wall time on so many cores without other work: the jobs of a stage run in parallel, with the same number of
    /// cores each.
    func seconds(on cores: Int) -> Double {
        stages.reduce(0) { sum, jobs in
            guard !jobs.isEmpty else { return sum }
            let slots = min(cores, jobs.count)
            return sum + Self.span(jobs.map { division.seconds(of: $0, on: cores / slots) }, slots: slots)
        }
    }

    /// The time of jobs that are started in their order, at most `slots` at a time.
    static func span(_ jobs: [Double], slots: Int) -> Double {
        var ends = [Double](repeating: 0, count: max(1, min(slots, jobs.count)))
        for job in jobs {
            guard let slot = ends.indices.min(by: { ends[$0] < ends[$1] }) else { return 0 }
            ends[slot] += job
        }
        return ends.max() ?? 0
    }
}

/// How the work of one job divides among threads: after Amdahl, up to a number of threads beyond which there is nothing to do.
struct ThreadDivision: Sendable, Hashable {
    /// How many threads have something to do; nil for any number.
    let most: Int?
    /// The part of its time on one thread that others do not shorten, 0...1.
    let serial: Double

    /// - Parameters:
    ///   - work: seconds on one thread.
    ///   - threads: at least one.
    func seconds(of work: Double, on threads: Int) -> Double { work * share(threads) }

    /// The work in seconds on one thread.
    ///
    /// - Parameter seconds: its time on so many threads.
    func work(took seconds: Double, on threads: Int) -> Double { seconds / share(threads) }

    private func share(_ threads: Int) -> Double { serial + (1 - serial) / Double(busy(threads)) }

    private func busy(_ threads: Int) -> Int { max(1, min(threads, most ?? threads)) }

    /// The serial fraction that explains the times of the same work on two numbers of threads; nil where the work uses
    /// the same number in both cases.
    static func serial(_ one: (seconds: Double, threads: Int), _ other: (seconds: Double, threads: Int), most: Int?)
        -> Double?
    {
        let division = ThreadDivision(most: most, serial: 0)
        let (a, b) = (Double(division.busy(one.threads)), Double(division.busy(other.threads)))
        guard a != b, one.seconds > 0, other.seconds > 0 else { return nil }
        let ratio = other.seconds / one.seconds
        let serial = (1 / b - ratio / a) / (ratio * (1 - 1 / a) - (1 - 1 / b))
        return serial.isFinite ? min(1, max(0, serial)) : nil
    }
}
