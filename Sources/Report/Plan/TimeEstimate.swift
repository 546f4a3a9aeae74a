import Foundation

/// How long a cell will take, judged by what the store knows of earlier runs.
public struct TimeEstimate: Codable, Sendable, Hashable {
    /// Of wall time, on the threads of the plan.
    public let seconds: Double
    /// Which run it is judged by, and how it was scaled: "its last run", "'score' of paper.md, × 2 for steps".
    public let basis: String
}

/// The last runs of cells in a store, of all reports, to judge by how long others will take.
///
/// The time of a run is scaled by the options that the verb says its time grows with (``Directive/effort``), as far as both
/// runs have them, and by the threads: what ran on eight takes four times as long on two.
struct EarlierRuns {
    private struct Run {
        let manifest: Manifest
        /// Of the report in the store.
        let report: String
        let verb: String
    }

    private let runs: [String: [Run]]
    /// Options of cells by what those that use them know of them.
    private let optionsOfInputs: [String: Value]

    init(in store: Store) {
        var runs: [Run] = []
        for report in store.reports ?? [] {
            for label in store.labels(of: report) {
                guard let key = store.latestKey(of: label, in: report), let manifest = store.manifest(key),
                    let verb = manifest.components[path: "verb"]?.string, manifest.record.seconds > 0
                else { continue }
                runs.append(Run(manifest: manifest, report: report, verb: verb))
            }
        }
        self.runs = Dictionary(grouping: runs, by: \.verb)
        optionsOfInputs = Dictionary(
            runs.compactMap { run in
                run.manifest.components[path: "options"].map { options in
                    (CellKey.inputDigest(artifact: run.manifest.digest, options: options), options)
                }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameter threads: of the machine.
    /// - Returns: nil where no cell of its verb ever ran.
    func estimate(of cell: Cell, in document: Document, threads: Int) -> TimeEstimate? {
        let own = document.nameInStore
        let options = cell.options.canonical.object ?? [:]
        func likeness(_ run: Run) -> (Int, Int, Date) {
            let others = run.manifest.components[path: "options"]?.object ?? [:]
            let isOwn = run.report == own && run.manifest.record.label == cell.label
            return (isOwn ? 1 : 0, options.count { others[$0.key] == $0.value }, run.manifest.record.started)
        }
        guard let run = runs[cell.verb]?.max(by: { likeness($0) < likeness($1) }) else { return nil }
        let record = run.manifest.record
        let isOwn = likeness(run).0 == 1
        var seconds = record.seconds
        var basis = isOwn ? "its last run" : "'\(record.label)' of \(record.report)"
        for name in cell.directive.effort {
            guard let now = Self.number(name, of: cell, in: document), let then = number(name, of: run.manifest),
                now > 0, then > 0, now != then
            else { continue }
            seconds *= now / then
            basis += ", × \(NumberFormat(.significant, 2).string(now / then)) for \(name)"
        }
        if record.threads != threads, record.threads > 0, threads > 0 {
            seconds *= Double(record.threads) / Double(threads)
            basis += ", on \(threads) \(threads == 1 ? "thread" : "threads") in place of \(record.threads)"
        }
        return TimeEstimate(seconds: seconds, basis: basis)
    }

    /// The number at `option`, or at `option/name` in the cell that the option names.
    private static func number(_ path: String, of cell: Cell, in document: Document) -> Double? {
        let parts = path.split(separator: "/").map(String.init)
        guard let option = cell.options.canonical[path: parts[0]] else { return nil }
        guard parts.count == 2 else { return option.double }
        return option.string.flatMap(document.cell)?.options.canonical[path: parts[1]]?.double
    }

    private func number(_ path: String, of manifest: Manifest) -> Double? {
        let parts = path.split(separator: "/").map(String.init)
        guard let option = manifest.components[path: "options"]?[path: parts[0]] else { return nil }
        guard parts.count == 2 else { return option.double }
        let digest = option.string.flatMap { manifest.components[path: "inputs"]?.object?[$0]?.string }
        return digest.flatMap { optionsOfInputs[$0]?[path: parts[1]]?.double }
    }
}
