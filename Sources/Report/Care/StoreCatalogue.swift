import Files
import Foundation

/// A list of the results in a store, made from their manifests only.
public struct StoreCatalogue: Sendable {
    /// A result.
    public struct Entry: Sendable {
        /// Its address in the store, 64 hexadecimal digits.
        public let key: String
        /// The label of the cell; empty where the manifest cannot be read.
        public let label: String
        /// The part of the cell; nil for the cell as a whole.
        public let part: String?
        /// The verb of the cell.
        public let verb: String
        /// The name of the report in the run that computed the result.
        public let report: String
        /// When it was computed.
        public let finished: Date
        /// Wall time of its computation.
        public let seconds: Double
        /// Size on disk, including the manifest.
        public let bytes: Int
        /// Why the result cannot be used, as far as its manifest shows; nil where it can be used.
        public let damage: String?
        /// The keys of the parts from which it was made.
        public let parts: [String]
        /// Where it stands.
        let folder: URL
    }

    /// Something in the store that is not a result.
    public struct Remnant: Sendable {
        /// The kind of a remnant.
        public enum Kind: String, Sendable {
            /// Checkpoints of work that was stopped, or that is running.
            case unfinished = "unfinished work"
            /// Files that a killed run left behind.
            case rubbish = "rest of a killed run"
            /// The last output of a cell; after its removal, the next page draws the cell again.
            case drawing = "kept drawing"
        }

        /// Its kind.
        public let kind: Kind
        /// Its name in the store; for checkpoints the key of the work; for a drawing the report's name in the store and
        /// the label: "closure-1f2e3d4c/contours".
        public let name: String
        /// Size on disk.
        public let bytes: Int
        /// The time of the last change in it.
        public let changed: Date
        let url: URL
    }

    /// The results, sorted by report, label and part.
    public let entries: [Entry]
    /// What runs left behind, sorted by kind and name.
    public let remnants: [Remnant]
    /// The last outputs of cells, sorted by name.
    public let drawings: [Remnant]
    /// Folders of results that cannot be read, and why: what they hold is not among the entries.
    public let unreadable: [FileError]

    /// - Throws: ``CareError/noStore(_:)``, ``CareError/unreadable(_:)``.
    public init(_ store: Store) throws(CareError) {
        do throws(FileError) { try store.requireReadable(isListed: true) } catch { throw .unreadable(error) }
        let names = Self.names(store.folder)
        guard names.contains("locks") || names.contains("latest") else { throw .noStore(store.folder.relativePath) }
        var entries: [Entry] = []
        var remnants: [Remnant] = []
        var drawings: [Remnant] = []
        var unreadable: [FileError] = []
        for name in names {
            let url = store.folder.appendingPathComponent(name)
            if name.count == 2, name.allSatisfy(\.isHexDigit) {
                if let code = Store.obstacle(toReading: url) {
                    unreadable.append(FileError("cannot read", url, errno: code))
                }
                for inner in Self.names(url) {
                    let place = url.appendingPathComponent(inner)
                    if Store.isKey(inner) {
                        entries.append(Entry(inner, at: place, in: store))
                    } else {
                        remnants.append(Remnant(.rubbish, "\(name)/\(inner)", place))
                    }
                }
            } else if name == "unfinished" {
                remnants += Self.names(url).map { Remnant(.unfinished, $0, url.appendingPathComponent($0)) }
            } else if name == "drawings" {
                for report in Self.names(url) {
                    let folder = url.appendingPathComponent(report)
                    drawings += Self.names(folder).map {
                        Remnant(.drawing, "\(report)/\($0)", folder.appendingPathComponent($0))
                    }
                }
            } else if name.hasPrefix("tmp-") || name.hasPrefix(".tmp-") {
                remnants.append(Remnant(.rubbish, name, url))
            }
        }
        self.entries = entries.sorted {
            ($0.report, $0.label, $0.part ?? "", $0.key) < ($1.report, $1.label, $1.part ?? "", $1.key)
        }
        self.remnants = remnants.sorted { ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name) }
        self.drawings = drawings
        self.unreadable = unreadable
    }

    /// The only result whose key begins with these digits.
    ///
    /// - Throws: ``CareError/noKey(_:)``, ``CareError/manyKeys(_:_:)``.
    public func entry(_ beginning: String) throws(CareError) -> Entry {
        let found = entries.filter { $0.key.hasPrefix(beginning.lowercased()) }
        guard let entry = found.first, !beginning.isEmpty else { throw .noKey(beginning) }
        guard found.count == 1 else { throw .manyKeys(beginning, found.count) }
        return entry
    }

    private static func names(_ folder: URL) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }
}

