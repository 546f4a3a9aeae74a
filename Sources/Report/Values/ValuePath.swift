extension Value {
    /// The value at a path: keys of objects and positions in lists, counted from 0 (`best.shift`, `members.0.loss`).
    ///
    /// A key that itself holds dots is found too: the longest key that fits is tried first. The empty path is the
    /// value itself.
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

    /// A path that two values have: a key with points in it, and keys of objects in one another. nil where every path is one
    /// value's, as it is without such keys.
    var ambiguousPath: String? {
        switch self {
        case .object(let members):
            for (key, member) in members {
                // Of longer keys nobody writes a path.
                for point in key.indices where key[point] == "." && key.utf8.count <= 1_000 {
                    let rest = String(key[key.index(after: point)...])
                    if let other = members[String(key[..<point])], other[path: rest] != nil { return key }
                }
                if let path = member.ambiguousPath { return "\(key).\(path)" }
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

    /// Every path that leads to a leaf, sorted; lists longer than `limit` are named as a whole.
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
