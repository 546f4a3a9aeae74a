import Foundation

/// What a render would do, cell by cell, and why.
public struct Plan: Sendable {
    /// What a render would do with a cell.
    public enum State: Sendable, Hashable {
        /// Its result is in the store.
        case cached
        /// It is computed.
        case willRun
        /// It waits for a cell that runs only when asked for.
        case blocked(by: String)
        /// It runs only when asked for.
        case manual

        /// The state in a word or two, for a table.
        public var words: String {
            switch self {
            case .cached: "cached"
            case .willRun: "will run"
            case .blocked: "blocked"
            case .manual: "manual"
            }
        }
    }

    /// The condition of a cell's result in the store.
    public enum Condition: String, Codable, CaseIterable, Sendable {
        /// The current result, for the current results of the cells that it uses.
        case fresh
        /// A result for an earlier version of the cell, or one that cannot be judged before the cells that it uses have
        /// run.
        case stale
        /// No result: the cell never ran, or its result was removed.
        case missing
        /// A result that is damaged.
        case damaged
    }

    /// One cell.
    public struct Entry: Sendable, Hashable {
        /// The label of the cell.
        public let label: String
        /// The verb of the cell.
        public let verb: String
        /// The cells that it names.
        public let uses: [String]
        /// The condition of its result in the store.
        public let condition: Condition
        /// What a render would do with it.
        public let state: State
        /// What changed, or which cell has to run first.
        public let why: String
        /// Inputs that differ from those of its last result; empty without a last result, or without changes.
        public let changes: [KeyChange]
        /// The cells that run, or may have to, because this one runs, in the order of running; empty if this cell
        /// itself runs because of others.
        public internal(set) var reruns: [String] = []
        /// How long the cell took when it last ran.
        public let lastSeconds: Double?
        /// The estimated time; nil where it does not run, or without any earlier run to compare with.
        public internal(set) var expected: TimeEstimate?
        /// The key of its result in the store, if that is up to date.
        public let key: String?
        /// Where it stands in the report.
        let place: SourcePlace
    }

    /// In the order of running.
    public let entries: [Entry]
    /// The estimated total time; nil if it was not requested.
    public let total: TotalTime?

    /// - Parameters:
    ///   - document: the report.
    ///   - store: the store with results.
    ///   - refresh: labels to compute again.
    ///   - usesCache: false to compute everything again.
    ///   - verifies: whether every byte of results is read to find damage; otherwise only their manifests are read.
    ///   - threads: the threads that the cells share, to estimate the time; nil for no estimate.
    ///   - parameters: names of the parameters that the command line sets.
    /// - Throws: ``CellFailure`` where a file that a cell reads no longer exists; `FileError` if the store exists and cannot be
    ///   read.
    public init(
        _ document: Document, store: Store, refresh: Set<String> = [], usesCache: Bool = true, verifies: Bool = false,
        threads: Int? = nil, parameters: [String] = []
    ) throws {
        try store.requireReadable()
        let keys = KeyMaker(document: document)
        var digests: [String: String] = [:]
        var states: [String: State] = [:]
        var entries: [Entry] = []
        for label in document.graph.order {
            guard let cell = document.cell(label) else { continue }
            let key = try keys.key(of: cell, digests: digests)
            let latestKey = store.latestKey(of: label, in: document.nameInStore)
            let latest = latestKey.flatMap(store.manifest)
            let (stored, damage) = key.map { store.knowledge($0.digest, verifies: verifies) } ?? (nil, nil)
            let failed = stored?.failedParts ?? []
            let isFresh = usesCache && !refresh.contains(label) && failed.isEmpty
            let changes = try latest.map { latest in
                try CellKey.changes(
                    from: latest.components, to: (key ?? keys.keyWithoutInputs(of: cell)).value, hasInputs: key != nil)
            }?.map { $0.naming(parameters, in: cell) }
            let state: State
            let why: String
            let uses = document.graph.uses[label] ?? []
            if let obstacle = uses.lazy.compactMap({ Self.obstacle($0, states[$0]) }).first {
                (state, why) = (.blocked(by: obstacle), "waits for '\(obstacle)', which runs only when asked")
            } else if let stored, isFresh {
                (state, why) = (.cached, "computed \(stored.record.started.formatted(.iso8601))")
                digests[label] = keys.inputDigest(of: cell, artifact: stored.digest)
            } else if cell.settings.run == .manual, !refresh.contains(label) {
                (state, why) = (.manual, "runs only when asked: --refresh \(label)")
            } else {
                state = .willRun
                if refresh.contains(label) {
                    why = "asked for by --refresh"
                } else if !usesCache {
                    why = "asked for by --no-cache"
                } else if !failed.isEmpty {
                    why = "\(Manifest.Part.names(failed)) failed"
                } else if let damage {
                    why = "its stored result is damaged: \(damage)"
                } else if key != nil {
                    why = Self.sentence(changes, hasRun: latestKey != nil)
                } else {
                    let pending = document.graph.closure(of: label).filter { digests[$0] == nil }
                    why = "after " + pending.map { "'\($0)'" }.joined(separator: ", ")
                }
            }
            states[label] = state
            let isWhole = stored != nil && failed.isEmpty
            entries.append(
                Entry(
                    label: label, verb: cell.verb, uses: cell.uses,
                    condition: damage != nil ? .damaged : isWhole ? .fresh : latest != nil ? .stale : .missing,
                    state: state, why: why, changes: isWhole ? [] : changes ?? [],
                    lastSeconds: latest?.record.seconds, key: state == .cached ? key?.digest : nil, place: cell.place))
        }
        Self.addReruns(&entries, document)
        total = threads.map { TotalTime(&entries, document, EarlierRuns(in: store), threads: $0) }
        self.entries = entries
    }

