import Foundation

/// The contents of a store, or changes of it by a command, for other programs: `store … --json`.
public struct StoreDocument: PublishedDocument {
    public static let schema = PublishedSchema.store

    /// A result.
    struct Result: Encodable, Sendable {
        let key: String
        let report: String
        let cell: String
        /// Of the cell, such as a member or a toy.
        let part: String?
        let verb: String
        /// nil where its manifest cannot be read.
        let finished: String?
        let seconds: Double
        let bytes: Int
        /// Why it cannot be used.
        let damage: String?

        init(_ entry: StoreCatalogue.Entry, damage: String? = nil) {
            self.key = entry.key
            report = entry.report
            cell = entry.label
            part = entry.part
            verb = entry.verb
            finished = entry.damage == nil ? entry.finished.ISO8601Format() : nil
            seconds = entry.seconds
            bytes = entry.bytes
            self.damage = damage ?? entry.damage
        }
    }

    /// Something in the store that is no result.
    struct Remnant: Encodable, Sendable {
        let kind: String
        let name: String
        let bytes: Int

        init(_ remnant: StoreCatalogue.Remnant) {
            kind = remnant.kind.rawValue
            name = remnant.name
            bytes = remnant.bytes
        }
    }

    struct Use: Encodable, Sendable {
        let report: String
        let cell: String
        let results: Int
        let bytes: Int
    }

    struct Refused: Encodable, Sendable {
        let archive: String
        let key: String
        let why: String
    }

    /// "list", "show", "verify", "du", "gc", "export" or "import".
    let command: String
    /// Its folder.
    let store: String
    private var results: [Result]?
    private var remnants: [Remnant]?
    /// Of `du`.
    private var use: [Use]?
    private var bytes: Int?
    /// Of `show`.
    private var manifest: Value?
    /// Results that stay.
    private var kept: Int?
    /// Whether it was removed.
    private var deleted: Bool?
    private var freed: Int?
    /// What could not be read, or removed.
    private var failures: [String]?
    private var file: String?
    private var exported: Int?
    /// Cells without a result that is up to date.
    private var missing: [String]?
    private var new: Int?
    private var known: Int?
    private var refused: [Refused]?

    private init(_ command: String, _ store: Store) {
        self.command = command
        self.store = store.folder.relativePath
    }
}

extension StoreDocument {
    /// `store list`.
    public static func list(_ entries: [StoreCatalogue.Entry], _ catalogue: StoreCatalogue, of store: Store) -> Self {
        var document = Self("list", store)
        document.results = entries.map { Result($0) }
        document.remnants = catalogue.remnants.map(Remnant.init)
        document.failures = catalogue.unreadable.map(\.description)
        return document
    }

    /// `store show`.
    ///
    /// - Parameter manifest: the text of the manifest in the store.
    /// - Throws: ``InvalidJSON`` where it is not JSON.
    public static func show(_ entry: StoreCatalogue.Entry, manifest: String, of store: Store) throws -> Self {
        var document = Self("show", store)
        document.results = [Result(entry)]
        document.manifest = try Value(json: Data(manifest.utf8))
        return document
    }

    /// `store verify`, with faults by key.
    public static func verify(_ catalogue: StoreCatalogue, damages: [String: String], of store: Store) -> Self {
        var document = Self("verify", store)
        document.results = catalogue.entries.map { Result($0, damage: damages[$0.key]) }
        document.failures = catalogue.unreadable.map(\.description)
        return document
    }

    /// `store du`.
    public static func use(
        _ cells: [(report: String, cell: String, results: Int, bytes: Int)], _ catalogue: StoreCatalogue,
        of store: Store
    ) -> Self {
        var document = Self("du", store)
        document.use = cells.map { Use(report: $0.report, cell: $0.cell, results: $0.results, bytes: $0.bytes) }
        let others = catalogue.remnants + catalogue.drawings
        document.remnants = others.map(Remnant.init)
        document.bytes = cells.reduce(0) { $0 + $1.bytes } + others.reduce(0) { $0 + $1.bytes }
        return document
    }

    /// `store gc`: results that no report needs.
    ///
    /// - Parameters:
    ///   - freed: bytes freed; nil if nothing was to be removed.
    ///   - failures: what could not be removed.
    public static func clearing(
        _ clearing: StoreClearing, freed: Int?, failures: [String], of store: Store
    ) -> Self {
        var document = Self("gc", store)
        document.results = clearing.results.map { Result($0) }
        document.remnants = clearing.remnants.map(Remnant.init)
        document.kept = clearing.kept
        document.bytes = clearing.size
        document.deleted = freed != nil
        document.freed = freed
        document.failures = failures
        return document
    }

    /// `store export`.
    public static func export(_ export: StoreCare.Export, to file: String, of store: Store) -> Self {
        var document = Self("export", store)
        document.file = file
        document.exported = export.results
        document.missing = export.missing
        return document
    }

    /// `store import`.
    public static func taken(_ archives: [(name: String, taken: StoreCare.Import)], to store: Store) -> Self {
        var document = Self("import", store)
        document.new = archives.reduce(0) { $0 + $1.taken.new }
        document.known = archives.reduce(0) { $0 + $1.taken.known }
        document.refused = archives.flatMap { archive in
            archive.taken.refused.map { Refused(archive: archive.name, key: $0.key, why: $0.why) }
        }
        return document
    }
}
