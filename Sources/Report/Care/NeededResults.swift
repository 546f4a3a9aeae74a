/// What reports need of a store: the results of their cells as the texts stand, and the parts of these.
struct NeededResults: Sendable {
    /// Of results that exist.
    private(set) var keys: Set<String> = []
    /// Of results that a render would look for, whether they exist or not: their checkpoints are worth keeping.
    private(set) var wanted: Set<String> = []
    /// Cells without an up-to-date result. Parts of them may exist, such as the first toys of many.
    private(set) var open: Set<String> = []
    /// The names of what cells showed last.
    private(set) var drawings: Set<String> = []

    /// - Throws: ``CellFailure`` where a file that a cell reads no longer exists.
    init(of documents: [Document], in store: Store) throws {
        for document in documents {
            let maker = KeyMaker(document: document)
            var digests: [String: String] = [:]
            for label in document.graph.order {
                guard let cell = document.cell(label) else { continue }
                drawings.insert("\(document.nameInStore)/\(label)")
                let key = try maker.key(of: cell, digests: digests)?.digest
                key.map { _ = wanted.insert($0) }
                guard let key, let manifest = store.manifest(key) else {
                    open.insert(label)
                    continue
                }
                if !manifest.failedParts.isEmpty { open.insert(label) }
                digests[label] = maker.inputDigest(of: cell, artifact: manifest.digest)
                add(key, manifest, store)
            }
        }
    }

    private mutating func add(_ key: String, _ manifest: Manifest, _ store: Store) {
        guard keys.insert(key).inserted else { return }
        for part in manifest.parts {
            guard case .key(let key) = part.outcome, let manifest = store.manifest(key) else { continue }
            add(key, manifest, store)
        }
    }

    /// Whether a result is one of the needed ones, or may become a part of one.
    func holds(_ entry: StoreCatalogue.Entry) -> Bool {
        keys.contains(entry.key) || entry.part != nil && open.contains(entry.label)
    }
}
