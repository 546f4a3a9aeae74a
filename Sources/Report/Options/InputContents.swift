import Files
import Foundation
import Synchronization

/// The contents of the files that a report names. Each file is read once, so that the key of a cell contains the digest
/// of exactly the bytes that are used, even if another program replaces the file in the meantime.
public final class InputContents: Sendable {
    private let files = Mutex<[NamedFile.Name: NamedFile]>([:])
    /// By path.
    private let contents = Mutex<[String: Content]>([:])
    /// What was made of contents, and of how many bytes.
    private let made = Mutex<(byName: [MadeName: any Sendable], bytes: Int)>(([:], 0))

    private struct Content {
        let data: Data
        /// SHA-256 of the data, once it was requested.
        var digest: String?
    }

    private struct MadeName: Hashable {
        let path: String
        let type: ObjectIdentifier
    }

    /// Of files that are not kept, by path.
    private let digests = Mutex<[String: KnownDigest]>([:])
    private let allowed: AllowedFolders?
    private let kept: KnownDigests?

    /// Files that stand elsewhere, by the paths that the report has for them.
    private let substitutes: [String: URL]

    /// Contents of files in any folder.
    public init() { (allowed, kept, substitutes) = (nil, nil, [:]) }

    /// Contents of files in certain folders only.
    ///
    /// - Parameters:
    ///   - kept: known digests of large files from earlier runs; nil to read all files.
    ///   - substitutes: files at another place, by the paths that the report uses.
    init(in folders: AllowedFolders, kept: KnownDigests? = nil, substitutes: [String: URL] = [:]) {
        allowed = folders
        self.kept = kept
        self.substitutes = substitutes
    }

    /// Whether a file may be read.
    func allow(_ url: URL) -> Bool { allowed?.hold(url) ?? true }

    /// A file that the report names; it is inspected once, however many cells name it.
    func file(_ path: String, in folder: URL) -> NamedFile {
        let name = NamedFile.Name(path: path, folder: folder)
        if let known = files.withLock({ $0[name] }) { return known }
        let url = substitutes[path] ?? MistakenPath.url(of: path, in: folder)
        let file = NamedFile(
            url: url, trouble: allow(url) ? UnreadableFile(url).map(NamedFile.Trouble.unreadable) : .elsewhere)
        files.withLock { $0[name] = file }
        return file
    }

    /// The whole content, as it was at the first request.
    ///
    /// - Throws: ``UnreadableInput``.
    func data(of url: URL) throws(UnreadableInput) -> Data {
        try contents.withLock { contents throws(UnreadableInput) in try content(of: url, in: &contents).data }
    }

    /// SHA-256 of ``data(of:)``.
    ///
    /// - Throws: ``UnreadableInput``.
    func digestOfData(of url: URL) throws(UnreadableInput) -> String {
        try contents.withLock { contents throws(UnreadableInput) in
            let content = try content(of: url, in: &contents)
            if let known = content.digest { return known }
            let digest = SHA256.hex(content.data)
            contents[url.path]?.digest = digest
            return digest
        }
    }

    private func content(of url: URL, in contents: inout [String: Content]) throws(UnreadableInput) -> Content {
        if let known = contents[url.path] { return known }
        let new = Content(data: try read(url))
        contents[url.path] = new
        return new
    }

    /// Bytes of files of which something is kept: what is made of larger ones takes much memory, and few cells name one.
    private static let mostKept = 16 << 20

    /// A value made from a file's content: made once, however many cells name the file, unless the file is large.
    ///
    /// - Parameter make: makes the value; the same function for every file.
    /// - Throws: ``UnreadableInput``, and what `make` throws.
    func made<Made: Sendable>(of url: URL, _ make: (Data) throws -> Made) throws -> Made {
        let name = MadeName(path: url.path, type: ObjectIdentifier(Made.self))
        if let known = made.withLock({ $0.byName[name] }) as? Made { return known }
        let data = try data(of: url)
        let new = try make(data)
        made.withLock { made in
            guard made.bytes + data.count <= Self.mostKept else { return }
            made.byName[name] = new
            made.bytes += data.count
        }
        return new
    }

