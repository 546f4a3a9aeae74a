import Files
import Foundation
import Report

/// Jobs of one cell in one file, with everything that they need: the report, the files that it reads, and the results
/// and checkpoints that they build upon. A machine without the store and without a network can do them.
///
/// A bundle contains several tasks, and each process does one of them; data that all of them need are stored once.
///
///     fiducial-store.json     the head of `StoreArchive`
///     bundle.json             ``About``
///     report/closure.md       the report
///     files/0/events.h5       what the cell and all that it uses read
///     ab/abcdef…/…            results
///     unfinished/abcdef…/…    checkpoints
///     tasks/0.json            ``Task``
///     SHA256SUMS
package struct JobBundle: Sendable {
    /// The description that is common to all tasks.
    package struct About: Codable, Sendable, Hashable {
        /// A file that the report names.
        struct File: Codable, Sendable, Hashable {
            /// As the report has it.
            let path: String
            /// In the bundle.
            let member: String
        }

        /// Name and version of the program that wrote it.
        let engine: String
        /// What the last digits of results depend on: a program that gives others must not do these jobs.
        let arithmetic: String?
        /// The report in the bundle; nil where there is nothing to do.
        let report: String?
        let files: [File]
        /// The number of tasks.
        package let tasks: Int
    }

    /// The work of one process.
    package struct Task: Codable, Sendable, Hashable {
        /// The number of threads that it may use.
        package let threads: Int
        package let jobs: [CellJob]
    }

    static let about = "bundle.json"
    static func member(ofTask task: Int) -> String { "tasks/\(task).json" }

    package let about: About
    /// The identity of the bundle: a digest of all its contents.
    package var identity: String { contents.identity }
    let contents: StoreArchive.Contents

    /// - Throws: ``BundleError``, `CareError` where it is damaged, `FileError`.
    package init(reading url: URL) throws {
        contents = try StoreArchive.read(url)
        guard contents.bundle == .jobs, let part = contents.others[Self.about] else {
            throw BundleError.noJobs(url.relativePath)
        }
        about = try Value(json: contents.data(part)).decoded(as: About.self)
    }

    /// - Throws: ``BundleError`` if there is no such task; `CareError` if the bundle is damaged.
    package func task(_ number: Int) throws -> Task {
        // Of nothing to do there is one task, so that whoever asks for the first gets an answer.
        if about.tasks == 0, number == 0 { return Task(threads: 1, jobs: []) }
        guard let part = contents.others[Self.member(ofTask: number)] else {
            throw BundleError.noTask(number, of: about.tasks)
        }
        return try Value(json: contents.data(part)).decoded(as: Task.self)
    }

    /// Writes a bundle; the file is replaced as a whole.
    ///
    /// - Parameters:
    ///   - tasks: the jobs of each; all belong to one cell, and the results that they build upon are in the store.
    ///   - threads: the number of threads for each task.
    ///   - resuming: keys of work that continues from the store's checkpoints, even if no results of the store are
    ///     reused.
    /// - Throws: `FileError`.
    package static func write(
        _ tasks: [[CellJob]], threads: Int, of document: Document, store: Store, engine: String, to output: OutputFile,
        resuming: Set<String> = []
    ) throws {
        let jobs = tasks.flatMap { $0 }
        precondition(Set(jobs.map(\.label)).count <= 1, "the jobs of a bundle are of one cell")
        let writer = try TarWriter(output)
        try StoreArchive.begin(writer, bundle: .jobs)
        var files: [(path: String, url: URL, member: String)] = []
        for label in (jobs.first?.cells ?? []).sorted() {
            for file in document.cell(label)?.options.files ?? [] where !files.contains(where: { $0.path == file.path })
            {
                let name = file.name.utf8.count <= 100 ? file.name : "file.\(file.location.pathExtension)"
                files.append((file.path, file.location, "files/\(files.count)/\(name)"))
            }
        }
        let report = jobs.first.map { job in
            let url = URL(fileURLWithPath: job.report.path)
            let name = url.lastPathComponent
            return (url: url, member: "report/" + (name.utf8.count <= 100 && !name.hasPrefix(".") ? name : "report.md"))
        }
        let about = About(
            engine: engine, arithmetic: document.arithmetic, report: report?.member,
            files: files.map { About.File(path: $0.path, member: $0.member) }, tasks: tasks.count)
        try writer.add(Self.about, Data(Value(encoding: about).canonicalJSON.utf8))
        if let report { try writer.add(report.member, contentsOf: report.url) }
        for file in files { try writer.add(file.member, contentsOf: file.url) }
        for key in jobs.reduce(into: Set<String>(), { $0.formUnion($1.uses) }).sorted() {
            try StoreArchive.add(key, of: store, to: writer)
        }
        for job in jobs where job.mayReuse || resuming.contains(job.key) {
            try StoreArchive.add(unfinished: job.key, of: store, to: writer)
        }
        for (number, jobs) in tasks.enumerated() {
            let task = Task(threads: threads, jobs: jobs)
            try writer.add(member(ofTask: number), Data(Value(encoding: task).canonicalJSON.utf8))
        }
        try StoreArchive.finish(bundle: writer)
    }
}

/// Why the jobs of a bundle cannot be done.
package enum BundleError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file is not a bundle of jobs.
    case noJobs(String)
    /// It has no task with this number.
    case noTask(Int, of: Int)
    /// This machine would give other last digits.
    case otherArithmetic(here: String?, there: String?)

    package var description: String {
        switch self {
        case .noJobs(let path):
            "'\(path)' is no bundle of jobs; 'fiducial jobs REPORT --cell LABEL --bundle FILE' writes one"
        case .noTask(let number, let count):
            "the bundle has \(count) \(count == 1 ? "task" : "tasks"), and none of number \(number), counted from 0"
        case .otherArithmetic(let here, let there):
            "this processor (\(here ?? "with AVX2")) gives other last digits than the one that the jobs were written on "
                + "(\(there ?? "with AVX2")); have them done on nodes of that kind"
        }
    }
}
