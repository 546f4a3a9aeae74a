/// A tensor that a file will hold, before its values are there.
public struct SafetensorsTensorKind: Sendable, Hashable {
    /// Unique within a file.
    public let name: String
    /// The type of the elements.
    public let dataType: SafetensorsDataType
    /// The extent of each axis, slowest first.
    public let shape: [Int]

    /// With these values.
    public init(name: String, dataType: SafetensorsDataType, shape: [Int]) {
        self.name = name
        self.dataType = dataType
        self.shape = shape
    }
}

/// Where the tensors of a file to be written stand, and the header that says so.
///
/// The header's keys are sorted and it is padded with spaces to a multiple of 8 bytes; the tensors follow by falling
/// element size and then by name, so that each begins at a multiple of its element size.
struct SafetensorsLayout {
    /// In the order of their bytes; offsets count from the end of the header.
    let entries: [SafetensorsHeader.Entry]
    /// The header with its length in front.
    let prologue: [UInt8]

    /// The length of the whole file.
    var byteCount: Int { prologue.count + (entries.last?.end ?? 0) }

    /// - Parameter tensors: of different names, none of which is kept for metadata, and of shapes that do not overflow.
    init(tensors: [SafetensorsTensorKind], metadata: [String: String]) {
        var end = 0
        entries = tensors.sorted { (-$0.dataType.byteCount, $0.name) < (-$1.dataType.byteCount, $1.name) }.map {
            guard let byteCount = byteCountOfShape($0.shape, of: $0.dataType) else {
                preconditionFailure("tensor '\($0.name)' of shape \($0.shape) is larger than any memory")
            }
            defer { end += byteCount }
            return SafetensorsHeader.Entry(
                name: $0.name, dataType: $0.dataType, shape: $0.shape, begin: end, end: end + byteCount)
        }
        var members: [String: String] = [:]
        for entry in entries {
            let shape = entry.shape.map(String.init).joined(separator: ",")
            members[entry.name] =
                "{\"dtype\":\"\(entry.dataType.rawValue)\",\"shape\":[\(shape)]"
                + ",\"data_offsets\":[\(entry.begin),\(entry.end)]}"
        }
        if !metadata.isEmpty {
            members[SafetensorsHeader.metadataName] = Self.object(metadata.mapValues(Self.quoted))
        }
        var header = Array(Self.object(members).utf8)
        header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
        prologue = littleEndianBytes([header.count], size: 8) + header
    }

    /// A JSON object from members that are JSON already, its keys sorted.
    private static func object(_ members: [String: String]) -> String {
        let sorted = members.sorted { $0.key < $1.key }
        return "{" + sorted.map { "\(quoted($0.key)):\($0.value)" }.joined(separator: ",") + "}"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// The low `size` bytes of every pattern, the lowest first, one after the other.
func littleEndianBytes(_ patterns: some Collection<some FixedWidthInteger>, size: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: patterns.count * size) { bytes, count in
        for pattern in patterns {
            for byte in 0..<size {
                bytes.initializeElement(at: count, to: UInt8(truncatingIfNeeded: pattern >> (8 * byte)))
                count += 1
            }
        }
    }
}
