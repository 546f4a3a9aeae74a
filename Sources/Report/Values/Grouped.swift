extension Sequence {
    /// Groups of elements with the same key, in the order of their first elements.
    package func grouped<Key: Hashable>(by key: (Element) -> Key) -> [[Element]] {
        var places: [Key: Int] = [:]
        var groups: [[Element]] = []
        for element in self {
            let name = key(element)
            if let place = places[name] {
                groups[place].append(element)
            } else {
                places[name] = groups.count
                groups.append([element])
            }
        }
        return groups
    }
}
