import Foundation
import Safetensors

/// The tensors of a safetensors file as columns.
enum SafetensorsSource {
    static func open(_ path: String, names: [String: [String]]) throws(EventFileError) -> ArraySource {
        let reader: SafetensorsReader
        do { reader = try SafetensorsReader(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw failure(error, path)
        }
        var arrays: [StoredArray] = []
        for name in reader.names {
            guard let kind = reader.kind(of: name) else { continue }
            arrays.append(array(kind))
        }
        guard !arrays.isEmpty else { throw EventFileError(.empty, path, "it has no tensors") }
        let tables = try ArrayTables(
            arrays, path: path, kinds: .init(record: "tensors", group: "tensors"), names: names)
        let all = arrays
        return ArraySource(arrays, tables: tables) { (array: Int, _: Int) in
            TensorStream(reader, all[array], path: path)
        }
    }

    static func failure(_ error: SafetensorsError, _ path: String) -> EventFileError {
        if case .unreadable(_, let reason) = error { return EventFileError(.unreadable, path, reason) }
        return EventFileError(.malformed, path, "\(error)")
    }

    private static func array(_ kind: SafetensorsTensorKind) -> StoredArray {
        let layout = layout(kind.dataType)
        guard let rows = kind.shape.first else {
            return StoredArray(name: kind.name, rowCount: 0, element: .scalar(.other(.other("a single value"))))
        }
        let element: StoredArray.Element =
            switch kind.shape.count {
            case 1: .scalar(.number(layout))
            case 2: .vector(layout, count: kind.shape[1])
            default: .scalar(.other(.other("an array of shape \(kind.shape)")))
            }
        return StoredArray(
            name: kind.name, rowCount: rows, element: element,
            rowBytes: kind.shape.count > 2 ? 0 : layout.size * kind.shape.dropFirst().reduce(1, *))
    }

    private static func layout(_ type: SafetensorsDataType) -> NumberLayout {
        let (kind, size): (NumberLayout.Kind, Int) =
            switch type {
            case .float64: (.float, 8)
            case .float32: (.float, 4)
            case .float16: (.float, 2)
            case .bfloat16: (.brainFloat, 2)
            case .int64: (.signed, 8)
            case .int32: (.signed, 4)
            case .int16: (.signed, 2)
            case .int8: (.signed, 1)
            case .uint64: (.unsigned, 8)
            case .uint32: (.unsigned, 4)
            case .uint16: (.unsigned, 2)
            case .uint8: (.unsigned, 1)
            case .bool: (.bool, 1)
            }
        guard let layout = NumberLayout(kind, size: size) else {
            preconditionFailure("no number of \(size) bytes for \(type)")
        }
        return layout
    }
}

/// The rows of a tensor as bytes.
private final class TensorStream: ByteStream {
    private let reader: SafetensorsReader
    private let array: StoredArray
    private let path: String
    private var row = 0

    init(_ reader: SafetensorsReader, _ array: StoredArray, path: String) {
        self.reader = reader
        self.array = array
        self.path = path
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) {
        guard array.rowBytes > 0 else { return }
        let count = buffer.count / array.rowBytes
        do throws(SafetensorsError) {
            let tensor = try reader.rows(row..<row + count, of: array.name)
            tensor.bytes.withUnsafeBytes { buffer.copyMemory(from: $0) }
        } catch {
            throw SafetensorsSource.failure(error, path)
        }
        row += count
    }

    func skip(_ count: Int) { if array.rowBytes > 0 { row += count / array.rowBytes } }
}
