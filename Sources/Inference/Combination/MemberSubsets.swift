import RandomStreams

/// Different subsets of one size, in a random but repeatable choice.
struct MemberSubsets {
    /// Ascending places of the chosen, one array a subset.
    let places: [[Int]]

    /// - Parameter count: the number of subsets; all subsets if there are fewer.
    init(of total: Int, size: Int, count: Int, seed: UInt64) {
        precondition((1...total).contains(size), "\(size) of \(total) members")
        if Self.choices(of: total, size: size, upTo: count) <= count {
            places = Self.all(from: 0, of: total, size: size)
            return
        }
        var stream = RandomStream(seed: seed, purpose: "member subsets", index: UInt64(size))
        var chosen: [[Int]] = []
        while chosen.count < count {
            let subset = stream.permutation(count: total).prefix(size).sorted()
            if !chosen.contains(subset) { chosen.append(subset) }
        }
        places = chosen
    }

    /// The binomial coefficient, no longer counted once above `limit`.
    private static func choices(of total: Int, size: Int, upTo limit: Int) -> Int {
        let smaller = min(size, total - size)
        var choices = 1
        for part in 0..<smaller where choices <= limit {
            choices = choices * (total - part) / (part + 1)
        }
        return choices
    }

    private static func all(from start: Int, of total: Int, size: Int) -> [[Int]] {
        if size == 0 { return [[]] }
        if total - start < size { return [] }
        return (start..<total).flatMap { first in
            all(from: first + 1, of: total, size: size - 1).map { [first] + $0 }
        }
    }
}
