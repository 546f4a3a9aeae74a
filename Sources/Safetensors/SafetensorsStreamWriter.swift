import Files
import Foundation

/// Writes a safetensors file whose tensors come in pieces, in any order, with no more memory than a piece.
///
/// Everything is written to a temporary file, which replaces the target in ``finish()``, or is copied into a pipe or a
/// device; an unfinished file is removed when the writer is deallocated.
public final class SafetensorsStreamWriter {
    private let layout: SafetensorsLayout
    private let places: [String: SafetensorsHeader.Entry]
    private let file: PartialFile
    private let target: URL

    /// Begins a file and writes its header.
    ///
    /// - Parameters:
    ///   - target: where the file goes.
    ///   - tensors: all that the file will hold.
    ///   - metadata: free strings for the header.
    /// - Throws: ``SafetensorsError/duplicateName(_:)``, ``SafetensorsError/reservedName(_:)``,
    ///   ``SafetensorsError/shapeOverflow(tensor:shape:)`` or ``SafetensorsError/unreadable(path:reason:)``.
    public init(
        to target: URL, tensors: [SafetensorsTensorKind], metadata: [String: String] = [:]
    ) throws(SafetensorsError) {
        var names: Set<String> = []
        var total = 0
        for tensor in tensors {
            guard tensor.name != SafetensorsHeader.metadataName else { throw .reservedName(tensor.name) }
            guard names.insert(tensor.name).inserted else { throw .duplicateName(tensor.name) }
            guard tensor.shape.allSatisfy({ $0 >= 0 }),
                let byteCount = byteCountOfShape(tensor.shape, of: tensor.dataType),
                case (let sum, let overflows) = total.addingReportingOverflow(byteCount), !overflows
            else { throw .shapeOverflow(tensor: tensor.name, shape: tensor.shape) }
            total = sum
        }
        layout = SafetensorsLayout(tensors: tensors, metadata: metadata)
        places = Dictionary(uniqueKeysWithValues: layout.entries.map { ($0.name, $0) })
        self.target = target
        do {
            file = try PartialFile(OutputFile(target))
            try file.write(layout.prologue, at: 0)
        } catch {
            throw .unreadable(path: target.path, reason: error.reason)
        }
    }

    /// Writes elements of a float32 tensor, from its element `index` on, row-major.
    ///
    /// - Throws: ``SafetensorsError`` where the file cannot be written.
    public func write(_ values: [Float], to name: String, at index: Int) throws(SafetensorsError) {
        try write(values.map(\.bitPattern), .float32, name, index)
    }

    /// Writes elements of a float64 tensor, from its element `index` on, row-major.
    ///
    /// - Throws: ``SafetensorsError`` where the file cannot be written.
    public func write(_ values: [Double], to name: String, at index: Int) throws(SafetensorsError) {
        try write(values.map(\.bitPattern), .float64, name, index)
    }

    private func write(
        _ patterns: [some FixedWidthInteger], _ dataType: SafetensorsDataType, _ name: String, _ index: Int
    ) throws(SafetensorsError) {
        guard let entry = places[name] else { throw .missingTensor(name) }
        let size = dataType.byteCount
        precondition(
            entry.dataType == dataType && index >= 0
                && entry.begin + (index + patterns.count) * size <= entry.end,
            "\(patterns.count) values of \(dataType) at \(index) of tensor '\(name)', \(entry.shape)")
        do {
            try file.write(
                littleEndianBytes(patterns, size: size), at: layout.prologue.count + entry.begin + index * size)
        } catch {
            throw .unreadable(path: target.path, reason: error.reason)
        }
    }

    /// Replaces the target by the file. Elements that were not written are 0.
    ///
    /// - Throws: ``SafetensorsError/unreadable(path:reason:)``; the target is then unchanged.
    public func finish() throws(SafetensorsError) {
        do {
            try file.setLength(layout.byteCount)
            try file.finish()
        } catch {
            throw .unreadable(path: target.path, reason: error.reason)
        }
    }
}
