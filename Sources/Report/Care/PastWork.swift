import Foundation

/// Time and memory of earlier work, to estimate those of similar work.
package struct PastWork: Sendable {
    /// Time and memory of a piece of work.
    package struct Cost: Sendable, Hashable {
        /// Wall time.
        package let seconds: Double
        /// In bytes; nil where it is not known.
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

    /// - Parameter store: its manifests are all read.
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

    /// The estimated cost of work on one thread: the median of similar earlier work, scaled with its events and steps.
    ///
    /// - Parameters:
    ///   - verb: the verb of the cell.
    ///   - group: the group of the part; nil for a whole cell.
    ///   - options: the options of the cell, or of the part.
    /// - Returns: nil without similar work.
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
