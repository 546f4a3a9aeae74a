/// Own work and the same by others, in turn.
struct Round {
    let own: Timing
    /// Seconds of each comparison, if it does such work.
    let peers: [Double?]
    /// The mean rate of matrix products just before and after the own work, GFLOP/s.
    let rate: Double

    /// Seconds that every measurement takes at least, own or not.
    static let least = 1.0

    init(_ kind: Kind, peers: [Peer], repeats: Int, load: Load) throws {
        let before = load.look().median
        own = try Timing.$least.withValue(Self.least) { try kind.measure() }
        rate = (before + load.look().median) / 2
        self.peers = try peers.map { peer in
            defer { load.look() }
            return try kind.peer.flatMap { try peer.measure([$0], repeats: repeats, least: Self.least)[$0] }.map {
                $0 * kind.peerUnits
            }
        }
    }
}
