/// Finds the name that an author probably meant.
public enum NearMiss {
    /// "did you mean 'squeeze'? available: shift, squeeze", or only the available names if none is similar.
    public static func remedy(for given: String, among names: some Collection<String>) -> String {
        KnownNames(names).remedy(for: given)
    }

    /// "a, b, c and 12 more"
    ///
    /// - Parameters:
    ///   - names: all of them, or the first.
    ///   - count: of all names.
    public static func list(_ names: some Collection<String>, of count: Int? = nil) -> String {
        let count = count ?? names.count
        return names.prefix(limit).joined(separator: ", ") + (count > limit ? " and \(count - limit) more" : "")
    }

    /// More names than this are counted and not listed.
    public static let limit = 40
    /// From this many names on, looking through them takes noticeable time.
    static let many = 300
    /// Bytes of a name. Longer ones are no slips of each other, and would take long to compare.
    private static let longest = 200

    /// The nearest name, if it is similar enough to be a typing error: at most half of the letters of the longer word
    /// differ, or one of the two is part of the other.
    public static func best(for given: String, among names: some Collection<String>) -> String? {
        guard given.utf8.count <= Self.longest else { return nil }
        let lowered = given.lowercased()
        // Of very many names only those of about its length are compared: there may be as many mistakes.
        let names = names.filter {
            $0 != given && $0.utf8.count <= Self.longest
                && (names.count < Self.many || abs($0.utf8.count - given.utf8.count) <= 1 && $0.first == given.first)
        }
        let similar = names.map { name in (name: name, distance: distance(lowered, name.lowercased())) }
            .filter { $0.distance <= max(given.count, $0.name.count) / 2 }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
        let related = names.filter { name in
            min(name.count, given.count) >= 3
                && (name.lowercased().contains(lowered) || lowered.contains(name.lowercased()))
        }
        return similar ?? related.min()
    }

    /// The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
    public static func distance(_ left: String, _ right: String) -> Int {
        isPlain(left) && isPlain(right)
            ? distance(Array(left.utf8), Array(right.utf8)) : distance(Array(left), Array(right))
    }

    /// Whether every byte is a letter of its own.
    private static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } }

    private static func distance<Letter: Equatable>(_ a: [Letter], _ b: [Letter]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1] + [Int](repeating: 0, count: b.count)
            for j in 0..<b.count {
                row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
                }
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
