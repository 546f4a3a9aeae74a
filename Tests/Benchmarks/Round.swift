/// Own work and the same by others, in turn.
struct Round {
    let own: Timing
    /// Seconds of each comparison, if it does such work.
    let peers: [Double?]
    /// The rate of matrix products just before and after the own work, GFLOP/s.
    let rate: Double
    /// The least part of its best rate that the machine reached between two measurements.
    let share: Double

    /// Where other programs took more than this of the machine, times of own work and others do not compare: those that
    /// multiply most lose most.
    static let quiet = 0.9

    private init(_ kind: Kind, peers: [Peer], repeats: Int, load: Load) throws {
        let before = load.look()
        own = try kind.measure()
        let after = load.look()
        rate = (before.rate + after.rate) / 2
        var (share, seconds) = (min(before.share, after.share), [Double?]())
        for peer in peers {
            seconds.append(
                try kind.peer.flatMap { try peer.measure([$0], repeats: repeats)[$0].map { $0 * kind.peerUnits } })
            share = min(share, load.look().share)
        }
        (self.peers, self.share) = (seconds, share)
    }

    /// The first of some attempts that is quiet, or the one that is most; times play no part in the choice.
    static func quietest(of attempts: Int, _ kind: Kind, peers: [Peer], repeats: Int, load: Load) throws -> Round {
        var best = try Round(kind, peers: peers, repeats: repeats, load: load)
        for _ in 1..<attempts where best.share < quiet {
            let other = try Round(kind, peers: peers, repeats: repeats, load: load)
            if other.share > best.share { best = other }
        }
        return best
    }
}
