import Files
import Foundation

/// Why a file is no tar archive that can be read, to follow its name.
struct TarFault: Error { let why: String }

/// The place of a file in an archive.
package struct FilePart: Sendable, Hashable {
    package let offset: Int
    package let count: Int
}

/// Writes a tar archive to a temporary file beside its final place. Times and owners are left out, so that the same
/// files give the same bytes.
package final class TarWriter {
    private let file: PartialFile
    private let url: URL
    /// SHA-256 of each file so far, in the order of writing.
    package private(set) var digests: [(name: String, digest: String)] = []

    /// - Throws: `FileError`, as all methods do.
    package init(_ output: OutputFile) throws(FileError) {
        file = try PartialFile(output)
        url = output.url
    }

    package func add(_ name: String, _ data: Data) throws(FileError) {
        try begin(name, data.count)
        try file.append(data)
        try file.append(Data(count: TarHeader.padding(data.count)))
        digests.append((name, SHA256.hex(data)))
    }

    /// Adds a file of at most eight gigabytes.
    package func add(_ name: String, contentsOf source: URL) throws(FileError) {
        let bytes = try RandomAccessFile(reading: source)
        try begin(name, bytes.length)
        var hash = SHA256()
        var place = 0
        while place < bytes.length {
            let piece = try bytes.read(min(1 << 22, bytes.length - place), at: place)
            hash.update(piece)
            try file.append(piece)
            place += piece.count
        }
        try file.append(Data(count: TarHeader.padding(bytes.length)))
        digests.append((name, hash.finish()))
    }

    /// Moves the complete archive into place.
    package func finish() throws(FileError) {
        try file.append(Data(count: 2 * TarHeader.size))
        try file.finish()
    }

    private func begin(_ name: String, _ size: Int) throws(FileError) {
        guard size <= TarHeader.largest else {
            throw FileError(
                "cannot write", url, because: "\(name) is larger than 8 GiB, the most that an archive can tell")
        }
        try file.append(TarHeader(name: name, size: size).bytes)
    }
}

/// The files of a tar archive.
package struct TarReader: Sendable {
    package let file: RandomAccessFile
    /// The files in the order of the archive.
    package let members: [(name: String, part: FilePart)]

    /// - Throws: ``TarFault`` where the file is not a tar archive, or is truncated; `FileError`.
    init(_ file: RandomAccessFile) throws {
        self.file = file
        var place = 0
        var members: [(String, FilePart)] = []
        var names: Set<String> = []
        while true {
            guard place + TarHeader.size <= file.length else { throw TarFault(why: "was cut short") }
            let bytes = try file.read(TarHeader.size, at: place)
            if bytes.allSatisfy({ $0 == 0 }) { break }
            guard let header = TarHeader(bytes) else {
                if place == 0 { throw TarFault(why: try Self.compression(file) ?? "is no archive of results") }
                throw TarFault(why: TarHeader.foreign(bytes) ?? "is damaged at byte \(place)")
            }
            place += TarHeader.size
            guard header.size <= file.length - place else { throw TarFault(why: "was cut short") }
            guard names.insert(header.name).inserted else { throw TarFault(why: "holds '\(header.name)' twice") }
            members.append((header.name, FilePart(offset: place, count: header.size)))
            place += header.size + TarHeader.padding(header.size)
        }
        // Programs end an archive with zeros, as many as they like; anything else would not be read.
        while place < file.length {
            let bytes = try file.read(min(1 << 20, file.length - place), at: place)
            guard bytes.allSatisfy({ $0 == 0 }) else {
                throw TarFault(why: "continues after its end, at byte \(place): archives are imported one by one")
            }
            place += bytes.count
        }
        self.members = members
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

    /// - Throws: `FileError`.
    package func data(_ part: FilePart) throws(FileError) -> Data { Data(try file.read(part.count, at: part.offset)) }
}

/// The header of one file in a tar archive, as POSIX.1-1988 has it (ustar).
struct TarHeader {
    static let size = 512
    /// The largest file that eleven octal digits can tell.
    static let largest = 1 << 33 - 1

    let name: String
    let size: Int

    init(name: String, size: Int) { (self.name, self.size) = (name, size) }

    /// - Returns: nil where the header is not that of a regular file, or its checksum is wrong.
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

    /// The kind of member that a header describes if it is not a regular file; nil where the bytes are not such a
    /// header.
    static func foreign(_ bytes: [UInt8]) -> String? {
        guard bytes.count == size, bytes[257..<262].elementsEqual("ustar".utf8) else { return nil }
        let kinds: [UInt8: String] = [
            UInt8(ascii: "1"): "a link", UInt8(ascii: "2"): "a symbolic link", UInt8(ascii: "3"): "a device",
            UInt8(ascii: "4"): "a device", UInt8(ascii: "5"): "a folder", UInt8(ascii: "6"): "a pipe",
        ]
        let name = String(decoding: bytes[0..<100].prefix { $0 != 0 }, as: UTF8.self)
        return kinds[bytes[156]].map { "holds '\(name)', \($0), and results are files" }
    }

    /// The number of zeros that follow a file of so many bytes.
    static func padding(_ count: Int) -> Int { (size - count % size) % size }

    /// - Precondition: the name without its folder has at most 100 bytes, the folder at most 155.
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