    private static func addReruns(_ entries: inout [Entry], _ document: Document) {
        let running = Set(entries.lazy.filter { $0.state == .willRun }.map(\.label))
        for index in entries.indices where running.contains(entries[index].label) {
            let label = entries[index].label
            guard document.graph.closure(of: label).allSatisfy({ !running.contains($0) }) else { continue }
            let users = document.graph.users(of: [label])
            entries[index].reruns = entries.map(\.label).filter {
                $0 != label && users.contains($0) && running.contains($0)
            }
        }
    }

    private static func obstacle(_ label: String, _ state: State?) -> String? {
        switch state {
        case .manual: label
        case .blocked(let root): root
        default: nil
        }
    }

    private static func sentence(_ changes: [KeyChange]?, hasRun: Bool) -> String {
        guard let changes, !changes.isEmpty else {
            return hasRun ? "its result is no longer in the store" : "never run"
        }
        return changes.map(\.words).joined(separator: "; ")
    }
}

extension KeyChange {
    /// With the parameter of the command line that the cell's text has in the place of the option's value.
    fileprivate func naming(_ parameters: [String], in cell: Cell) -> KeyChange {
        guard component == .option, let option = name?.split(separator: ".").first else { return self }
        var named = self
        let lines = cell.source.split(separator: "\n").map(\.trimmed)
        named.parameter = lines.first { $0.hasPrefix("\(option):") }.flatMap { line in
            parameters.first { line.contains("${\($0)}") }
        }
        return named
    }
}

/// Makes the keys of a document's cells, as far as what they use is known.
struct KeyMaker: Sendable {
    let document: Document

    /// - Parameter digests: of the inputs known so far, by label (``inputDigest(of:artifact:)``).
    /// - Returns: nil while the result of a used cell is not known yet.
    /// - Throws: ``CellFailure`` where a file cannot be read.
    func key(of cell: Cell, digests: [String: String]) throws -> CellKey? {
        var inputs: [String: String] = [:]
        for label in document.graph.closure(of: cell.label) {
            guard let digest = digests[label] else { return nil }
            inputs[label] = digest
        }
        return try key(of: cell, inputs: inputs)
    }

    /// The key of a cell without the results of the cells that it uses.
    ///
    /// - Throws: ``CellFailure`` where a file cannot be read.
    func keyWithoutInputs(of cell: Cell) throws -> CellKey { try key(of: cell, inputs: [:]) }

    private func key(of cell: Cell, inputs: [String: String]) throws -> CellKey {
        var files: [String: String] = [:]
        for file in cell.options.files {
            do {
                files[file.path] = try file.digest()
            } catch {
                throw CellFailure("cannot read '\(file.path)': \(error)")
            }
        }
        return CellKey(
            verb: cell.verb, version: cell.directive.version, options: cell.options.canonical,
            seed: cell.settings.seed.map { CellSeed(stated: $0) }
                ?? CellSeed(stated: document.seed, label: cell.label),
            inputs: inputs, files: files, arithmetic: document.arithmetic)
    }

    /// A digest of everything that other cells see of a cell: its artifact and its options.
    func inputDigest(of cell: Cell, artifact digest: String) -> String {
        CellKey.inputDigest(artifact: digest, options: cell.options.canonical)
    }
}
