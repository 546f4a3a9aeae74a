import Foundation

/// The chunks of a PNG (W3C PNG, section 5): each with its length and a checksum.
enum PNGChunks {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    static func check(_ data: Data) throws(PictureFault) {
        var reader = ByteReader(data)
        reader.skip(signature.count)
        var names: Set<String> = []
        while true {
            guard let length = reader.bigEndian(4), let name = reader.peek(4),
                let content = reader.take(4 + length), let sum = reader.bigEndian(4)
            else { throw .damaged("PNG", "it ends within its data") }
            guard CRC32.sum(content) == UInt32(sum) else { throw .damaged("PNG", "its data are altered") }
            let title = String(decoding: name, as: UTF8.self)
            let size = content.dropFirst(4).prefix(8)
            if names.isEmpty, title != "IHDR" || length != 13 || !ByteReader.isSize(size) {
                throw .damaged("PNG", "it does not state its size")
            }
            names.insert(title)
            if title == "IEND" { break }
        }
        guard names.contains("IDAT") else { throw .damaged("PNG", "it holds no picture") }
    }
}

/// The segments of a JPEG (ITU-T T.81, annex B) up to the scan, and its end.
enum JPEGSegments {
    static func check(_ data: Data) throws(PictureFault) {
        var reader = ByteReader(data)
        reader.skip(2)
        var hasFrame = false
        while true {
            guard reader.next() == 0xFF else { throw .damaged("JPEG", "its data are altered, or end too soon") }
            var marker = reader.next()
            // Filling.
            while marker == 0xFF { marker = reader.next() }
            guard let marker, let length = reader.bigEndian(2), length >= 2, let content = reader.take(length - 2)
            else {
                throw .damaged("JPEG", "it ends within its data")
            }
            // A frame; the other three of its range are tables.
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                let size = Array(content.dropFirst(1).prefix(4))
                hasFrame = size.count == 4 && (size[2] > 0 || size[3] > 0)
            }
            if marker == 0xDA { break }
        }
        guard hasFrame else { throw .damaged("JPEG", "it does not state its size") }
        guard reader.rest.range(of: Data([0xFF, 0xD9]), options: .backwards) != nil else {
            throw .damaged("JPEG", "it ends within its data")
        }
    }
}

/// The blocks of a GIF (GIF89a, section 12 ff.).
enum GIFBlocks {
    static func check(_ data: Data) throws(PictureFault) {
        let ends = PictureFault.damaged("GIF", "it ends within its data")
        var reader = ByteReader(data)
        reader.skip(6)
        guard let screen = reader.take(7).map(Array.init), reader.take(colours(screen[4])) != nil else { throw ends }
        var hasImage = false
        while true {
            switch reader.next() {
            case 0x2C:
                guard let image = reader.take(9).map(Array.init), reader.take(colours(image[8])) != nil,
                    reader.next() != nil, skipBlocks(&reader)
                else { throw ends }
                hasImage = true
            case 0x21:
                guard reader.next() != nil, skipBlocks(&reader) else { throw ends }
            case 0x3B:
                guard hasImage else { throw .damaged("GIF", "it holds no picture") }
                return
            case nil:
                // Some programs leave the last byte out, and browsers do not miss it.
                guard hasImage else { throw ends }
                return
            default: throw .damaged("GIF", "its data are altered")
            }
        }
    }

    /// Bytes of a table of colours.
    private static func colours(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }

    private static func skipBlocks(_ reader: inout ByteReader) -> Bool {
        while let length = reader.next() {
            if length == 0 { return true }
            guard reader.take(Int(length)) != nil else { return false }
        }
        return false
    }
}

/// The chunks of a WebP (RFC 9649, section 2).
enum WebPChunks {
    static func check(_ data: Data) throws(PictureFault) {
        let ends = PictureFault.damaged("WebP", "it ends within its data")
        var reader = ByteReader(data)
        reader.skip(4)
        guard let size = reader.littleEndian(4), let whole = reader.take(size) else { throw ends }
        var chunks = ByteReader(Data(whole))
        chunks.skip(4)
        var hasImage = false
        while let name = chunks.take(4) {
            guard let length = chunks.littleEndian(4), chunks.take(length) != nil else { throw ends }
            // Filled up to an even number.
            if length % 2 == 1 { chunks.skip(1) }
            hasImage = hasImage || ["VP8 ", "VP8L", "ANMF"].contains(String(decoding: name, as: UTF8.self))
        }
        guard hasImage else { throw .damaged("WebP", "it holds no picture") }
    }
}

/// Bytes one after another.
private struct ByteReader {
    private(set) var rest: Data

    init(_ data: Data) { rest = data }

    mutating func skip(_ count: Int) { rest = rest.dropFirst(count) }

    mutating func next() -> UInt8? { rest.popFirst() }

    func peek(_ count: Int) -> Data? { rest.count < count ? nil : rest.prefix(count) }

    mutating func take(_ count: Int) -> Data? {
        guard let taken = peek(count) else { return nil }
        rest = rest.dropFirst(count)
        return taken
    }

    mutating func bigEndian(_ count: Int) -> Int? { take(count)?.reduce(0) { $0 << 8 | Int($1) } }

    mutating func littleEndian(_ count: Int) -> Int? { take(count)?.reversed().reduce(0) { $0 << 8 | Int($1) } }

    /// Whether these are width and height, neither of them 0.
    static func isSize(_ bytes: Data) -> Bool {
        let bytes = Array(bytes)
        return bytes.count == 8 && bytes.prefix(4).contains { $0 > 0 } && bytes.suffix(4).contains { $0 > 0 }
    }
}

/// The checksum of PNG: CRC-32 of ISO 3309.
private enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1 }
    }

    static func sum(_ data: Data) -> UInt32 {
        let table = table
        return ~data.withUnsafeBytes { bytes in
            bytes.reduce(~UInt32(0)) { sum, byte in table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
        }
    }
}
