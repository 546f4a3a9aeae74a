import Files
import Foundation
import Report

/// The list of `fiducial jobs`: the missing work of a report, with its expected cost.
package struct JobList: Sendable {
    /// A cell or a part of one.
    package struct Entry: Sendable {
        package let item: MissingWork.Item
        /// The expected cost; nil without similar earlier work.
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

    /// The cost of the last run of the same work, otherwise of similar work, on one thread.
    package static func cost(of item: MissingWork.Item, _ past: PastWork) -> PastWork.Cost? {
        if item.isQuick { return nil }
        // The time of a cell with parts is theirs; what puts them together is short.
        if let job = item.job, item.part != nil || job.earlierPartCount == 0, let seconds = job.resources.threadSeconds
        {
            return PastWork.Cost(seconds: seconds, memory: job.resources.memory)
        }
        return past.cost(of: item.verb, group: item.group, options: item.options)
    }

    /// Writes jobs of a cell into a bundle, if the results that they build upon are in the store.
    ///
    /// - Parameters:
    ///   - group: the group of the parts; nil for the cell itself, and for all of its parts that are ready.
    ///   - threads: the threads of each task.
    /// - Returns: the number of tasks; 0 if nothing is missing, or only quick work.
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
    /// Whether it is sent to a node: quick work, and combining parts, is done on the machine of the report.
    package var isOfNode: Bool { !isQuick && (part != nil || job.map { $0.earlierPartCount == 0 } ?? true) }
}
