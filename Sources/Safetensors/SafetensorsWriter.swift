import Foundation

/// Gathers tensors and writes them as one safetensors file.
///
/// The bytes depend on nothing but names, shapes, values and metadata: the header's keys are sorted, the header is
/// padded with spaces to a multiple of 8 bytes, and the tensors follow by falling element size and then by name,
/// so that each begins at a multiple of its element size, as readers that map the file expect.
public struct SafetensorsWriter: Sendable {
    private struct Pending {
        let dataType: SafetensorsDataType
        let shape: [Int]
        let bytes: [UInt8]
    }

    private let metadata: [String: String]
    private var tensors: [String: Pending] = [:]

    /// Begins a file with free strings for its `__metadata__`.
    public init(metadata: [String: String] = [:]) {
        self.metadata = metadata
    }

    /// Adds a tensor of float32.
    ///
    /// - Throws: ``SafetensorsError/countMismatch(tensor:shape:count:)``, ``SafetensorsError/duplicateName(_:)`` or
    ///   ``SafetensorsError/reservedName(_:)``, as all of the methods named `add` do.
    public mutating func add(_ name: String, shape: [Int], _ values: [Float]) throws(SafetensorsError) {
        try add(name, .float32, shape, values.map(\.bitPattern))
    }

    /// Adds a tensor of float64.
    public mutating func add(_ name: String, shape: [Int], _ values: [Double]) throws(SafetensorsError) {
        try add(name, .float64, shape, values.map(\.bitPattern))
    }

    /// Adds a tensor of int64.
    public mutating func add(_ name: String, shape: [Int], _ values: [Int]) throws(SafetensorsError) {
        try add(name, .int64, shape, values)
    }

    /// Adds a tensor of unsigned bytes.
    public mutating func add(_ name: String, shape: [Int], _ values: [UInt8]) throws(SafetensorsError) {
        try add(name, .uint8, shape, values)
    }

    /// Adds a tensor of truth values.
    public mutating func add(_ name: String, shape: [Int], _ values: [Bool]) throws(SafetensorsError) {
        try add(name, .bool, shape, values.map { UInt8($0 ? 1 : 0) })
    }

    private mutating func add(
        _ name: String, _ dataType: SafetensorsDataType, _ shape: [Int], _ patterns: [some FixedWidthInteger]
    ) throws(SafetensorsError) {
        guard name != SafetensorsHeader.metadataName else { throw .reservedName(name) }
        guard tensors[name] == nil else { throw .duplicateName(name) }
        let size = dataType.byteCount
        guard shape.allSatisfy({ $0 >= 0 }), byteCountOfShape(shape, of: dataType) == patterns.count * size else {
            throw .countMismatch(tensor: name, shape: shape, count: patterns.count)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(patterns.count * size)
        for pattern in patterns {
            for byte in 0..<size {
                bytes.append(UInt8(truncatingIfNeeded: pattern >> (8 * byte)))
            }
        }
        tensors[name] = Pending(dataType: dataType, shape: shape, bytes: bytes)
    }

    /// The whole file.
    public func data() -> Data {
        let placed = tensors.sorted {
            (-$0.value.dataType.byteCount, $0.key) < (-$1.value.dataType.byteCount, $1.key)
        }
        var payload: [UInt8] = []
        var members: [String: String] = [:]
        for (name, tensor) in placed {
            let begin = payload.count
            payload.append(contentsOf: tensor.bytes)
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members[name] =
                "{\"dtype\":\"\(tensor.dataType.rawValue)\",\"shape\":[\(shape)]"
                + ",\"data_offsets\":[\(begin),\(payload.count)]}"
        }
        if !metadata.isEmpty {
            members[SafetensorsHeader.metadataName] = Self.object(metadata.mapValues(Self.quoted))
        }
        var header = Array(Self.object(members).utf8)
        header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))

        var data = Data(capacity: 8 + header.count + payload.count)
        for byte in 0..<8 {
            data.append(UInt8(truncatingIfNeeded: header.count >> (8 * byte)))
        }
        data.append(contentsOf: header)
        data.append(contentsOf: payload)
        return data
    }

    /// Writes the file, swapped in as a whole.
    ///
    /// - Throws: ``SafetensorsError/unreadable(path:reason:)``.
    public func write(to url: URL) throws(SafetensorsError) {
        do {
            try data().write(to: url, options: .atomic)
        } catch {
            throw .unreadable(path: url.path, reason: error.localizedDescription)
        }
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
