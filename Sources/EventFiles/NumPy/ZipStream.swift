import CZlib
import Files
import Foundation

/// The bytes of a member of an archive, checked against its checksum where all of them are read.
final class ZipStream: ByteStream {
    private let source: FileStream
    private let member: ZipDirectory.Member
    private let path: String
    private var inflater: Inflater?
    private var checksum: UInt32 = 0
    private var done = 0
    /// Bytes that were passed over are in no checksum.
    private var isWhole = true

    init(_ file: RandomAccessFile, path: String, _ member: ZipDirectory.Member) throws(EventFileError) {
        source = FileStream(file, path: path, at: member.offset)
        self.member = member
        self.path = path
        if member.isPacked { inflater = Inflater(source, size: member.packedSize, path: path, name: member.name) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) {
        guard buffer.count <= member.size - done else {
            throw EventFileError(
                .truncated, path, "'\(member.name)' in it holds \(member.size) bytes, fewer than its header claims")
        }
        if let inflater { try inflater.read(into: buffer) } else { try source.read(into: buffer) }
        done += buffer.count
        guard isWhole else { return }
        var rest = UnsafeRawBufferPointer(buffer)
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            checksum = UInt32(
                truncatingIfNeeded: crc32(
                    uLong(checksum), piece.bindMemory(to: UInt8.self).baseAddress, uInt(piece.count)))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
        }
        if done == member.size, checksum != member.checksum {
            throw EventFileError(
                .malformed, path, "'\(member.name)' in it is damaged: its checksum is another",
                remedy: "fetch or write the file again")
        }
    }

    func skip(_ count: Int) throws(EventFileError) {
        guard count > 0 else { return }
        isWhole = false
        done += count
        if let inflater { try inflater.skip(count) } else { source.skip(count) }
    }
}

/// Unpacks deflated bytes one piece after the other.
private final class Inflater {
    private let source: FileStream
    private var left: Int
    private let path: String
    private let name: String
    private let stream: UnsafeMutablePointer<z_stream>
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    private let hasBegun: Bool

    init(_ source: FileStream, size: Int, path: String, name: String) {
        self.source = source
        left = size
        self.path = path
        self.name = name
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        hasBegun = czlib_begin(stream) == Z_OK
    }

    deinit {
        if hasBegun { inflateEnd(stream) }
        stream.deallocate()
        input.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) {
        guard hasBegun else { throw EventFileError(.unreadable, path, "there is no memory to unpack it") }
        var filled = 0
        while filled < buffer.count {
            if stream.pointee.avail_in == 0, left > 0 {
                let count = min(left, input.count)
                try source.read(into: UnsafeMutableRawBufferPointer(rebasing: input[..<count]))
                left -= count
                stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
                stream.pointee.avail_in = uInt(count)
            }
            let room = min(buffer.count - filled, 1 << 30)
            stream.pointee.next_out = buffer.bindMemory(to: UInt8.self).baseAddress.map { $0 + filled }
            stream.pointee.avail_out = uInt(room)
            let status = inflate(stream, Z_NO_FLUSH)
            let made = room - Int(stream.pointee.avail_out)
            filled += made
            let isStuck = made == 0 && (stream.pointee.avail_in > 0 || left == 0)
            guard status == Z_OK || status == Z_STREAM_END && filled == buffer.count, !isStuck else {
                throw EventFileError(
                    .malformed, path, "'\(name)' in it cannot be unpacked: its packed bytes are damaged",
                    remedy: "fetch or write the file again")
            }
        }
    }

    func skip(_ count: Int) throws(EventFileError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: min(count, 1 << 18), alignment: 16)
        defer { buffer.deallocate() }
        var rest = count
        while rest > 0 {
            let piece = min(rest, buffer.count)
            try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<piece]))
            rest -= piece
        }
    }
}
