import Files

/// The directory of a ZIP archive, as `numpy.savez` writes them: sizes of 64 bits, members stored or packed by deflate.
///
/// PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3.
struct ZipDirectory {
    struct Member: Sendable {
        let name: String
        let isPacked: Bool
        let checksum: UInt32
        /// In the archive, in bytes.
        let packedSize: Int
        /// Unpacked.
        let size: Int
        /// Where its bytes begin.
        let offset: Int
    }

    let members: [Member]

    init(_ file: RandomAccessFile, path: String) throws(EventFileError) {
        let directory = try Self.directory(file, path)
        var members: [Member] = []
        var index = 0
        for _ in 0..<directory.count {
            guard directory.bytes.number(at: index, 4) == 0x0201_4B50, index + 46 <= directory.bytes.count else {
                throw Self.malformed(path)
            }
            let bytes = directory.bytes
            let (nameLength, extraLength) = (bytes.number(at: index + 28, 2), bytes.number(at: index + 30, 2))
            let next = index + 46 + nameLength + extraLength + bytes.number(at: index + 32, 2)
            guard next <= bytes.count else { throw Self.malformed(path) }
            var entry = Entry(bytes, at: index)
            entry.readLargeSizes(bytes[(index + 46 + nameLength)..<(index + 46 + nameLength + extraLength)])
            members.append(
                try Self.member(
                    String(decoding: bytes[(index + 46)..<(index + 46 + nameLength)], as: UTF8.self), entry, file,
                    path))
            index = next
        }
        self.members = members
    }

    private static func malformed(_ path: String) -> EventFileError {
        EventFileError(
            .malformed, path, "its directory of arrays is damaged; a download or copy that broke off leaves such files")
    }

    /// What the directory says of a member.
    private struct Entry {
        let flags: Int
        let method: Int
        let checksum: UInt32
        var packedSize: Int
        var size: Int
        var header: Int

        init(_ bytes: [UInt8], at index: Int) {
            flags = bytes.number(at: index + 8, 2)
            method = bytes.number(at: index + 10, 2)
            checksum = UInt32(truncatingIfNeeded: bytes.number(at: index + 16, 4))
            packedSize = bytes.number(at: index + 20, 4)
            size = bytes.number(at: index + 24, 4)
            header = bytes.number(at: index + 42, 4)
        }

        /// Reads sizes that do not fit in 32 bits, which are in a separate field.
        mutating func readLargeSizes(_ extra: ArraySlice<UInt8>) {
            let bytes = Array(extra)
            var index = 0
            while index + 4 <= bytes.count {
                let length = bytes.number(at: index + 2, 2)
                if bytes.number(at: index, 2) == 1 {
                    var place = index + 4
                    for field in [\Entry.size, \Entry.packedSize, \Entry.header]
                    where self[keyPath: field] == 0xFFFF_FFFF && place + 8 <= min(bytes.count, index + 4 + length) {
                        self[keyPath: field] = bytes.number(at: place, 8)
                        place += 8
                    }
                }
                index += 4 + length
            }
        }
    }

    private static func member(
        _ name: String, _ entry: Entry, _ file: RandomAccessFile, _ path: String
    ) throws(EventFileError) -> Member {
        guard entry.flags & 1 == 0 else {
            throw EventFileError(.unsupported, path, "'\(name)' in it is encrypted")
        }
        guard entry.method == 0 || entry.method == 8 else {
            throw EventFileError(
                .unsupported, path, "'\(name)' in it is packed by method \(entry.method)",
                remedy: "write it with numpy.savez or numpy.savez_compressed")
        }
        guard entry.header >= 0, entry.packedSize >= 0, entry.size >= 0, entry.header <= file.length - 30 else {
            throw malformed(path)
        }
        let local = try file.bytes(30, at: entry.header, path: path)
        guard local.number(at: 0, 4) == 0x0403_4B50 else { throw malformed(path) }
        let offset = entry.header + 30 + local.number(at: 26, 2) + local.number(at: 28, 2)
        guard entry.packedSize <= file.length - offset, entry.method == 8 || entry.size == entry.packedSize else {
            throw malformed(path)
        }
        return Member(
            name: name, isPacked: entry.method == 8, checksum: entry.checksum, packedSize: entry.packedSize,
            size: entry.size, offset: offset)
    }

    /// The bytes of the directory, and how many members it lists.
    private static func directory(
        _ file: RandomAccessFile, _ path: String
    ) throws(EventFileError) -> (bytes: [UInt8], count: Int) {
        let tail = try file.bytes(
            min(file.length, 22 + 0xFFFF), at: max(0, file.length - 22 - 0xFFFF), path: path)
        guard
            let end = stride(from: tail.count - 22, through: 0, by: -1).first(where: {
                tail[$0] == 0x50 && tail.number(at: $0, 4) == 0x0605_4B50
            })
        else {
            throw EventFileError(
                .truncated, path, "its directory of arrays is missing",
                remedy: "a download or copy that broke off leaves such files; fetch it again")
        }
        var (count, size, offset) =
            (tail.number(at: end + 10, 2), tail.number(at: end + 12, 4), tail.number(at: end + 16, 4))
        if end >= 20, tail.number(at: end - 20, 4) == 0x0706_4B50 {
            let place = tail.number(at: end - 12, 8)
            guard place >= 0, place <= file.length - 56 else { throw malformed(path) }
            let large = try file.bytes(56, at: place, path: path)
            guard large.number(at: 0, 4) == 0x0606_4B50 else { throw malformed(path) }
            (count, size, offset) = (large.number(at: 32, 8), large.number(at: 40, 8), large.number(at: 48, 8))
        }
        guard size >= 0, offset >= 0, size <= file.length, offset <= file.length - size, count >= 0, count <= size / 46
        else { throw malformed(path) }
        return (try file.bytes(size, at: offset, path: path), count)
    }
}

extension [UInt8] {
    /// A little-endian number of up to 8 bytes; 0 beyond the end.
    fileprivate func number(at index: Int, _ size: Int) -> Int {
        guard index >= 0, index + size <= count else { return 0 }
        return Int(truncatingIfNeeded: self[index..<index + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}
