import Foundation
import Safetensors

/// Fields as float tensors of a safetensors file. A field of one component may lack the second axis.
struct SafetensorsTableSource: EventTableSource {
    let rowCount: Int
    private let path: String
    private let names: [String]
    private let reader: SafetensorsReader

    init(_ url: URL, fields: [EventField]) throws(EventTableError) {
        path = url.relativePath
        names = fields.map(\.name)
        do { reader = try SafetensorsReader(contentsOf: url) } catch {
            throw .safetensors(path: url.relativePath, error)
        }
        var first: (name: String, rows: Int)?
        for field in fields {
            let rows = try Self.rows(of: field, in: reader, path: path)
            if let first, first.rows != rows {
                throw .rowCounts(path: path, first: first.name, first.rows, second: field.name, rows)
            }
            first = first ?? (field.name, rows)
        }
        rowCount = first?.rows ?? 0
    }

    /// Checks the tensor of a field and counts its rows.
    private static func rows(
        of field: EventField, in reader: SafetensorsReader, path: String
    ) throws(EventTableError) -> Int {
        let expected = ["events"] + (field.isVector ? ["\(field.width)"] : [])
        guard let kind = reader.kind(of: field.name) else {
            throw .missingTensor(path: path, name: field.name, shape: expected, available: reader.names)
        }
        guard let rows = kind.shape.first,
            Array(kind.shape.dropFirst()) == [field.width]
                || field.width == 1 && kind.shape.count == 1
        else { throw .wrongShape(path: path, name: field.name, shape: kind.shape, expected: expected) }
        switch kind.dataType {
        case .float32, .float64: return rows
        case .int64, .int32, .int16, .int8, .uint64, .uint32, .uint16, .uint8, .float16, .bfloat16, .bool:
            throw .wrongType(path: path, name: field.name, type: kind.dataType)
        }
    }

    func read(_ rows: Range<Int>) throws(EventTableError) -> [[Double]] {
        do throws(SafetensorsError) {
            var values: [[Double]] = []
            for name in names { values.append(try reader.rows(rows, of: name).doubles()) }
            return values
        } catch {
            throw .safetensors(path: path, error)
        }
    }
}
