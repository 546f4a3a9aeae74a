extension Value {
    /// The value at a path: keys of objects and positions in lists, counted from 0 (`best.shift`, `members.0.loss`).
    ///
    /// Keys with dots are found, too: the longest matching key is tried first. The empty path is the value itself.
    public subscript(path path: String) -> Value? {
        path.isEmpty ? self : self[path: path.split(separator: ".", omittingEmptySubsequences: false)[...]]
    }

    private subscript(path parts: ArraySlice<Substring>) -> Value? {
        guard let first = parts.first else { return self }
        switch self {
        case .array(let elements):
            guard let index = Int(first), elements.indices.contains(index) else { return nil }
            return elements[index][path: parts.dropFirst()]
        case .object(let members):
            for length in stride(from: parts.count, to: 0, by: -1) {
                let key = parts.prefix(length).joined(separator: ".")
                if let member = members[key], let found = member[path: parts.dropFirst(length)] { return found }
            }
            return nil
        default:
            return nil
        }
    }

    /// A path that belongs to two values, because of a key with dots and a nested object; nil if all paths are unique,
    /// which holds without such keys.
    var ambiguousPath: String? {
        switch self {
        case .object(let members):
            // Only a key that begins as another one can lead to the same path.
            var doubtful: Set<String> = []
            for key in members.keys where key.utf8.count <= Self.longestPath {
                for point in key.indices where key[point] == "." {
                    let start = String(key[..<point])
                    if members[start] != nil { doubtful.formUnion([start, key]) }
                }
            }
            var known: Set<String> = []
            for key in doubtful.sorted() {
                if let path = members[key]?.firstPath(in: &known, at: key) { return path }
            }
            for key in members.keys.sorted() {
                if let path = members[key]?.ambiguousPath { return "\(key).\(path)" }
            }
            return nil
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                if let path = element.ambiguousPath { return "\(index).\(path)" }
            }
            return nil
        default: return nil
        }
    }

    /// The largest number of bytes.
    private static let longestPath = 1_000

    /// The first path of a value, itself and all within it, that is known; the others then are known too.
    private func firstPath(in known: inout Set<String>, at path: String) -> String? {
        guard path.utf8.count <= Self.longestPath else { return nil }
        guard known.insert(path).inserted else { return path }
        switch self {
        case .object(let members):
            for key in members.keys.sorted() {
                if let found = members[key]?.firstPath(in: &known, at: "\(path).\(key)") { return found }
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                if let found = element.firstPath(in: &known, at: "\(path).\(index)") { return found }
            }
        default: break
        }
        return nil
    }

    /// All paths to leaves, sorted; a list longer than `limit` has a single path.
    public func leafPaths(listsUpTo limit: Int = 8) -> [String] {
        switch self {
        case .object(let members):
            members.keys.sorted().flatMap { key in
                members[key].map { $0.leafPaths(listsUpTo: limit) }?.map { $0.isEmpty ? key : "\(key).\($0)" } ?? []
            }
        case .array(let elements) where elements.count <= limit:
            elements.enumerated().flatMap { index, element in
                element.leafPaths(listsUpTo: limit).map { $0.isEmpty ? "\(index)" : "\(index).\($0)" }
            }
        default: [""]
        }
    }
}
