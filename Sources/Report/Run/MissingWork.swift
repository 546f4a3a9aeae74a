import Foundation

/// What a render would have to compute: cells, and the parts of those whose inputs are in the store.
package struct MissingWork: Sendable {
    /// A cell, or a part of one.
    package struct Item: Sendable {
        package let label: String
        package let verb: String
        /// Whether it is so quick that it is computed on the machine of the report.
        package let isQuick: Bool
        /// The group of the part; nil for a cell as a whole.
        package let group: String?
        /// The part; nil for a cell as a whole.
        package let part: String?
        /// What has to be computed first: labels of cells, and groups of the same cell as "LABEL.GROUP".
        package let after: [String]
        /// The job; nil while results that it uses are not in the store, so that it is not known yet.
        package let job: CellJob?
        /// Its options, for comparison with earlier work: those of the cell, or those among the components of a part.
        package let options: Value
    }

    /// In the order of running.
    package private(set) var items: [Item] = []
    /// All cells, in the order of running.
    package private(set) var cells: [(label: String, verb: String, isQuick: Bool, groups: [String], uses: [String])] =
        []
    /// Labels of cells that do not run because they, or cells that they use, run only when asked for.
    package private(set) var idle: Set<String> = []

    /// - Throws: ``CellFailure`` where a file that a cell reads no longer exists, or the parts of a cell cannot be
    ///   determined.
    init(_ document: Document, _ source: ReportSource, store: Store, refresh: Set<String>, host: Host) throws {
        let keys = KeyMaker(document: document)
        var digests: [String: String] = [:]
        var known: [String: (key: String, input: CellInput)] = [:]
        for label in document.graph.order {
            guard let cell = document.cell(label) else { continue }
            let uses = (document.graph.uses[label] ?? []).sorted()
            let partitioned = cell.directive as? any PartitionedDirective.Type
            cells.append((label, cell.verb, cell.directive.isQuick, partitioned?.groupNames ?? [], uses))
            let key = try keys.key(of: cell, digests: digests)
            if let key, !refresh.contains(label), let entry = store.reusable(key.digest).entry {
                digests[label] = keys.inputDigest(of: cell, artifact: entry.manifest.digest)
                known[label] = (key.digest, document.input(cell, entry.artifact))
                continue
            }
            if cell.settings.run == .manual && !refresh.contains(label) || uses.contains(where: idle.contains) {
                idle.insert(label)
                continue
            }
            let last = store.latestKey(of: label, in: document.nameInStore).flatMap(store.manifest)
            func item(_ part: CellJob.Part?, after: [String], _ job: CellJob?) -> Item {
                Item(
                    label: label, verb: cell.verb, isQuick: cell.directive.isQuick, group: part?.group,
                    part: part?.description.label, after: after, job: job,
                    options: part.map { $0.description.components.object?["options"] ?? .null }
                        ?? cell.options.canonical)
            }
            guard let key else {
                items.append(item(nil, after: uses.filter { digests[$0] == nil }, nil))
                continue
            }
            let inputs = known.filter { document.graph.closure(of: label).contains($0.key) }
            func job(_ part: CellJob.Part?, _ key: String, _ earlier: PartResults, _ manifest: Manifest?) -> CellJob {
                CellJob(
                    report: source, label: label, part: part, key: key, inputs: inputs.mapValues(\.key),
                    earlierGroups: earlier.groupNames, earlierParts: earlier.entries.map(CellJob.EarlierPart.init),
                    secondsOfParts: 0, mayReuse: !refresh.contains(label),
                    resources: JobResources(threads: 1, after: manifest))
            }
            let work = CellWork(
                cell, of: document, key: key, inputs: inputs.mapValues(\.input), store: store, host: host)
            var earlier = PartResults()
            var open: String?
            if let partitioned {
                let context = JobContext(
                    cancellation: Cancellation(), grant: ThreadGrant(fixed: 1), progress: SilentProgress(), work: work,
                    parts: earlier)
                for group in try partitioned.parts(cell.options, work.runContext(context, .none)) {
                    let name = "\(label).\(group.name)"
                    let estimate = PartsRun.estimate(of: group.name, last, store)
                    var found: [PartResults.Entry] = []
                    for part in group.parts {
                        let partKey = PartKey(part, of: group.name, in: key).digest
                        if !refresh.contains(label), let entry = store.reusable(partKey).entry {
                            found.append(
                                .init(
                                    group: group.name, label: part.label, key: partKey,
                                    outcome: .finished(entry.artifact)))
                        } else {
                            let place = CellJob.Part(group: group.name, description: part)
                            items.append(
                                item(
                                    place, after: open.map { [$0] } ?? [],
                                    open == nil ? job(place, partKey, earlier, estimate) : nil))
                        }
                    }
                    if found.count < group.parts.count { open = name }
                    if open == nil { earlier.add(found, of: group.name) }
                }
            }
            items.append(
                item(nil, after: open.map { [$0] } ?? [], open == nil ? job(nil, key.digest, earlier, last) : nil))
        }
    }
}