extension StoreCatalogue.Entry {
    fileprivate init(_ key: String, at folder: URL, in store: Store) {
        let (manifest, damage) = store.knowledge(key)
        self.key = key
        label = manifest?.record.label ?? ""
        part = manifest?.record.part
        verb = manifest?.components[path: "verb"]?.string ?? ""
        report = manifest?.record.report ?? ""
        finished = manifest.map { $0.record.started.addingTimeInterval($0.record.seconds) } ?? .distantPast
        seconds = manifest?.record.seconds ?? 0
        bytes = DiskUse(of: folder).bytes
        self.damage = damage
        parts = (manifest?.parts ?? []).compactMap { if case .key(let key) = $0.outcome { key } else { nil } }
        self.folder = folder
    }
}

extension StoreCatalogue.Remnant {
    fileprivate init(_ kind: Kind, _ name: String, _ url: URL) {
        let use = DiskUse(of: url)
        (self.kind, self.name, bytes, changed, self.url) = (kind, name, use.bytes, use.changed, url)
    }

    /// Whether the process that writes it may still be running.
    ///
    /// The name contains a process number. Processes of other machines cannot be checked, so a recent file counts as in
    /// use.
    var mayBeInUse: Bool {
        if changed.timeIntervalSinceNow > -3600 { return true }
        guard let number = name.split(separator: "-").dropFirst().first.flatMap({ pid_t($0) }) else { return false }
        return kill(number, 0) == 0 || errno == EPERM
    }
}

/// How much a file or a folder takes, and when anything in it was last written.
private struct DiskUse {
    private(set) var bytes = 0
    private(set) var changed = Date.distantPast

    init(of url: URL) {
        add(url)
        guard let inner = FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil) else { return }
        for case let url as URL in inner { add(url) }
    }

    private mutating func add(_ url: URL) {
        var status = stat()
        guard lstat(url.path, &status) == 0 else { return }
        changed = max(changed, Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec)))
        if status.st_mode & S_IFMT == S_IFREG { bytes += Int(status.st_size) }
    }
}

extension Store {
    /// Whether a text has the form of a key.
    static func isKey(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

/// Why a command on a store failed.
public enum CareError: Error, Sendable, CustomStringConvertible {
    /// This folder has no store.
    case noStore(String)
    /// The store exists, but cannot be read.
    case unreadable(FileError)
    /// No result has a key that begins with these digits.
    case noKey(String)
    /// Several results have a key that begins with these digits; the number is theirs.
    case manyKeys(String, Int)
    /// A result that is damaged, and why.
    case damaged(label: String, why: String)
    /// An archive that cannot be imported, and why.
    case archive(String, why: String)

    /// The error and its remedy.
    public var description: String {
        switch self {
        case .noStore(let path): "there is no store in '\(path)'; name its folder by --store"
        case .unreadable(let error): "\(error)"
        case .noKey(let key): "no result has a key that begins with '\(key)'; 'fiducial store list' shows them"
        case .manyKeys(let key, let count): "\(count) results have a key that begins with '\(key)'; write more of it"
        case .damaged(let label, let why):
            "the stored result of '\(label)' is damaged: \(why); render the report again; it is then computed again"
        case .archive(let path, let why): "'\(path)' \(why)"
        }
    }
}
