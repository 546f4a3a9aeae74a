/// Some of the features of a network, a bit each: there is one set for every unit.
struct FeatureSet {
    private var words: [UInt64]

    /// The empty set of `count` possible features.
    init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

    mutating func insert(_ feature: Int) { words[feature / 64] |= 1 << UInt64(feature % 64) }

    func contains(_ feature: Int) -> Bool { words[feature / 64] & (1 << UInt64(feature % 64)) != 0 }

    mutating func formUnion(_ other: FeatureSet) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    func isSubset(of other: FeatureSet) -> Bool { zip(words, other.words).allSatisfy { $0 & ~$1 == 0 } }

    /// All features in the set, in ascending order.
    var features: [Int] {
        words.enumerated().flatMap { index, word in
            var word = word
            var features: [Int] = []
            while word != 0 {
                features.append(64 * index + word.trailingZeroBitCount)
                word &= word - 1
            }
            return features
        }
    }
}
