import Foundation
import Synchronization

/// What the store holds for a document, as if it had come from a run: results that are up to date, and of the other cells
/// why they have none, with the last result where it can stand in.
struct PreviewRun {
    let report: RunReport

    /// A fingerprint of each current cell, by label; it changes whenever the result may have changed.
    let fingerprints: [String: String]

    /// - Parameters:
    ///   - failures: failures in earlier runs, by label; those of cells that have changed since are ignored.
    ///   - showsLast: whether the last result is shown where the cell has no current result.
    init(
        _ document: Document, _ plan: Plan, _ memory: ResultMemory, _ failures: [String: PreviewFailure] = [:],
        showsLast: Bool = true
    ) {
        let keys = KeyMaker(document: document)
        let fingerprints = Self.fingerprints(document)
        var results: [String: CellResult] = [:]
        for entry in plan.entries {
            guard let cell = document.cell(entry.label) else { continue }
            if let key = entry.key, let stored = memory.entry(key) {
                results[entry.label] = Self.result(.cached, stored, of: cell, keys)
            } else if let failure = failures[entry.label], failure.fingerprint == fingerprints[entry.label] {
                results[entry.label] = CellResult(.failed(message: failure.message, advice: nil))
            } else {
                let last = showsLast ? memory.last(of: cell, in: document) : nil
                let absence = Self.absence(entry, hasRun: entry.lastSeconds != nil)
                results[entry.label] =
                    last.map { Self.result(.absent(absence), $0, of: cell, keys) } ?? CellResult(.absent(absence))
            }
        }
        report = RunReport(results: results, seconds: 0, shapes: document.shapes)
        self.fingerprints = fingerprints
    }

    private static func fingerprints(_ document: Document) -> [String: String] {
        var own: [String: Value] = [:]
        for cell in document.cells {
            own[cell.label] = [
                "verb": .string(cell.verb), "options": cell.options.canonical,
                "seed": .string(String(cell.settings.seed ?? document.seed)),
                "files": .array(cell.options.files.map { .string((try? $0.digest()) ?? "") }),
            ]
        }
        return Dictionary(
            uniqueKeysWithValues: document.cells.map { cell in
                let all = [cell.label] + document.graph.closure(of: cell.label).sorted()
                let value = Value.array(all.map { [.string($0), own[$0] ?? .null] })
                return (cell.label, SHA256.hex(value.canonicalJSON.utf8))
            })
    }

    private static func result(
        _ outcome: CellResult.Outcome, _ stored: Store.Entry, of cell: Cell, _ keys: KeyMaker
    ) -> CellResult {
        CellResult(
            outcome, seconds: stored.manifest.record.seconds, artifact: stored.artifact,
            inputDigest: keys.inputDigest(of: cell, artifact: stored.manifest.digest), key: stored.manifest.key,
            record: stored.manifest.record)
    }

    private static func absence(_ entry: Plan.Entry, hasRun: Bool) -> CellResult.Absence {
        switch entry.state {
        case .manual: CellResult.Absence(kind: .manual, why: "")
        case .blocked: CellResult.Absence(kind: hasRun ? .outOfDate : .neverRun, why: "it \(entry.why)")
        case .cached: CellResult.Absence(kind: .outOfDate, why: "its stored result is damaged")
        case .willRun:
            CellResult.Absence(
                kind: hasRun ? .outOfDate : .neverRun,
                why: entry.why == "never run" ? "" : entry.why.hasPrefix("after ") ? "it runs \(entry.why)" : entry.why)
        }
    }
}

/// A failure of a cell in an earlier run.
package struct PreviewFailure: Sendable, Hashable {
    /// The fingerprint of the cell at that time (``PreviewPage/Cell``).
    package let fingerprint: String
    package let message: String

    package init(fingerprint: String, message: String) {
        self.fingerprint = fingerprint
        self.message = message
    }
}

/// Results that the last page showed, for the next one: a result in the store never changes, so that it is read and proved
/// once.
final class ResultMemory: Sendable {
    private struct State {
        var last: [String: Store.Entry] = [:]
        var next: [String: Store.Entry] = [:]
    }

    private let store: Store
    private let state = Mutex(State())

    init(_ store: Store) { self.store = store }

    /// Removes what the last page did not show.
    func turn() {
        state.withLock { state in
            state.last = state.next
            state.next = [:]
        }
    }

    /// - Returns: nil where the store has no result, or a damaged one.
    func entry(_ key: String) -> Store.Entry? {
        if let known = state.withLock({ $0.next[key] ?? $0.last[key] }) {
            state.withLock { $0.next[key] = known }
            return known
        }
        guard case .found(let entry) = store.entry(key) else { return nil }
        state.withLock { $0.next[key] = entry }
        return entry
    }

    /// The last result of a cell, whatever its inputs; nil where the cell had another verb then.
    func last(of cell: Cell, in document: Document) -> Store.Entry? {
        guard let key = store.latestKey(of: cell.label, in: document.nameInStore), let entry = entry(key) else {
            return nil
        }
        let components = entry.manifest.components.object
        guard components?["verb"]?.string == cell.verb, components?["version"]?.int == cell.directive.version else {
            return nil
        }
        return entry
    }
}
