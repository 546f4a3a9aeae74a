import Foundation

/// What a render would do, cell by cell, and why.
public struct Plan: Sendable {
    /// What a render would do with a cell.
    public enum State: Sendable, Hashable {
        case cached
        case willRun
        case blocked(by: String)
        case manual

        /// In a word or two, for a table.
        public var words: String {
            switch self {
            case .cached: "cached"
            case .willRun: "will run"
            case .blocked: "blocked"
            case .manual: "manual"
            }
        }
    }

    /// One cell.
    public struct Entry: Sendable, Hashable {
        /// The label of the cell.
        public let label: String
        /// The verb of the cell.
        public let verb: String
        /// What a render would do with it.
        public let state: State
        /// What changed, or which cell has to run first.
        public let why: String
        /// How long the cell took when it last ran.
        let lastSeconds: Double?
        /// Of the result in the store, where there is one that is up to date.
        let key: String?
    }

    /// In the order of running.
    public let entries: [Entry]

    /// - Parameters:
    ///   - document: the report.
    ///   - store: where results are looked for.
    ///   - refresh: labels to compute again.
    ///   - usesCache: false to compute everything again.
    /// - Throws: ``CellFailure`` where a file that a cell reads is gone.
    public init(_ document: Document, store: Store, refresh: Set<String> = [], usesCache: Bool = true) throws {
        let keys = KeyMaker(document: document)
        var digests: [String: String] = [:]
        var states: [String: State] = [:]
        var entries: [Entry] = []
        for label in document.graph.order {
            guard let cell = document.cell(label) else { continue }
            let key = try keys.key(of: cell, digests: digests)
            let latest = store.latestKey(of: label, in: document.nameInStore).flatMap(store.manifest)
            let (stored, damage) = key.map { store.knowledge($0.digest) } ?? (nil, nil)
            let failed = stored?.failedParts ?? []
            let isFresh = usesCache && !refresh.contains(label) && failed.isEmpty
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
                } else if let key {
                    let changes = latest.map { CellKey.changes(from: $0.components, to: key.value) }
                    why = Self.sentence(changes)
                } else {
                    let pending = document.graph.closure(of: label).filter { digests[$0] == nil }
                    why = "after " + pending.map { "'\($0)'" }.joined(separator: ", ")
                }
            }
            states[label] = state
            entries.append(
                Entry(
                    label: label, verb: cell.verb, state: state, why: why, lastSeconds: latest?.record.seconds,
                    key: state == .cached ? key?.digest : nil))
        }
        self.entries = entries
    }

    private static func obstacle(_ label: String, _ state: State?) -> String? {
        switch state {
        case .manual: label
        case .blocked(let root): root
        default: nil
        }
    }

    private static func sentence(_ changes: [String]?) -> String {
        guard let changes else { return "never run" }
        return changes.isEmpty ? "its result is no longer in the store" : changes.joined(separator: "; ")
    }
}

extension Plan: CustomStringConvertible {
    /// A table for the terminal: cell, verb, state, time of the last run, why.
    public var description: String {
        if entries.isEmpty { return "The report has no cells.\n" }
        let table = TextTable(
            ["cell", "verb", "state", "last took", "why"],
            entries.map { entry in
                let seconds = entry.lastSeconds.map(DurationText.coarse) ?? ""
                return [entry.label, entry.verb, entry.state.words, seconds, entry.why]
            })
        let running = entries.count { $0.state == .willRun }
        let summary = running == 0 ? "Nothing to run." : "\(running) of \(entries.count) cells will run."
        return table.text + "\n" + summary + "\n"
    }
}

/// Makes the keys of a document's cells, as far as what they use is known.
struct KeyMaker: Sendable {
    let document: Document

    /// - Parameter digests: of the inputs known so far, by label (``inputDigest(of:artifact:)``).
    /// - Returns: nil while a cell that this one uses is not known yet.
    /// - Throws: ``CellFailure`` where a file cannot be read.
    func key(of cell: Cell, digests: [String: String]) throws -> CellKey? {
        var inputs: [String: String] = [:]
        for label in document.graph.closure(of: cell.label) {
            guard let digest = digests[label] else { return nil }
            inputs[label] = digest
        }
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

    /// Of all that a cell shows to those that use it: its artifact and its options.
    func inputDigest(of cell: Cell, artifact digest: String) -> String {
        SHA256.hex((digest + cell.options.canonical.canonicalJSON).utf8)
    }
}
