import Files
import Foundation

/// Results in one file, to be taken into another store: a tar archive, as `tar` lists and unpacks it.
///
///     fiducial-store.json           {"archive": 1, "format": 2}
///     ab/abcdef…/manifest.json      of every result the files that the store has of it
///
/// Times and owners are left out, so that the same results make the same bytes.
enum StoreArchive {
    static let head = "fiducial-store.json"
    static let version = 1

    /// Writes results into an archive; the file is replaced whole.
    ///
    /// - Throws: `FileError`.
    static func write(_ entries: [StoreCatalogue.Entry], to output: OutputFile) throws {
        let file = try PartialFile(output)
        func add(_ name: String, _ data: Data) throws {
            try file.append(TarHeader(name: name, size: data.count).bytes)
            try file.append(data)
            try file.append(Data(count: TarHeader.padding(data.count)))
        }
        let about: Value = ["archive": .integer(version), "format": .integer(CellKey.storeFormat)]
        try add(head, Data(about.canonicalJSON.utf8))
        for entry in entries.sorted(by: { $0.key < $1.key }) {
            for name in try FileManager.default.contentsOfDirectory(atPath: entry.folder.path).sorted() {
                let url = entry.folder.appendingPathComponent(name)
                guard let data = FileManager.default.contents(atPath: url.path) else {
                    throw FileError("cannot read", url, errno: errno)
                }
                try add("\(entry.key.prefix(2))/\(entry.key)/\(name)", data)
            }
        }
        try file.append(Data(count: 2 * TarHeader.size))
        try file.finish()
    }

    /// The files of each result, by key.
    ///
    /// - Throws: ``CareError/archive(_:why:)`` where it is none, or was cut short.
    static func read(_ file: RandomAccessFile) throws -> [String: [String: FilePart]] {
        func wrong(_ why: String) -> CareError { .archive(file.url.relativePath, why: why) }
        var place = 0
        var results: [String: [String: FilePart]] = [:]
        var hasHead = false
        while true {
            guard place + TarHeader.size <= file.length else { throw wrong("was cut short") }
            let bytes = try file.read(TarHeader.size, at: place)
            if bytes.allSatisfy({ $0 == 0 }) { break }
            guard let header = TarHeader(bytes) else {
                if place == 0 { throw wrong(try compression(file) ?? "is no archive of results") }
                throw wrong(TarHeader.foreign(bytes) ?? "is damaged at byte \(place)")
            }
            place += TarHeader.size
            guard header.size <= file.length - place else { throw wrong("was cut short") }
            let part = FilePart(offset: place, count: header.size)
            place += header.size + TarHeader.padding(header.size)
            if !hasHead {
                guard header.name == head else { throw wrong("is no archive of results") }
                let about = try? Value(json: Data(try file.read(part.count, at: part.offset)))
                guard about?[path: "archive"]?.int == version, about?[path: "format"]?.int == CellKey.storeFormat else {
                    throw wrong("is of another version of this program")
                }
                hasHead = true
                continue
            }
            let names = header.name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard names.count == 3, Store.isKey(names[1]), names[0] == names[1].prefix(2), !names[2].isEmpty,
                !names[2].hasPrefix(".")
            else { throw wrong("holds '\(header.name)', which is no file of a result") }
            guard results[names[1], default: [:]].updateValue(part, forKey: names[2]) == nil else {
                throw wrong("holds '\(header.name)' twice")
            }
        }
        // Programs end an archive with zeros, as many as they like; anything else would not be read.
        while place < file.length {
            let bytes = try file.read(min(1 << 20, file.length - place), at: place)
            guard bytes.allSatisfy({ $0 == 0 }) else {
                throw wrong("goes on behind its end, at byte \(place): archives are imported one by one")
            }
            place += bytes.count
        }
        guard hasHead else { throw wrong("is no archive of results") }
        return results
    }

