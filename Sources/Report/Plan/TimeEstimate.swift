import Foundation

/// The estimated time of a cell, from earlier runs in the store.
public struct TimeEstimate: Codable, Sendable, Hashable {
    /// Wall time on the threads of the plan.
    public let seconds: Double
    /// The run from which it is estimated, and its scaling: "its last run", "'score' of paper.md, × 2 for steps".
    public let basis: String
}

/// The last runs of cells in a store, of all reports, to judge by how long others will take.
///
/// The time of a run is scaled by the options that the verb says its time grows with (``Directive/effort``), as far as both
/// runs have them, and by the threads, as far as the verb can use them (``Directive/mostThreads(_:)``): what ran on eight may
/// take four times as long on two.
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

    /// - Parameter threads: the threads of the machine.
    /// - Returns: nil if no cell of its verb ever ran.
    func estimate(of cell: Cell, in document: Document, threads: Int) -> TimeEstimate? {
        guard let (run, isOwn) = run(like: cell, in: document) else { return nil }
        let record = run.manifest.record
        let grown = growth(of: cell, in: document, since: run)
        var seconds = record.seconds * grown.factor
        var basis = (isOwn ? "its last run" : "'\(record.label)' of \(record.report)") + grown.words
        let division = ThreadDivision(
            most: cell.directive.mostThreads(cell.options).map { $0 * max(1, run.manifest.parts.count) }, serial: 0)
        if record.threads != threads, record.threads > 0, threads > 0 {
            seconds = division.seconds(of: division.work(took: seconds, on: record.threads), on: threads)
            basis += ", on \(threads) \(threads == 1 ? "thread" : "threads") in place of \(record.threads)"
        }
        return TimeEstimate(seconds: seconds, basis: basis)
    }

    /// The work of a cell and its parts, estimated from the same run.
    ///
    /// - Parameter serial: the fraction of the verb's time that more threads do not reduce.
    /// - Returns: nil where no cell of its verb ever ran.
    func load(of cell: Cell, in document: Document, _ store: Store, serial: Double) -> CoreLoad? {
        guard let (run, _) = run(like: cell, in: document) else { return nil }
        let factor = growth(of: cell, in: document, since: run).factor
        let division = ThreadDivision(most: Self.most(cell), serial: serial)
        let groups = run.manifest.partManifests(store).grouped { $0.components[path: "part-of"]?.string ?? "" }
        let record = run.manifest.record
        // What is left of the cell's time, which holds that of its parts.
        let parts = groups.reduce(0) { sum, group in
            let slots = max(1, record.threads / max(1, group[0].record.threads))
            return sum + CoreLoad.span(group.map(\.record.seconds), slots: slots)
        }
        let own = division.work(took: max(0, record.seconds - parts), on: record.threads)
        let stages = groups.map { $0.map { division.work(took: $0.record.seconds, on: $0.record.threads) } } + [[own]]
        return CoreLoad(
            label: cell.label, verb: cell.verb, uses: document.graph.uses[cell.label] ?? [],
            stages: stages.map { $0.map { $0 * factor } }, division: division)
    }

    /// The fraction of each verb's time that more threads do not reduce, estimated from work that two stores have with
    /// different numbers of threads.
    func serial(_ document: Document, _ store: Store, besides other: Store) -> [String: Double] {
        var sums: [String: (weighted: Double, weight: Double)] = [:]
        for cell in document.cells {
            guard let (run, isOwn) = run(like: cell, in: document), isOwn else { continue }
            for manifest in [run.manifest] + run.manifest.partManifests(store) {
                // The time of a cell with parts is theirs.
                guard manifest.parts.isEmpty, let again = other.manifest(manifest.key) else { continue }
                let (one, two) = (manifest.record, again.record)
                let serial = ThreadDivision.serial(
                    (one.seconds, one.threads), (two.seconds, two.threads), most: Self.most(cell))
                guard let serial else { continue }
                sums[cell.verb, default: (0, 0)].weighted += serial * one.seconds
                sums[cell.verb, default: (0, 0)].weight += one.seconds
            }
        }
        return sums.mapValues { $0.weighted / $0.weight }
    }

    private static func most(_ cell: Cell) -> Int? {
        cell.directive.isQuick ? 1 : cell.directive.mostThreads(cell.options)
    }

    /// The run that is most like a cell: its own, else one of the same verb with the most options in common.
    private func run(like cell: Cell, in document: Document) -> (run: Run, isOwn: Bool)? {
        let own = document.nameInStore
        let options = cell.options.canonical.object ?? [:]
        func likeness(_ run: Run) -> (Int, Int, Date) {
            let others = run.manifest.components[path: "options"]?.object ?? [:]
            let isOwn = run.report == own && run.manifest.record.label == cell.label
            return (isOwn ? 1 : 0, options.count { others[$0.key] == $0.value }, run.manifest.record.started)
        }
        return runs[cell.verb]?.max { likeness($0) < likeness($1) }.map { ($0, likeness($0).0 == 1) }
    }

    /// How much longer a cell takes than a run, by the options that its time grows with.
    private func growth(of cell: Cell, in document: Document, since run: Run) -> (factor: Double, words: String) {
        var factor = 1.0
        var words = ""
        for name in cell.directive.effort {
            guard let now = Self.number(name, of: cell, in: document), let then = number(name, of: run.manifest),
                now > 0, then > 0, now != then
            else { continue }
            factor *= now / then
            words += ", × \(NumberFormat(.significant, 2).string(now / then)) for \(name)"
        }
        return (factor, words)
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

extension Manifest {
    /// Those of the parts that a cell is made of, as far as the store has them.
    fileprivate func partManifests(_ store: Store) -> [Manifest] {
        parts.compactMap { part in
            guard case .key(let key) = part.outcome else { return nil }
            return store.manifest(key)
        }
    }
}
