import Files
import Foundation

/// Collects tensors and writes them as one safetensors file.
///
/// The bytes depend only on names, shapes, values and metadata: the header's keys are sorted, the header is padded with
/// spaces to a multiple of 8 bytes, and the tensors follow by falling element size and then by name, so that each
/// begins at a multiple of its element size, as readers that map the file expect.
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
    ///
    /// - Throws: ``SafetensorsError``, as for float32.
    public mutating func add(_ name: String, shape: [Int], _ values: [Double]) throws(SafetensorsError) {
        try add(name, .float64, shape, values.map(\.bitPattern))
    }

    /// Adds a tensor of int64.
    ///
    /// - Throws: ``SafetensorsError``, as for float32.
    public mutating func add(_ name: String, shape: [Int], _ values: [Int]) throws(SafetensorsError) {
        try add(name, .int64, shape, values)
    }

    /// Adds a tensor of unsigned bytes.
    ///
    /// - Throws: ``SafetensorsError``, as for float32.
    public mutating func add(_ name: String, shape: [Int], _ values: [UInt8]) throws(SafetensorsError) {
        try add(name, .uint8, shape, values)
    }

    /// Adds a tensor of truth values.
    ///
    /// - Throws: ``SafetensorsError``, as for float32.
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
        tensors[name] = Pending(dataType: dataType, shape: shape, bytes: littleEndianBytes(patterns, size: size))
    }

    /// The whole file.
    public func data() -> Data {
        let layout = SafetensorsLayout(
            tensors: tensors.map { SafetensorsTensorKind(name: $0, dataType: $1.dataType, shape: $1.shape) },
            metadata: metadata)
        var data = Data(capacity: layout.byteCount)
        data.append(contentsOf: layout.prologue)
        for entry in layout.entries {
            if let tensor = tensors[entry.name] { data.append(contentsOf: tensor.bytes) }
        }
        return data
    }

    /// Writes the file: an existing file is replaced as a whole, a pipe or a device is written to.
    ///
    /// - Throws: ``SafetensorsError/unreadable(path:reason:)``.
    public func write(to url: URL) throws(SafetensorsError) {
        do {
            try OutputFile(url).write(data())
        } catch {
            throw .unreadable(path: url.path, reason: error.reason)
        }
    }
}
