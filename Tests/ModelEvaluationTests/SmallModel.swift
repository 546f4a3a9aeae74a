import EventTables
import Flows
import Foundation
import ModelEvaluation
import RandomStreams

/// A small density with context and nuisances, and rows for it.
enum SmallModel {
    /// Three features, so that an order and its inverse differ; fresh weights, the residual's last layers moved away
    /// from the identity they start at.
    static func model(isDensity: Bool = true) -> ModelFile {
        let base = NeuralSplineFlow.autoregressive(
            features: 3, contextCount: 2, transforms: 2, bins: 5, hidden: [13, 8])
        let residual = FactorizableResidual.polynomial(
            features: 3, contextCount: 2, layers: 2, centers: [0.5, 0], scales: [1, 2],
            pairs: [NuisancePair(0, 1)], damping: 0.1, crossDamping: 0.25, hidden: [7])
        return ModelFile(
            flow: Flow([map(residual, seed: 1, width: 0.2), map(base, seed: 2)]),
            kind: isDensity ? .density : .transport,
            names: ModelNames(features: ["pt", "eta", "phi"], context: ["a", "b"], nuisances: ["scale", "shape"]))
    }

    /// An architecture with every parameter drawn from a normal of some width.
    static func map(_ bijection: any Bijection, seed: UInt64, width: Double = 0.4) -> TransportMap {
        let start = TransportMap(initializing: bijection, seed: seed)
        let parameters = start.parameters.copy()
        var stream = RandomStream(seed: seed, purpose: "small model", index: 0)
        parameters.values = parameters.values.map { _ in Float(width * stream.normal()) }
        return TransportMap(bijection, parameters: parameters)
    }

    /// Random inputs; the context is a class.
    static func rows(_ count: Int) -> EventBlock {
        var features: [Double] = []
        var context: [Double] = []
        var nuisances: [Double] = []
        for row in 0..<count {
            var stream = RandomStream(seed: 3, purpose: "small rows", index: UInt64(row))
            features += (0..<3).map { _ in 2 * stream.normal() }
            context += row % 3 == 0 ? [1, 0] : [0, 1]
            nuisances += (0..<2).map { _ in stream.normal() }
        }
        return EventBlock(firstRow: 0, rowCount: count, values: [features, context, nuisances])
    }

    static func write(_ block: EventBlock, _ fields: [EventField], to url: URL) throws {
        let writer = try EventTableWriter(to: url, fields: fields, rowCount: block.rowCount, precision: .float64)
        try writer.write(block)
        try writer.finish()
    }

    /// All of a table.
    static func read(_ url: URL, _ fields: [EventField]) throws -> [String: [Double]] {
        var reader = try EventTableReader(contentsOf: url, fields: fields)
        let block = try reader.nextBlock(rows: max(1, reader.rowCount))
        return Dictionary(
            uniqueKeysWithValues: zip(fields.map(\.name), block?.values ?? fields.map { _ in [] }))
    }
}

extension [Double] {
    /// The bits, so that NaN equals itself.
    var bits: [UInt64] { map { $0.isNaN ? 0x7FF8_0000_0000_0000 : $0.bitPattern } }
}
