import Foundation

/// The rows of the table, each beside the comparisons that do such work.
struct Table {
    let peers: [Peer]
    let rounds: Int
    let attempts: Int
    let repeats: Int
    let load: Load
    let say: (String) -> Void

    /// Adds one kind of work, and returns what it took.
    @discardableResult
    func add(_ kind: Kind, rounds: Int? = nil, to record: inout Record) throws -> Timing {
        try add(rounds: rounds ?? self.rounds, to: &record) { _ in kind }
    }

    /// Adds one kind of work that is another one in each round, and returns what it took.
    func add(rounds count: Int, to record: inout Record, kind: (Int) throws -> Kind) throws -> Timing {
        PeakMemory.reset()
        // In turn, so that all see the same load of the machine, and again, because it changes.
        let measured = try (0..<count).map { index in
            let kind = try kind(index)
            return try load.quietest(of: attempts) {
                try Round(kind, peers: peers, repeats: repeats, load: load)
            }
        }
        let (kind, rounds) = (try kind(0), measured.map(\.value))
        let time = Timing(seconds: rounds.flatMap(\.own.seconds))
        var row = Row(
            name: kind.name, work: kind.work, unit: kind.unit, time: time.scaled(by: kind.factor),
            peakMemory: PeakMemory.megabytes, matrixRate: Timing(seconds: measured.map(\.rate)).median)
        if let products = kind.products {
            row.fractionOfMatrixRate =
                Timing(seconds: rounds.map { 2e-9 * Double(products) / $0.own.median / $0.rate }).median
        }
        say(row.text)
        record.rows.append(row)
        for (index, peer) in peers.enumerated() {
            let both = rounds.compactMap { round in round.peers[index].map { ($0, $0 / round.own.median) } }
            guard !both.isEmpty else { continue }
            let (seconds, ratio) = (Timing(seconds: both.map(\.0)), Timing(seconds: both.map(\.1)))
            say(
                "    \(peer.name) \(seconds.scaled(by: kind.factor).text) \(kind.unit): "
                    + String(
                        format: "%.1f times as long (%.1f to %.1f)", ratio.median, ratio.shortest,
                        ratio.seconds.max() ?? .nan))
            record.peers.append(PeerRow(name: kind.name, peer: peer.name, seconds: seconds, ratio: ratio))
        }
        return time
    }
}
