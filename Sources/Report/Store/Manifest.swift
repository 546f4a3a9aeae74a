import Foundation

/// What the store knows about a result besides the result.
struct Manifest: Sendable {
    /// Who computed it, when, for which cell. Not part of any key.
    struct Record: Sendable {
        let label: String
        /// The part of the cell; nil for the cell as a whole.
        var part: String?
        let report: String
        let started: Date
        let seconds: Double
        let threads: Int
        /// The peak memory in bytes of the process that computed it; nil where it is not known.
        var memory: Int?
        let host: Host
    }

    let key: String
    let components: Value
    /// The digest of each file beside the manifest.
    let files: [String: String]
    /// What the cell's work was divided into; empty where it was not.
    let parts: [Part]
    let record: Record

    /// A digest of the result and all attachments.
    var digest: String { SHA256.hex(Value.object(files.mapValues(Value.string)).canonicalJSON.utf8) }

    /// The stored form, with a digest of its whole content, so that every change is detected.
    var value: Value {
        let told = told
        return .object(told.merging(["proof": .string(Self.proof(told))]) { _, proof in proof })
    }

    private static func proof(_ told: [String: Value]) -> String {
        SHA256.hex(Value.object(told).canonicalJSON.utf8)
    }

    /// All names that a manifest may hold.
    private static let names: Set = [
        "key", "components", "files", "label", "report", "status", "started", "finished", "seconds", "threads",
        "engine", "host",
        "part", "memory", "parts", "proof",
    ]

    private var told: [String: Value] {
        // Whole seconds, as they are written: who reads a manifest and writes it again writes the same.
        let started = Date(timeIntervalSince1970: record.started.timeIntervalSince1970.rounded(.down))
        var host: [String: Value] = [
            "name": .string(record.host.name), "system": .string(record.host.system),
            "cores": .integer(record.host.cores),
        ]
        host["instruction-set"] = record.host.instructionSet.map(Value.string)
        var value: [String: Value] = [
            "key": .string(key),
            "components": components,
            "files": .object(files.mapValues(Value.string)),
            "label": .string(record.label),
            "report": .string(record.report),
            "status": "done",
            "started": .string(started.ISO8601Format()),
            "finished": .string(started.addingTimeInterval(record.seconds).ISO8601Format()),
            "seconds": .number(record.seconds),
            "threads": .integer(record.threads),
            "engine": .string(record.host.engine),
            "host": .object(host),
        ]
        value["part"] = record.part.map(Value.string)
        value["memory"] = record.memory.map(Value.integer)
        if !parts.isEmpty { value["parts"] = .array(parts.map(\.value)) }
        return value
    }

    init(of artifact: Artifact, key: some StoreKey, parts: [Part] = [], record: Record) {
        self.key = key.digest
        components = key.value
        self.parts = parts
        files = artifact.storedFiles.mapValues { SHA256.hex($0) }
        self.record = record
    }

    /// Reads a manifest and checks it: its key must be the digest of its components, its proof the digest of
    /// everything, and no member may occur twice.
    ///
    /// - Throws: ``InvalidJSON`` or ``InvalidManifest``.
    init(json: Data) throws {
        let value = try Value(json: json)
        guard let key = value[path: "key"]?.string, let components = value[path: "components"],
            let files = value[path: "files"]?.object?.compactMapValues(\.string), !files.isEmpty
        else { throw InvalidManifest.incomplete }
        guard SHA256.hex(components.canonicalJSON.utf8) == key else { throw InvalidManifest.otherComponents }
        // One without a proof was written before there was any; a proof by another name is none.
        var told = value.object ?? [:]
        let proof = told.removeValue(forKey: "proof")
        guard told.keys.allSatisfy(Self.names.contains) else { throw InvalidManifest.unknown }
        guard proof == nil || proof?.string == Self.proof(told) else { throw InvalidManifest.otherRecord }
        self.key = key
        self.components = components
        self.files = files
        parts = try (value[path: "parts"]?.array ?? []).map { element in
            guard let part = Part(value: element) else { throw InvalidManifest.partWithoutKey }
            return part
        }
        let started = (value[path: "started"]?.string).flatMap { try? Date($0, strategy: .iso8601) }
        record = Record(
            label: value[path: "label"]?.string ?? "", part: value[path: "part"]?.string,
            report: value[path: "report"]?.string ?? "",
            started: started ?? .distantPast, seconds: value[path: "seconds"]?.double ?? 0,
            threads: value[path: "threads"]?.int ?? 1, memory: value[path: "memory"]?.int,
            host: Host(
                engine: value[path: "engine"]?.string ?? "", name: value[path: "host.name"]?.string ?? "",
                system: value[path: "host.system"]?.string ?? "", cores: value[path: "host.cores"]?.int ?? 0,
                instructionSet: value[path: "host.instruction-set"]?.string))
    }
}

/// A manifest that says too little, or what does not hold.
enum InvalidManifest: String, Error, CustomStringConvertible {
    case missing = "its manifest cannot be read"
    case forbidden = "you may not read it (Permission denied)"
    case incomplete = "the manifest lacks key, components or files"
    case otherComponents = "the manifest's key is not the digest of its components"
    case otherRecord = "the manifest is not what was written"
    case unknown = "the manifest has an unknown member"
    case partWithoutKey = "the manifest holds a part without a key"

    var description: String { rawValue }
}
