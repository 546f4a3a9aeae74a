import Files

/// The JSON header of a safetensors file, and the rules that bind it to the bytes behind it.
struct SafetensorsHeader {
    /// Where one tensor lies, in bytes from the end of the header.
    struct Entry {
        let name: String
        let dataType: SafetensorsDataType
        let shape: [Int]
        let begin: Int
        let end: Int
    }

    static let metadataName = "__metadata__"

    private(set) var metadata: [String: String] = [:]
    private(set) var entries: [String: Entry] = [:]

    /// The length of the header, from the first bytes of a file of `fileLength` bytes.
    ///
    /// - Throws: ``SafetensorsError/otherKind(_:)`` if the bytes show another kind of file.
    static func length(prefix: ArraySlice<UInt8>, fileLength: Int) throws(SafetensorsError) -> Int {
        let words = MistakenFile.words(prefix, isBinary: true)
        guard prefix.count >= 8, fileLength >= 8 else {
            if let words { throw .otherKind(words) }
            throw .truncated(byteCount: fileLength)
        }
        let length = prefix.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(fileLength - 8) else {
            if let words { throw .otherKind(words) }
            throw .headerTooLong(length: length, available: fileLength - 8)
        }
        return Int(length)
    }

    /// Reads the header's own bytes and compares them with the bytes that follow.
    init(bytes: ArraySlice<UInt8>, payload byteCount: Int) throws(SafetensorsError) {
        try self.init(bytes: bytes)
        try check(byteCount: byteCount)
    }

    /// Reads the header's own bytes.
    private init(bytes: ArraySlice<UInt8>) throws(SafetensorsError) {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .headerNotUTF8 }
        var scanner = HeaderScanner(bytes: bytes)
        var sawMetadata = false
        try scanner.object { scanner, name throws(SafetensorsError) in
            if name == Self.metadataName {
                guard !sawMetadata else { throw .duplicateName(name) }
                sawMetadata = true
                try readMetadata(from: &scanner)
            } else {
                guard entries[name] == nil else { throw .duplicateName(name) }
                entries[name] = try Self.entry(name, from: &scanner)
            }
        }
        try scanner.finish()
    }

    private mutating func readMetadata(from scanner: inout HeaderScanner) throws(SafetensorsError) {
        try scanner.object { scanner, key throws(SafetensorsError) in
            guard metadata[key] == nil else { throw .duplicateName(key) }
            metadata[key] = try scanner.string()
        }
    }

    private static func entry(
        _ name: String, from scanner: inout HeaderScanner
    ) throws(SafetensorsError) -> Entry {
        let opening = scanner.offset
        var typeName: String?
        var shape: [Int]?
        var offsets: [Int]?
        try scanner.object { scanner, key throws(SafetensorsError) in
            switch key {
            case "dtype" where typeName == nil: typeName = try scanner.string()
            case "shape" where shape == nil: shape = try scanner.integers()
            case "data_offsets" where offsets == nil: offsets = try scanner.integers()
            default: throw scanner.failure("unexpected key '\(key)' in tensor '\(name)'")
            }
        }
        guard let typeName, let shape, let offsets, offsets.count == 2 else {
            throw .invalidHeader(offset: opening, reason: "tensor '\(name)' needs dtype, shape and two data_offsets")
        }
        guard let dataType = SafetensorsDataType(rawValue: typeName) else {
            throw .unknownDataType(tensor: name, name: typeName)
        }
        return Entry(name: name, dataType: dataType, shape: shape, begin: offsets[0], end: offsets[1])
    }

    /// Checks that the tensors have the size of their shapes and fill all bytes behind the header exactly once.
    private func check(byteCount: Int) throws(SafetensorsError) {
        var previousEnd = 0
        let ordered = entries.values.sorted {
            ($0.begin, $0.end, $0.name) < ($1.begin, $1.end, $1.name)
        }
        for entry in ordered {
            guard entry.begin <= entry.end, entry.end <= byteCount else {
                throw .offsetsOutOfBounds(
                    tensor: entry.name, begin: entry.begin, end: entry.end, available: byteCount)
            }
            guard let expected = byteCountOfShape(entry.shape, of: entry.dataType) else {
                throw .shapeOverflow(tensor: entry.name, shape: entry.shape)
            }
            guard entry.end - entry.begin == expected else {
                throw .sizeMismatch(tensor: entry.name, expected: expected, found: entry.end - entry.begin)
            }
            guard entry.begin >= previousEnd else {
                throw .overlap(tensor: entry.name, begin: entry.begin, previousEnd: previousEnd)
            }
            guard entry.begin == previousEnd else { throw .gap(begin: previousEnd, end: entry.begin) }
            previousEnd = entry.end
        }
        guard previousEnd == byteCount else { throw .gap(begin: previousEnd, end: byteCount) }
    }
}

/// The bytes that a shape takes, or nil where the product overflows.
///
/// Overflow is judged factor by factor, also where a later axis is empty, so that no order of axes hides it.
func byteCountOfShape(_ shape: [Int], of dataType: SafetensorsDataType) -> Int? {
    var product = dataType.byteCount
    var isEmpty = false
    for extent in shape {
        guard extent != 0 else {
            isEmpty = true
            continue
        }
        let (next, overflows) = product.multipliedReportingOverflow(by: extent)
        guard !overflows else { return nil }
        product = next
    }
    return isEmpty ? 0 : product
}
