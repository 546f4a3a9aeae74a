import Foundation
import Report

/// A bundle of jobs as files, for one of its tasks.
struct UnpackedBundle {
    let store: Store
    /// Where files stand that the report names, by their paths in it.
    let files: [String: URL]
    /// Of the task, with report and store in their places here.
    let jobs: [CellJob]

    /// - Throws: `CareError` if a file is damaged, `FileError`.
    init(_ bundle: JobBundle, for task: JobBundle.Task, in folder: URL) throws {
        let contents = bundle.contents
        func unpack(_ member: String) throws -> URL {
            guard let part = contents.others[member] else {
                throw CareError.archive(contents.path, why: "is damaged: it lacks \(member)")
            }
            let url = folder.appendingPathComponent(member)
            try contents.copy(part, to: url)
            return url
        }
        store = Store(folder.appendingPathComponent("store"))
        try store.prepare()
        files = Dictionary(
            uniqueKeysWithValues: try bundle.about.files.map { ($0.path, try unpack($0.member)) })
        guard let member = bundle.about.report, !task.jobs.isEmpty else {
            jobs = []
            return
        }
        let report = try unpack(member)
        let root = store.folder
        for (key, parts) in contents.results {
            for (name, part) in parts {
                try contents.copy(part, to: root.appendingPathComponent("\(key.prefix(2))/\(key)/\(name)"))
            }
        }
        for key in task.jobs.map(\.key) {
            for (name, part) in contents.unfinished[key] ?? [:] {
                try contents.copy(part, to: store.unfinished(key).appendingPathComponent(name))
            }
        }
        jobs = task.jobs.map { $0.moved(to: $0.report.moved(to: report, store: root), threads: task.threads) }
    }

    /// Imports results and checkpoints from a bundle that an earlier process of the task wrote. A damaged bundle is
    /// ignored: the work is then done again.
    func takeIn(_ earlier: URL) {
        guard FileManager.default.fileExists(atPath: earlier.path), let contents = try? StoreArchive.read(earlier),
            contents.bundle == .results
        else { return }
        _ = try? StoreCare(store).take(contents)
    }
}
