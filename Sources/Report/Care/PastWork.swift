import Foundation

/// What earlier work took, to tell what alike work will take.
package struct PastWork: Sendable {
    /// What work takes on its machine.
    package struct Cost: Sendable, Hashable {
        /// Wall time.
        package let seconds: Double
        /// In bytes; nil where nobody knows.
        package let memory: Int?

        package init(seconds: Double, memory: Int?) { (self.seconds, self.memory) = (seconds, memory) }
    }

    private struct Kind: Hashable {
        let verb: String
        let group: String?
    }

    /// Options that work grows with.
    private static let sizes = ["events", "steps"]

    private var known: [Kind: [(sizes: [String: Double], cost: Cost)]] = [:]

    /// - Parameter store: of which all manifests are read.
    package init(_ store: Store) {
        let entries = (try? StoreCatalogue(store).entries) ?? []
        for entry in entries {
            guard let manifest = store.manifest(entry.key), let components = manifest.components.object,
                let verb = components["verb"]?.string
            else { continue }
            let group = components["part-of"]?.string
            // The time of a cell with parts is mostly theirs.
            guard group != nil || manifest.parts.isEmpty else { continue }
            let options = group == nil ? components["options"] : components["components"]?[path: "options"]
            known[Kind(verb: verb, group: group), default: []].append(
                (
                    Self.sizes(options ?? .null),
                    Cost(
                        seconds: manifest.record.seconds * Double(max(1, manifest.record.threads)),
                        memory: manifest.record.memory)
                ))
        }
    }

    /// What work will take on one thread: the median of what alike work took, grown with its events and steps.
    ///
    /// - Parameters:
    ///   - verb: of the cell.
    ///   - group: of the part; nil for a cell as a whole.
    ///   - options: of the cell, or of the part.
    /// - Returns: nil where there was no such work.
    package func cost(of verb: String, group: String?, options: Value) -> Cost? {
        guard let alike = known[Kind(verb: verb, group: group)] else { return nil }
        let sizes = Self.sizes(options)
        let scaled = alike.map { work in
            sizes.reduce(work.cost.seconds) { seconds, size in
                guard let other = work.sizes[size.key], other > 0 else { return seconds }
                return seconds * size.value / other
            }
        }.sorted()
        return Cost(seconds: scaled[scaled.count / 2], memory: alike.compactMap(\.cost.memory).max())
    }

    private static func sizes(_ options: Value) -> [String: Double] {
        let members = options.object ?? [:]
        return Dictionary(
            uniqueKeysWithValues: sizes.compactMap { name in
                members[name]?.double.flatMap { $0 > 0 ? (name, $0) : nil }
            })
    }
}
