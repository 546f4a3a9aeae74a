import Foundation
import Report
import Safetensors
import Samples

/// The events that a `load` cell keeps: those that were selected, as a safetensors file beside its result. Cells that
/// use them need the files no more.
enum StoredEvents {
    /// The attachment that holds them.
    static let name = "events.safetensors"

    /// What the tensors are of.
    private struct Head: Codable {
        let schema: SampleSchema
        let blocks: [Block]

        struct Block: Codable {
            let eventClass: Int?
            let point: NuisancePoint
            let counts: [Int]
            let isWeighted: Bool
            let isIdentified: Bool
        }
    }

    private static let headKey = "fiducial.events"

    static func data(_ sample: TabulatedSample) throws -> Data {
        let head = Head(
            schema: sample.schema,
            blocks: sample.blocks.map {
                .init(
                    eventClass: $0.eventClass, point: $0.point, counts: $0.counts, isWeighted: $0.weights != nil,
                    isIdentified: !$0.identities.isEmpty)
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        var writer = SafetensorsWriter(
            metadata: [headKey: String(decoding: try encoder.encode(head), as: UTF8.self)])
        for (index, block) in sample.blocks.enumerated() {
            for (row, values) in (block.x + block.y).enumerated() {
                try writer.add("\(index).\(row)", shape: [values.count], values)
            }
            if let weights = block.weights { try writer.add("\(index).weights", shape: [weights.count], weights) }
            guard !block.identities.isEmpty else { continue }
            try writer.add(
                "\(index).identities", shape: [block.identities.count],
                block.identities.map { Int(bitPattern: UInt($0)) })
        }
        return writer.data()
    }

    /// - Throws: `CellFailure` where the data do not have the form of stored events.
    static func sample(_ data: Data) throws -> TabulatedSample {
        let file = try SafetensorsFile(data: data)
        guard let text = file.metadata[headKey] else { throw CellFailure("the stored events have no description") }
        let head = try JSONDecoder().decode(Head.self, from: Data(text.utf8))
        let features = head.schema.features.count
        let blocks = try head.blocks.enumerated().map { index, block in
            let columns = try (0..<features + head.schema.scores.count).map { try file.floats("\(index).\($0)") }
            return EventBlock(
                eventClass: block.eventClass, point: block.point, x: Array(columns.prefix(features)),
                y: Array(columns.dropFirst(features)),
                weights: block.isWeighted ? try file.floats("\(index).weights") : nil, counts: block.counts,
                identities: block.isIdentified
                    ? try file.tensor("\(index).identities").integers().map { UInt64(bitPattern: Int64($0)) } : [])
        }
        return TabulatedSample(schema: head.schema, blocks: blocks)
    }
}
