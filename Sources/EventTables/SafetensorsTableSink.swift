import Foundation
import Safetensors

/// Fields as tensors of a safetensors file.
struct SafetensorsTableSink: EventTableSink {
    private let path: String
    private let fields: [EventField]
    private let precision: EventTableWriter.Precision
    private let writer: SafetensorsStreamWriter

    init(
        _ url: URL, fields: [EventField], rowCount: Int, precision: EventTableWriter.Precision,
        metadata: [String: String]
    ) throws(EventTableError) {
        path = url.relativePath
        self.fields = fields
        self.precision = precision
        do {
            writer = try SafetensorsStreamWriter(
                to: url,
                tensors: fields.map {
                    SafetensorsTensorKind(
                        name: $0.name, dataType: precision == .float32 ? .float32 : .float64,
                        shape: $0.shape(rows: rowCount))
                }, metadata: metadata)
        } catch {
            throw .safetensors(path: path, error)
        }
    }

    func write(_ block: EventBlock) throws(EventTableError) {
        do throws(SafetensorsError) {
            for (field, values) in zip(fields, block.values) {
                let index = block.firstRow * field.width
                switch precision {
                case .float32: try writer.write(values.map { Float($0) }, to: field.name, at: index)
                case .float64: try writer.write(values, to: field.name, at: index)
                }
            }
        } catch {
            throw .safetensors(path: path, error)
        }
    }

    func finish() throws(EventTableError) {
        do { try writer.finish() } catch { throw .safetensors(path: path, error) }
    }
}
