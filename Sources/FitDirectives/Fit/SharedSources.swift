import Samples

/// Sources of simulated events in groups that may share events, and how many of each are looked at: the same events of
/// all that share them.
struct SharedSources {
    /// Places of the sources.
    let groups: [[Int]]
    /// How many of the first events of each source.
    let given: [Int]

    init(_ taught: [TaughtSimulation.Taught]) {
        struct Key: Hashable {
            let cell: String
            let eventClass: Int
            /// Of a source that shares events with no other.
            let alone: Int?
        }
        let byKey = Dictionary(grouping: taught.indices) { place in
            let own = taught[place]
            return Key(
                cell: own.source.cell, eventClass: own.events.eventClass,
                alone: own.events.identities.isEmpty ? place : nil)
        }
        groups = byKey.values.sorted { $0[0] < $1[0] }
        var given = taught.map { min($0.seen, $0.events.events.count) }
        for group in groups where group.count > 1 {
            // Identities rise, so that below a threshold there are the same events of all sources.
            let ends = group.compactMap { place -> UInt64? in
                let own = taught[place].events
                return given[place] < own.available ? own.identities[given[place] - 1] : nil
            }
            guard let threshold = ends.min() else { continue }
            let cut = group.map { place in
                taught[place].events.identities.prefix(given[place]).count { $0 <= threshold }
            }
            // Ids of different ranges are those of different events.
            guard !cut.contains(0) else { continue }
            for (place, count) in zip(group, cut) { given[place] = count }
        }
        self.given = given
    }
}