    /// How a file is compressed, where it is, in words.
    private static func compression(_ file: RandomAccessFile) throws -> String? {
        let first = try file.read(min(6, file.length), at: 0)
        let kinds: [(program: String, bytes: [UInt8])] = [
            ("gunzip", [0x1F, 0x8B]), ("unxz", [0xFD, 0x37, 0x7A, 0x58, 0x5A]), ("bunzip2", [0x42, 0x5A, 0x68]),
            ("unzstd", [0x28, 0xB5, 0x2F, 0xFD]), ("unzip", [0x50, 0x4B, 0x03, 0x04]),
        ]
        return kinds.first { first.starts(with: $0.bytes) }.map { "is compressed; unpack it first, with \($0.program)" }
    }

    /// Where a file stands in an archive.
    struct FilePart: Sendable {
        let offset: Int
        let count: Int
    }
}

/// The header of one file in a tar archive, as POSIX.1-1988 has it (ustar).
struct TarHeader {
    static let size = 512
    /// The largest file that eleven octal digits can tell.
    static let largest = 1 << 33 - 1

    let name: String
    let size: Int

    init(name: String, size: Int) { (self.name, self.size) = (name, size) }

    /// - Returns: nil where it is none of a regular file, or its sum is wrong.
    init?(_ bytes: [UInt8]) {
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range].prefix { $0 != 0 }, as: UTF8.self) }
        func number(_ range: Range<Int>) -> Int? {
            let digits = text(range).filter { $0 != " " }
            // A sign is no digit.
            return digits.utf8.allSatisfy { (0x30...0x37).contains($0) } ? Int(digits, radix: 8) : nil
        }
        guard bytes.count == Self.size, text(257..<262) == "ustar", [0, UInt8(ascii: "0")].contains(bytes[156]),
            let sum = number(148..<156), let size = number(124..<136), sum == Self.sum(bytes)
        else { return nil }
        let prefix = text(345..<500)
        self.init(name: (prefix.isEmpty ? "" : prefix + "/") + text(0..<100), size: size)
    }

    /// What a header says that is one of something else than a file; nil where it is none.
    static func foreign(_ bytes: [UInt8]) -> String? {
        guard bytes.count == size, bytes[257..<262].elementsEqual("ustar".utf8) else { return nil }
        let kinds: [UInt8: String] = [
            UInt8(ascii: "1"): "a link", UInt8(ascii: "2"): "a symbolic link", UInt8(ascii: "3"): "a device",
            UInt8(ascii: "4"): "a device", UInt8(ascii: "5"): "a folder", UInt8(ascii: "6"): "a pipe",
        ]
        let name = String(decoding: bytes[0..<100].prefix { $0 != 0 }, as: UTF8.self)
        return kinds[bytes[156]].map { "holds '\(name)', \($0), and results are files" }
    }

    /// Zeros that follow so many bytes.
    static func padding(_ count: Int) -> Int { (size - count % size) % size }

    /// - Precondition: the name without its folder has at most 100 bytes, the folder 155.
    var bytes: Data {
        let slash = name.lastIndex(of: "/")
        let folder = slash.map { String(name[..<$0]) } ?? ""
        let file = slash.map { String(name[name.index(after: $0)...]) } ?? name
        precondition(file.utf8.count <= 100 && folder.utf8.count <= 155, "a name too long for an archive: \(name)")
        precondition(size <= Self.largest, "a file too large for an archive: \(name)")
        var bytes = [UInt8](repeating: 0, count: Self.size)
        func put(_ text: String, at place: Int) {
            bytes.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
        }
        func octal(_ number: Int, digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        put(file, at: 0)
        put(octal(0o644, digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        put(octal(size, digits: 11), at: 124)
        put(octal(0, digits: 11), at: 136)
        put("0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        put(folder, at: 345)
        put(octal(Self.sum(bytes), digits: 6), at: 148)
        bytes[155] = UInt8(ascii: " ")
        return Data(bytes)
    }

    /// Of all bytes, with blanks in the place of the sum itself.
    private static func sum(_ bytes: [UInt8]) -> Int {
        bytes.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 0x20 : Int($1.element)) }
    }
}
