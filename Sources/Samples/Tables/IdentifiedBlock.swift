/// A block of events with their identities, right after reading.
public struct IdentifiedBlock: Sendable {
    /// The events.
    public let block: EventBlock
    /// Digests of the identities, which are ids or else rows, in the order of the block: equal if the identities are
    /// equal. For simulated events they are in ascending order within every use.
    public let identities: [UInt64]
    /// Digests of features and scores, in the order of the block: equal if all of these are.
    public let digests: [UInt64]

    init(block: EventBlock, identities: [UInt64], digests: [UInt64]) {
        self.block = block
        self.identities = identities
        self.digests = digests
    }

    /// A digest that is equal for two blocks of the same events with the same weights, in any order and whatever their
    /// class and point.
    public var content: UInt64 {
        guard let weights = block.weights else { return digests.reduce(0) { $0 &+ Self.content($1, weight: 1) } }
        return zip(digests, weights).reduce(0) { $0 &+ Self.content($1.0, weight: $1.1) }
    }

    private static func content(_ digest: UInt64, weight: Float) -> UInt64 {
        EventIdentity.mixed(digest ^ UInt64((weight + 0).bitPattern))
    }

    /// The number of simulated events with the id or row of an earlier one.
    public var repeatedIdentities: Int { zip(identities, identities.dropFirst()).count { $0.0 == $0.1 } }

    /// The number of events that have the id of an earlier event and resemble it without being equal, as an event and its
    /// variation do. It is 0 if such events are as far from each other as any two events are, which means that they only have
    /// the same number, and if there are too few of them to tell.
    public var relatedIdentities: Int {
        let pairs = identities.indices.dropLast().filter {
            identities[$0] == identities[$0 + 1] && digests[$0] != digests[$0 + 1]
        }
        guard pairs.count >= Self.leastPairs else { return 0 }
        let (looked, half) = (pairs.prefix(10_000), identities.count / 2)
        func median(_ distances: [Float]) -> Float { distances.sorted()[distances.count / 2] }
        let areAlike = (block.x + block.y).contains { column in
            let apart = median(looked.map { abs(column[$0] - column[($0 + half) % column.count]) })
            return apart > 0 && median(looked.map { abs(column[$0] - column[$0 + 1]) }) < apart / 2
        }
        return areAlike ? pairs.count : 0
    }

    /// Fewer events with the id of another do not show whether they resemble each other.
    private static let leastPairs = 50

    /// The number of events whose features and scores all equal those of an earlier one.
    ///
    /// - Parameter limit: with more events than this, about this many are compared, and the number is scaled to all.
    public func repeatedRows(limit: Int) -> Int {
        // Equal ones lie on one side of any threshold.
        let threshold = Self.threshold(digests.count, limit)
        let looked = digests.filter { $0 <= threshold }.sorted()
        let repeated = zip(looked, looked.dropFirst()).count { $0.0 == $0.1 }
        guard repeated > 0 else { return 0 }
        return Int((Double(repeated) * Double(digests.count) / Double(looked.count)).rounded())
    }

    /// A threshold below which `limit` of `count` digests lie on average; all digests if there are not more.
    static func threshold(_ count: Int, _ limit: Int) -> UInt64 {
        count <= limit ? .max : UInt64(Double(limit) / Double(count) * 0x1p64)
    }
}

/// The events of two blocks of simulated events with equal identities: the same event, moved or reweighted, if the
/// blocks were made in this way.
public struct EventPairing: Sendable {
    /// The events with one identity in both blocks; empty for a block without such events.
    public struct Group: Sendable, Equatable {
        /// In the first block.
        public let first: Range<Int>
        /// In the second block.
        public let second: Range<Int>
    }

    /// Sorted by use, and then in the order of both blocks.
    public let groups: [Group]

    /// If both blocks have more than `limit` events, only the first events of every use are compared: about `limit` of
    /// the smaller block and at most ten times as many of the larger one, with the same identities in both.
    ///
    /// - Complexity: O(events), at most O(limit).
    public init(_ first: IdentifiedBlock, _ second: IdentifiedBlock, limit: Int) {
        let (smaller, larger) = (
            min(first.block.count, second.block.count), max(first.block.count, second.block.count)
        )
        let threshold = IdentifiedBlock.threshold(max(smaller, larger / 10), limit)
        var groups: [Group] = []
        for split in EventSplit.allCases {
            let (left, right) = (first.block.range(split), second.block.range(split))
            var (i, j) = (left.lowerBound, right.lowerBound)
            while i < left.upperBound || j < right.upperBound {
                let identity = min(
                    i < left.upperBound ? first.identities[i] : .max, j < right.upperBound ? second.identities[j] : .max
                )
                guard identity <= threshold else { break }
                let start = (i, j)
                while i < left.upperBound, first.identities[i] == identity { i += 1 }
                while j < right.upperBound, second.identities[j] == identity { j += 1 }
                groups.append(Group(first: start.0..<i, second: start.1..<j))
            }
        }
        self.groups = groups
    }
}
