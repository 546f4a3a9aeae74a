import Foundation
import Synchronization

/// The store as the parts of one running cell see it.
final class PartStore: Sendable {
    private let store: Store
    private let key: CellKey
    private let label: String
    private let report: String
    private let host: Host
    private let mayReuse: Bool
    private let journal = Mutex<(parts: [Manifest.Part], warnings: [String])>(([], []))

    /// - Parameters:
    ///   - key: of the cell.
    ///   - mayReuse: false to compute every part anew; results are stored all the same.
    init(_ store: Store, key: CellKey, label: String, report: String, host: Host, mayReuse: Bool) {
        self.store = store
        self.key = key
        self.label = label
        self.report = report
        self.host = host
        self.mayReuse = mayReuse
    }

    /// The parts of the cell so far, for its manifest.
    var parts: [Manifest.Part] { journal.withLock(\.parts) }
    var warnings: [String] { journal.withLock(\.warnings) }

    /// - Precondition: the cell uses what the part uses.
    func key(of part: PartDescription, _ group: String) -> PartKey {
        let uses = part.uses ?? Array(key.inputs.keys)
        for used in uses where key.inputs[used] == nil {
            preconditionFailure("'\(label)' does not use '\(used)', which its \(part.label) wants")
        }
        return PartKey(
            verb: key.verb, version: key.version, group: group, components: part.components, seed: part.seed,
            inputs: key.inputs.filter { uses.contains($0.key) }, files: key.files)
    }

    /// - Parameter warns: whether to say that something is there and damaged.
    func artifact(_ key: PartKey, of part: PartDescription, warns: Bool) -> Artifact? {
        guard mayReuse else { return nil }
        switch store.entry(key.digest) {
        case .found(let entry): return entry.artifact
        case .missing: return nil
        case .damaged(let why):
            if warns { warn("the stored \(part.label) of '\(label)' is damaged (\(why)); it is computed again") }
            return nil
        }
    }

    /// The lock to hold while a part is computed.
    ///
    /// - Throws: as ``FileLock``.
    func lock(_ key: PartKey, cancellation: Cancellation) throws -> FileLock {
        try store.lock(key.digest, cancellation: cancellation)
    }

    /// Of the part's work that is not done; none of it where everything is computed anew.
    func checkpoints(_ key: PartKey) -> Checkpoints {
        let checkpoints = store.checkpoints(key.digest)
        if !mayReuse { checkpoints.clear() }
        return checkpoints
    }

    /// Stores what a part found. Where that fails, the result is good all the same.
    func save(
        _ artifact: Artifact, _ key: PartKey, of part: PartDescription, started: Date, seconds: Double, threads: Int
    ) {
        let record = Manifest.Record(
            label: label, part: part.label, report: report, started: started, seconds: seconds, threads: threads,
            host: host)
        do {
            try store.save(artifact, Manifest(of: artifact, key: key, record: record))
        } catch {
            warn("\(part.label) of '\(label)' was not stored: \(error)")
        }
    }

    /// Writes down what became of a group of parts.
    func note(_ group: String, _ parts: [PartDescription], _ outcomes: [PartOutcome]) {
        let entries = zip(parts, outcomes).map { part, outcome in
            switch outcome {
            case .finished: Manifest.Part(label: part.label, outcome: .key(key(of: part, group).digest))
            case .failed(let message, _): Manifest.Part(label: part.label, outcome: .failed(message))
            }
        }
        let failures = entries.filter(\.isFailed)
        journal.withLock { $0.parts += entries }
        guard let first = zip(parts, outcomes).first(where: { $0.1.artifact == nil }),
            case .failed(let message, let advice) = first.1
        else { return }
        warn(
            "\(failures.count) of \(parts.count) \(group) of '\(label)' failed and run again next time "
                + "(\(Manifest.Part.names(failures))); \(first.0.label): \(message)"
                + (advice.map { "; \($0)" } ?? ""))
    }

    private func warn(_ warning: String) { journal.withLock { $0.warnings.append(warning) } }
}