    /// SHA-256 of a file that need not fit into memory: computed at the first request, and again if its stamp has
    /// changed.
    ///
    /// - Throws: ``UnreadableInput``.
    func digest(of url: URL) throws(UnreadableInput) -> String {
        try digests.withLock { digests throws(UnreadableInput) in
            for attempt in 1...Self.attempts {
                if let found = try digest(of: url, known: digests[url.path] ?? kept?.digest(of: url)) {
                    digests[url.path] = found
                    return found.digest
                }
                if attempt < Self.attempts { usleep(Self.pause) }
            }
            throw UnreadableInput("it changes while it is read")
        }
    }

    /// - Returns: nil where the file was written to meanwhile.
    private func digest(of url: URL, known: KnownDigest?) throws(UnreadableInput) -> KnownDigest? {
        let file = try opened(url)
        defer { close(file) }
        let (start, status) = (Date(), try Self.status(file))
        let before = FileStamp(status).numbers
        if let known, known.stamp == before { return known }
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = buffer.withUnsafeMutableBytes { Foundation.read(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count < 0 { throw UnreadableInput(errno: errno) }
            if count == 0 { break }
            hash.update(buffer[..<count])
        }
        guard FileStamp(try Self.status(file)).numbers == before else { return nil }
        let found = KnownDigest(stamp: before, digest: hash.finish())
        let changed = max(status.st_mtim.tv_sec, status.st_ctim.tv_sec)
        kept?.keep(found, of: url, changed: Date(timeIntervalSince1970: Double(changed)), read: start)
        return found
    }

    /// How often a file is read that changes meanwhile, and the time between, in microseconds.
    private static let attempts = 5
    private static let pause: UInt32 = 20_000

    private func read(_ url: URL) throws(UnreadableInput) -> Data {
        for attempt in 1...Self.attempts {
            if let data = try readUnchanged(url) { return data }
            if attempt < Self.attempts { usleep(Self.pause) }
        }
        throw UnreadableInput("it changes while it is read")
    }

    /// - Returns: nil where the file was written to meanwhile.
    private func readUnchanged(_ url: URL) throws(UnreadableInput) -> Data? {
        let file = try opened(url)
        defer { close(file) }
        let before = try Self.status(file)
        var data = Data(count: Int(before.st_size))
        var length = 0
        var failure: Int32?
        data.withUnsafeMutableBytes { bytes in
            while length < bytes.count, let start = bytes.baseAddress {
                let count = Foundation.read(file, start + length, bytes.count - length)
                if count < 0 && errno == EINTR { continue }
                if count < 0 { failure = errno }
                if count <= 0 { break }
                length += count
            }
        }
        if let failure { throw UnreadableInput(errno: failure) }
        let after = try Self.status(file)
        let isUnchanged =
            length == data.count && before.st_size == after.st_size
            && before.st_mtim.tv_sec == after.st_mtim.tv_sec && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec
        return isUnchanged ? data : nil
    }

    /// An open regular file that may be read.
    private func opened(_ url: URL) throws(UnreadableInput) -> Int32 {
        // Without blocking, so that a pipe without a writer is refused rather than waited for.
        let file = open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw UnreadableInput(errno: errno) }
        var isRight = false
        defer { if !isRight { close(file) } }
        guard try Self.status(file).st_mode & S_IFMT == S_IFREG else {
            throw UnreadableInput("it is not a regular file")
        }
        // Of the file that is open: another may have come under its name.
        if let allowed, !allowed.hold(descriptor: file) { throw UnreadableInput("it \(AllowedFolders.complaint)") }
        isRight = true
        return file
    }

    private static func status(_ file: Int32) throws(UnreadableInput) -> stat {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw UnreadableInput(errno: errno) }
        return status
    }
}

/// A file as a report names it, and what keeps it from being read.
struct NamedFile: Sendable {
    struct Name: Hashable {
        /// As the author wrote it.
        let path: String
        /// Where relative paths start.
        let folder: URL
    }

    enum Trouble: Sendable {
        /// It does not lie in an allowed folder.
        case elsewhere
        case unreadable(UnreadableFile)
    }

    let url: URL
    /// nil where it can be read.
    let trouble: Trouble?
}

/// Why a file that a cell names cannot be read.
public struct UnreadableInput: Error, Sendable, CustomStringConvertible {
    /// The reason, as the end of "cannot read 'model.safetensors':".
    public let description: String

    init(_ description: String) { self.description = description }

    init(errno code: Int32) {
        description =
            switch code {
            case ENOENT: UnreadableFile.missing.rawValue
            case EACCES, EPERM: UnreadableFile.forbidden.rawValue
            default: String(cString: strerror(code))
            }
    }
}
