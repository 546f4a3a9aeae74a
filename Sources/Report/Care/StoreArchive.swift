import Files
import Foundation

/// Results in one file, to be imported into another store: a tar archive, which `tar` can list and unpack.
///
///     fiducial-store.json           {"archive": 1, "format": 2}
///     ab/abcdef…/manifest.json for every result all its files in the store
///
/// A bundle is such an archive with further files: jobs to be done elsewhere, or their results. Its head states the
/// kind, and its last file is a list of the digests of all others in the format of `sha256sum --check`.
///
///     fiducial-store.json           {"archive": 1, "bundle": "results", "format": 2}
///     unfinished/abcdef…/NAME       checkpoints
///     NAME, NAME/…                  what the kind of bundle needs
///     SHA256SUMS
package enum StoreArchive {
    static let head = "fiducial-store.json"
    static let version = 1
    static let sums = "SHA256SUMS"

    /// The kind of a bundle.
    package enum BundleKind: String, Sendable {
        /// Jobs to be done.
        case jobs
        /// Results of jobs.
        case results
    }

    /// Writes results into an archive; the file is replaced whole.
    ///
    /// - Throws: `FileError`.
    static func write(_ entries: [StoreCatalogue.Entry], to output: OutputFile) throws {
        let writer = try TarWriter(output)
        try begin(writer)
        for entry in entries.sorted(by: { $0.key < $1.key }) { try add(entry.key, at: entry.folder, to: writer) }
        try writer.finish()
    }

    /// Writes the head, which comes first.
    ///
    /// - Throws: `FileError`.
    package static func begin(_ writer: TarWriter, bundle: BundleKind? = nil) throws(FileError) {
        var about: [String: Value] = ["archive": .integer(version), "format": .integer(CellKey.storeFormat)]
        about["bundle"] = bundle.map { .string($0.rawValue) }
        try writer.add(head, Data(Value.object(about).canonicalJSON.utf8))
    }

    /// Adds the files of a result.
    ///
    /// - Throws: `FileError`, also where the store has no result under this key.
    package static func add(_ key: String, of store: Store, to writer: TarWriter) throws {
        guard let folder = store.folder(of: key) else {
            throw FileError("cannot read", store.folder, because: "it has no result \(key)")
        }
        try add(key, at: folder, to: writer)
    }

    private static func add(_ key: String, at folder: URL, to writer: TarWriter) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            try writer.add("\(key.prefix(2))/\(key)/\(name)", contentsOf: folder.appendingPathComponent(name))
        }
    }

    /// Adds the checkpoints of unfinished work, if there are any.
    ///
    /// - Throws: `FileError`.
    package static func add(unfinished key: String, of store: Store, to writer: TarWriter) throws(FileError) {
        let folder = store.unfinished(key)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names.sorted() where !name.hasPrefix(".") {
            try writer.add("unfinished/\(key)/\(name)", contentsOf: folder.appendingPathComponent(name))
        }
    }

    /// Adds the list of digests, which is the last file, and moves the bundle into place.
    ///
    /// - Throws: `FileError`.
    package static func finish(bundle writer: TarWriter) throws(FileError) {
        let lines = writer.digests.map { "\($0.digest)  \($0.name)\n" }.joined()
        try writer.add(sums, Data(lines.utf8))
        try writer.finish()
    }

    /// The contents of an archive.
    package struct Contents: Sendable {
        let reader: TarReader
        /// Its path in messages.
        package var path: String { reader.file.url.relativePath }
        /// The kind of the bundle; nil for an archive that only holds results.
        package fileprivate(set) var bundle: BundleKind?
        /// The files of each result, by key.
        package fileprivate(set) var results: [String: [String: FilePart]] = [:]
        /// The checkpoints of unfinished work, by key.
        package fileprivate(set) var unfinished: [String: [String: FilePart]] = [:]
        /// Further files of a bundle, by name.
        package fileprivate(set) var others: [String: FilePart] = [:]
        /// Of all files of a bundle, by where they stand.
        fileprivate var digests: [FilePart: String] = [:]
        /// SHA-256 of the list of digests, which identifies the whole content of a bundle.
        package fileprivate(set) var identity = ""

        /// The bytes of a file. In a bundle they are checked against the list of digests.
        ///
        /// - Throws: ``CareError/archive(_:why:)`` where the digest differs; `FileError`.
        package func data(_ part: FilePart) throws -> Data {
            let data = try reader.data(part)
            if bundle != nil, digests[part] != SHA256.hex(data) {
                let name = reader.members.first { $0.part == part }?.name ?? ""
                throw CareError.archive(
                    reader.file.url.relativePath, why: "is damaged: \(name) is not what was written")
            }
            return data
        }

        /// Copies a file of any size; checked as in ``data(_:)``. A damaged file is not written.
        ///
        /// - Throws: as ``data(_:)``.
        package func copy(_ part: FilePart, to url: URL) throws {
            try FileSystem.createFolder(url.deletingLastPathComponent())
            let output = try PartialFile(try OutputFile(url))
            var hash = SHA256()
            var place = 0
            while place < part.count {
                let piece = try reader.file.read(min(1 << 22, part.count - place), at: part.offset + place)
                hash.update(piece)
                try output.append(piece)
                place += piece.count
            }
            if bundle != nil, digests[part] != hash.finish() {
                throw CareError.archive(
                    reader.file.url.relativePath, why: "is damaged: \(url.lastPathComponent) is not what was written")
            }
            try output.finish()
        }
    }

    /// - Throws: ``CareError/archive(_:why:)`` where the file is not an archive, or is truncated.
    package static func read(_ url: URL) throws -> Contents { try read(RandomAccessFile(reading: url)) }

    static func read(_ file: RandomAccessFile) throws -> Contents {
        func wrong(_ why: String) -> CareError { .archive(file.url.relativePath, why: why) }
        let reader: TarReader
        do { reader = try TarReader(file) } catch let fault as TarFault { throw wrong(fault.why) }
        var contents = Contents(reader: reader)
        guard let first = reader.members.first, first.name == head else { throw wrong("is no archive of results") }
        let about = try? Value(json: try reader.data(first.part))
        guard about?[path: "archive"]?.int == version, about?[path: "format"]?.int == CellKey.storeFormat else {
            throw wrong("is of another version of this program")
        }
        if let kind = about?[path: "bundle"]?.string {
            guard let bundle = BundleKind(rawValue: kind) else { throw wrong("is of another version of this program") }
            contents.bundle = bundle
        }
        for (name, part) in reader.members.dropFirst() {
            let names = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            let isPlain = names.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") }
            if isPlain, names.count == 3, Store.isKey(names[1]), names[0] == names[1].prefix(2) {
                contents.results[names[1], default: [:]][names[2]] = part
            } else if isPlain, names.count == 3, Store.isKey(names[1]), names[0] == "unfinished" {
                contents.unfinished[names[1], default: [:]][names[2]] = part
            } else if isPlain, contents.bundle != nil {
                contents.others[name] = part
            } else {
                throw wrong("holds '\(name)', which is no file of a result")
            }
        }
        if contents.bundle != nil { try readDigests(&contents, wrong) }
        return contents
    }

    private static func readDigests(_ contents: inout Contents, _ wrong: (String) -> CareError) throws {
        guard let last = contents.reader.members.last, last.name == sums else {
            throw wrong("lacks the list of its digests")
        }
        let data = try contents.reader.data(last.part)
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        let digests = Dictionary(
            lines.compactMap { line -> (String, String)? in
                line.utf8.count > 66 ? (String(line.dropFirst(66)), String(line.prefix(64))) : nil
            }, uniquingKeysWith: { first, _ in first })
        for (name, part) in contents.reader.members.dropLast() {
            guard let digest = digests[name] else { throw wrong("is damaged: its list of digests lacks \(name)") }
            contents.digests[part] = digest
        }
        guard digests.count == contents.reader.members.count - 1 else {
            throw wrong("is damaged: its list of digests names files that it lacks")
        }
        contents.identity = SHA256.hex(data)
    }
}
