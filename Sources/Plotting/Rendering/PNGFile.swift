import CZlib

/// A PNG: of a raster, or Cairo's, with what that leaves out.
struct PNGFile {
    private(set) var bytes: [UInt8]

    private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    /// Of the signature and the header, which always come first.
    private static let headerEnd = 8 + 25

    /// An existing PNG file.
    init(_ bytes: [UInt8]) {
        precondition(bytes.starts(with: Self.signature) && bytes.count > Self.headerEnd, "not a PNG")
        self.bytes = bytes
    }

    /// The raster pixel by pixel; with up to 256 colours as a palette, which takes a fifth of the size.
    init(_ raster: Raster) {
        let colours = raster.pixels.map(Self.components)
        var palette: [[UInt8]: UInt8] = [:]
        for colour in colours where palette[colour] == nil {
            guard palette.count < 256 else {
                palette = [:]
                break
            }
            palette[colour] = UInt8(palette.count)
        }
        let isIndexed = !palette.isEmpty
        bytes = Self.signature
        append(
            "IHDR", Self.number(raster.columns) + Self.number(raster.rows) + [8, isIndexed ? 3 : 6, 0, 0, 0])
        if isIndexed {
            let entries = palette.sorted { $0.value < $1.value }.map(\.key)
            append("PLTE", entries.flatMap { $0.prefix(3) })
            append("tRNS", entries.map { $0[3] })
        }
        var lines: [UInt8] = []
        for row in 0..<raster.rows {
            lines.append(0)
            let pixels = colours[row * raster.columns..<(row + 1) * raster.columns]
            lines += isIndexed ? pixels.map { palette[$0] ?? 0 } : pixels.flatMap { $0 }
        }
        append("IDAT", Self.deflated(lines))
        append("IEND", [])
    }

    /// States how large the picture is: without it, a document chooses a resolution.
    mutating func setResolution(dotsPerInch: Double) {
        let perMetre = Int((dotsPerInch / 0.0254).rounded())
        var chunk = PNGFile(empty: ())
        chunk.append("pHYs", Self.number(perMetre) + Self.number(perMetre) + [1])
        bytes.insert(contentsOf: chunk.bytes, at: Self.headerEnd)
    }

    private init(empty: ()) { bytes = [] }

    private mutating func append(_ name: String, _ content: [UInt8]) {
        let checked = Array(name.utf8) + content
        let check = checked.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
        bytes += Self.number(content.count) + checked + Self.number(Int(check))
    }

    private static func number(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func components(_ colour: Colour) -> [UInt8] {
        [colour.red, colour.green, colour.blue, colour.opacity].map { UInt8((255 * $0).rounded()) }
    }

    private static func deflated(_ content: [UInt8]) -> [UInt8] {
        var length = compressBound(UInt(content.count))
        var result = [UInt8](repeating: 0, count: Int(length))
        let status = compress2(&result, &length, content, UInt(content.count), Z_BEST_COMPRESSION)
        precondition(status == Z_OK, "zlib: \(status)")
        return Array(result.prefix(Int(length)))
    }
}
