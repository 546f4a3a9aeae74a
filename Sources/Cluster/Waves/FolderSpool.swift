import Files
import Foundation
import Report
import Synchronization

/// Arrays as folders that nodes can see:
///
///     waves/20261130-231501-4f2a/array.json       ``OpenArray``
///     waves/20261130-231501-4f2a/toys-0.bundle    jobs
///     waves/20261130-231501-4f2a/submit.sh        what the scheduler gets
///     waves/20261130-231501-4f2a/results/0.bundle
///     waves/20261130-231501-4f2a/logs/0.log
///
/// There are no locks, because they are unreliable on file systems of clusters. Files are moved into place when they
/// are complete, names are used once, and work that is done twice gives the same result.
package final class FolderSpool: WaveSpool {
    /// The folder of all arrays of a report.
    package let folder: URL
    private let store: Store
    private let document: Document
    private let engine: String
    /// What was seen of a file of results, by its path: size and time.
    private let seen = Mutex<[String: [Int]]>([:])
    /// Results that were there before and are computed again.
    private let replaced = Mutex<Set<String>>([])

    /// - Throws: `FileError` if the folder cannot be created.
    package init(_ folder: URL, store: Store, document: Document, engine: String) throws {
        self.folder = folder
        self.store = store
        self.document = document
        self.engine = engine
        try FileSystem.createFolder(folder)
    }

    private func place(_ array: String) -> URL { folder.appendingPathComponent(array, isDirectory: true) }
    private static let record = "array.json"

    /// Arrays that were submitted and not removed yet.
    package func openArrays() -> [OpenArray] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().compactMap { name in
            FileManager.default.contents(atPath: place(name).appendingPathComponent(Self.record).path)
                .flatMap { try? Value(json: $0).decoded(as: OpenArray.self) }
        }.filter { $0.id != nil }
    }

    package func write(
        _ tasks: [[Request]], limits: Limits, excluded: [String], attempts: [Int], scheduler: any Scheduler
    ) throws -> TaskArray {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat = "yyyyMMdd-HHmmss"
        let name = "\(format.string(from: Date()))-\(String(UInt32.random(in: 0...0xFFFFF), radix: 16))"
        // Complete before it gets its name, so that another render sees all of it or nothing.
        let making = folder.appendingPathComponent(".\(FileSystem.unique)", isDirectory: true)
        for inner in ["results", "logs"] { try FileSystem.createFolder(making.appendingPathComponent(inner)) }
        var places: [TaskArray.Place] = []
        var bundles: [String: [[Request]]] = [:]
        for requests in tasks {
            let cell = requests.first?.cell ?? ""
            places.append(TaskArray.Place(bundle: "\(cell).bundle", task: bundles[cell]?.count ?? 0))
            bundles[cell, default: []].append(requests)
        }
        for (cell, tasks) in bundles {
            let jobs = tasks.map { $0.compactMap(\.job) }
            replaced.withLock { $0.formUnion(jobs.flatMap { $0 }.filter { !$0.mayReuse }.map(\.key)) }
            let again = zip(places, attempts).contains { $0.bundle == "\(cell).bundle" && $1 > 0 }
            let resuming = again ? replaced.withLock { $0 } : []
            try JobBundle.write(
                jobs, threads: limits.threads, of: document, store: store, engine: engine,
                to: OutputFile(making.appendingPathComponent("\(cell).bundle")), resuming: resuming)
        }
        let array = TaskArray(name: name, places: places, limits: limits, excluded: excluded)
        for file in scheduler.files(of: array, in: place(name)) {
            try FileSystem.write(Data(file.text.utf8), to: making.appendingPathComponent(file.name))
        }
        if scheduler.wantsResultFiles {
            for index in places.indices {
                try FileSystem.write(Data(), to: making.appendingPathComponent(TaskArray.result(index)))
            }
        }
        let open = OpenArray(array: array, keys: tasks.map { $0.map(\.key) }, attempts: attempts)
        try note(open, in: making)
        try FileSystem.rename(making, to: place(name))
        FileSystem.sync(folder)
        return array
    }

    private func note(_ open: OpenArray, in place: URL) throws {
        try OutputFile(place.appendingPathComponent(Self.record)).write(Data(Value(encoding: open).canonicalJSON.utf8))
    }

    package func submit(_ array: TaskArray, to scheduler: any Scheduler) throws -> String {
        let id = try scheduler.submit(array, in: place(array.name))
        let file = place(array.name).appendingPathComponent(Self.record)
        if let json = FileManager.default.contents(atPath: file.path),
            var open = try? Value(json: json).decoded(as: OpenArray.self)
        {
            open.id = id
            try note(open, in: place(array.name))
        }
        return id
    }

    package func arrivals(of arrays: [String]) -> [Arrival] {
        arrays.flatMap { array -> [Arrival] in
            let folder = place(array).appendingPathComponent("results")
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.compactMap { name in
                guard name.hasSuffix(".bundle"), let index = Int(name.dropLast(7)) else { return nil }
                return arrival(folder.appendingPathComponent(name), array, index)
            }
        }
    }

    private func arrival(_ url: URL, _ array: String, _ index: Int) -> Arrival? {
        var status = stat()
        guard stat(url.path, &status) == 0, status.st_size > 0 else { return nil }
        let stamp = [
            Int(status.st_size), Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec), Int(status.st_ino),
        ]
        guard seen.withLock({ $0[url.path] }) != stamp else { return nil }
        seen.withLock { $0[url.path] = stamp }
        guard let contents = try? StoreArchive.read(url), contents.bundle == .results,
            let taken = try? StoreCare(store).take(contents, replacing: replaced.withLock { $0 }),
            let bundle = taken.bundle
        else {
            // On a network file system a file may be seen before its content: it is looked at again.
            seen.withLock { $0[url.path] = nil }
            return nil
        }
        let refused = Set(taken.refused.map(\.key))
        let reports = bundle.reports.filter { !refused.contains($0.key) }
        // What has come once is not to replace itself.
        replaced.withLock { $0.subtract(reports.map(\.key)) }
        return Arrival(
            array: array, index: index, reports: reports, isOpen: !bundle.open.isEmpty || !refused.isEmpty,
            signal: bundle.signal)
    }

    package func exists(_ array: String) -> Bool { FileManager.default.fileExists(atPath: place(array).path) }

    package func isStored(_ key: String) -> Bool { store.has(key) }

    package func logTail(_ array: String, _ index: Int) -> String? {
        let file = place(array).appendingPathComponent(TaskArray.log(index))
        guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
        let lines = String(decoding: data.suffix(8192), as: UTF8.self).split(separator: "\n").suffix(12)
        return lines.isEmpty ? nil : lines.map { "  \($0)" }.joined(separator: "\n")
    }

    package func remove(_ array: String) { try? FileManager.default.removeItem(at: place(array)) }
}
