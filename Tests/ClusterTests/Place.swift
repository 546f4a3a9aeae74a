import Files
import Foundation
import Report
import TestSupport

@testable import Cluster

/// A folder with a report and a store, as a person has them, and what stands in for nodes.
final class Place {
    static let text = """
        ---
        seed: 5
        params: {toys: 3}
        ---

        The sum is `{value} toys.sum`, see @toys. Of @elsewhere nothing is needed.

        ```{number} first
        file: data/first.txt
        ```

        ```{number} second
        of: [first]
        ```

        ```{number} elsewhere
        file: data/large.txt
        ```

        ```{toss} toys
        of: [first, second]
        count: ${toys}
        caption: Toys, not those of @elsewhere.
        ```

        """

    let temporary: TemporaryFolder
    var folder: URL { temporary.url }
    let directives = DirectiveRegistry([Number.self, Toss.self])

    init(_ text: String = Place.text) throws {
        temporary = try TemporaryFolder()
        try FileSystem.createFolder(folder.appendingPathComponent("data"))
        try write("3.5\n", "data/first.txt")
        try write("9\n", "data/large.txt")
        try write(text, "report.md")
    }

    func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }

    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

    func session(store: String = "store") -> RenderSession {
        var session = RenderSession(report: file("report.md"), as: "report.md", directives: directives)
        session.store = Store(file(store))
        session.jobs = 2
        return session
    }

    /// The digests of all results of a store, by key.
    func digests(_ store: String) throws -> [String: String] {
        var digests: [String: String] = [:]
        for entry in try StoreCatalogue(Store(file(store))).entries {
            let json = StoreCare(Store(file(store))).manifest(of: entry)
            let files = json.flatMap { try? Value(json: $0) }?[path: "files"]
            digests[entry.key] = files?.canonicalJSON
        }
        return digests
    }

    /// Writes the jobs of a cell that are ready.
    func bundle(_ cell: String, group: String? = nil, store: String = "store", to name: String) throws -> Int {
        let session = session(store: store)
        // All jobs of a cell in one task.
        let list = JobList(
            try session.missingWork(), past: PastWork(session.store), grouping: JobGrouping(slots: 1))
        return try list.write(
            cell: cell, group: group, threads: 2, of: session.read(), store: session.store, engine: "test",
            to: OutputFile(file(name)))
    }

    func work(_ bundle: String, task: Int = 0, to result: String) throws -> ResultBundle {
        var work = BundleWork(file(bundle), task: task, directives: directives)
        work.scratch = file("scratch")
        return try work.run(to: OutputFile(file(result))) { nil }
    }

    func take(_ result: String, store: String = "store") throws -> StoreCare.Import {
        try StoreCare(Store(file(store))).take(file(result))
    }
}
