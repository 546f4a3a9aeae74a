import Files
import Foundation
import Report

/// What `fiducial jobs` shows: the work that a report lacks, with what it is expected to take.
package struct JobList: Sendable {
    /// A cell or a part of one.
    package struct Entry: Sendable {
        package let item: MissingWork.Item
        /// nil where there was no alike work.
        package let cost: PastWork.Cost?

        /// The cell, or the group of its parts: "toys.windows".
        var place: String { item.label + (item.group.map { ".\($0)" } ?? "") }
    }

    package let entries: [Entry]
    private let grouping: JobGrouping

    package init(_ work: MissingWork, past: PastWork, grouping: JobGrouping = JobGrouping()) {
        self.grouping = grouping
        entries = work.items.map { item in
            Entry(item: item, cost: Self.cost(of: item, past))
        }
    }

    /// What the same took the last time, else what alike work took, on one thread.
    package static func cost(of item: MissingWork.Item, _ past: PastWork) -> PastWork.Cost? {
        if item.isQuick { return nil }
        // The time of a cell with parts is theirs; what puts them together is short.
        if let job = item.job, item.part != nil || job.earlierPartCount == 0, let seconds = job.resources.threadSeconds
        {
            return PastWork.Cost(seconds: seconds, memory: job.resources.memory)
        }
        return past.cost(of: item.verb, group: item.group, options: item.options)
    }

    /// Writes jobs of a cell into a bundle, as far as what they build upon is in the store.
    ///
    /// - Parameters:
    ///   - group: of the parts; nil for the cell itself, and for all of its parts that are ready.
    ///   - threads: of each task.
    /// - Returns: how many tasks there are; none where nothing is missing, or what is missing is quick.
    /// - Throws: `FileError`.
    package func write(
        cell: String, group: String?, threads: Int, of document: Document, store: Store, engine: String,
        to output: OutputFile
    ) throws -> Int {
        let ready = entries.filter {
            $0.item.label == cell && $0.item.job != nil && $0.item.isOfNode && (group == nil || $0.item.group == group)
        }
        let jobs = ready.compactMap(\.item.job)
        let tasks = grouping.tasks(of: ready.map(\.cost)).map { Array(jobs[$0]) }
        try JobBundle.write(tasks, threads: threads, of: document, store: store, engine: engine, to: output)
        return tasks.count
    }

    /// For programs.
    package var json: String {
        let rows = entries.map { entry -> Value in
            var row: [String: Value] = [
                "cell": .string(entry.item.label), "verb": .string(entry.item.verb),
                "after": .array(entry.item.after.map(Value.string)), "quick": .bool(entry.item.isQuick),
            ]
            row["group"] = entry.item.group.map(Value.string)
            row["part"] = entry.item.part.map(Value.string)
            row["key"] = entry.item.job.map { .string($0.key) }
            row["seconds"] = entry.cost.map { .number($0.seconds) }
            row["memory"] = entry.cost?.memory.map(Value.integer)
            return .object(row)
        }
        return PublishedSchema.jobs.document(["jobs": .array(rows)])
    }

    /// A line for each cell and each group of parts.
    package var text: String {
        if entries.isEmpty { return "Nothing to compute.\n" }
        let rows = entries.grouped(by: \.place).map { group in
            let first = group[0]
            let tasks = grouping.tasks(of: group.map(\.cost)).count
            return [
                first.place, first.item.part == nil ? "" : "\(group.count)", first.item.isQuick ? "here" : "\(tasks)",
                first.item.isQuick ? "" : first.cost.map { DurationText.coarse($0.seconds) } ?? "unknown",
                first.cost?.memory.map { "\(($0 + 999_999) / 1_000_000) MB" } ?? "",
                first.item.after.joined(separator: ", "),
            ]
        }
        return TextTable(["cell", "parts", "tasks", "each", "memory", "after"], rows).text
    }
}

extension MissingWork.Item {
    /// Whether it is worth a node: what is quick, and what puts parts together, is done where the report is.
    package var isOfNode: Bool { !isQuick && (part != nil || job.map { $0.earlierPartCount == 0 } ?? true) }
}
