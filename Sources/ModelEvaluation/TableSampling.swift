import EventTables
import FlowKernels
import Flows
import Foundation

/// The source of the context or the nuisances of a sample.
public enum SampleCondition: Sendable {
    /// The same numbers for every event.
    case numbers([Double])
    /// A table with a row for every event.
    case table(URL)
}

/// Why a sample cannot be drawn.
public enum SamplingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The model is a map between events, not a density.
    case transportMap
    /// Context or nuisances that the model needs are not given.
    case missing(String, names: [String])
    /// Context or nuisances are given to a model that has none.
    case unused(String)
    /// The number of values differs from the number of inputs of the model.
    case wrongCount(String, names: [String], given: Int)
    /// A table of context or nuisances whose number of rows is not the number of events.
    case wrongRows(String, path: String, rows: Int, events: Int)

    public var description: String {
        switch self {
        case .transportMap:
            "the model is a transport map: it carries events from one place to another and has no density of its own "
                + "to draw from"
        case .missing(let what, let names):
            "the model needs --\(what), \(Self.listed(names)); give numbers or a table"
        case .unused(let what):
            "the model has no \(what); leave out --\(what)"
        case .wrongCount(let what, let names, let given):
            "--\(what) gives \(given) \(given == 1 ? "number" : "numbers"), but the model needs \(Self.listed(names))"
        case .wrongRows(let what, let path, let rows, let events):
            "\(path): --\(what) needs a row for each of the \(events) events, but there are \(rows)"
        }
    }

    private static func listed(_ names: [String]) -> String { "\(names.count): \(names.joined(separator: ", "))" }
}

/// A sample of a model, drawn into a file.
public struct TableSampling {
    private enum Source {
        case constant([Double])
        case table(EventTableReader)

        mutating func next(_ rows: Int) throws -> [Double] {
            switch self {
            case .constant(let numbers): return (0..<rows).flatMap { _ in numbers }
            case .table(var reader):
                defer { self = .table(reader) }
                return try reader.nextBlock(rows: rows)?.values[0] ?? []
            }
        }
    }

    private let sampler: ModelSampler
    private let events: Int
    private let output: URL
    private var context: Source
    private var nuisances: Source

    /// - Throws: ``SamplingError``, or `EventTableError` of a table or of the output's format.
    public init(
        _ model: ModelFile, events: Int, seed: UInt64, context: SampleCondition?, nuisances: SampleCondition?,
        output: URL, workers: Workers
    ) throws {
        guard model.isDensity else { throw SamplingError.transportMap }
        _ = try EventTableFormat(of: output)
        self.events = events
        self.output = output
        self.context = try Self.source("context", model.contextField, context, events: events)
        self.nuisances = try Self.source("nuisances", model.nuisanceField, nuisances, events: events)
        sampler = ModelSampler(model, seed: seed, workers: workers)
    }

    private static func source(
        _ what: String, _ field: EventField?, _ condition: SampleCondition?, events: Int
    ) throws -> Source {
        switch (field, condition) {
        case (nil, nil): return .constant([])
        case (nil, _?): throw SamplingError.unused(what)
        case (let field?, nil): throw SamplingError.missing(what, names: field.columns)
        case (let field?, .numbers(let numbers)?):
            guard numbers.count == field.width else {
                throw SamplingError.wrongCount(what, names: field.columns, given: numbers.count)
            }
            return .constant(numbers)
        case (let field?, .table(let url)?):
            let reader = try EventTableReader(contentsOf: url, fields: [field])
            guard reader.rowCount == events else {
                throw SamplingError.wrongRows(what, path: url.relativePath, rows: reader.rowCount, events: events)
            }
            return .table(reader)
        }
    }

    /// Draws all blocks and moves the complete output into place; parameters and result are those of
    /// ``TableEvaluation/run(blockSize:progress:)``.
    ///
    /// - Throws: as that.
    public mutating func run(
        blockSize: Int? = nil, progress: (Int) throws -> Void = { _ in }
    ) throws -> NonFiniteRows {
        let writer = try EventTableWriter(
            to: output, fields: sampler.outputs, rowCount: events, precision: .float32)
        var nonFinite = NonFiniteRows()
        var start = 0
        while start < events {
            let rows = start..<min(events, start + (blockSize ?? sampler.blockSize))
            let (context, nuisances) = (try context.next(rows.count), try nuisances.next(rows.count))
            let block = sampler.sample(rows, context: context, nuisances: nuisances)
            nonFinite.count(block.values, rows: rows)
            let conditions = [(sampler.model.contextField, context), (sampler.model.nuisanceField, nuisances)]
            let used = conditions.compactMap { field, values in field.map { ($0, values) } }
            nonFinite.countOverflows(used.map(\.0), used.map(\.1), rows: rows)
            try writer.write(block)
            try progress(rows.upperBound)
            start = rows.upperBound
        }
        try writer.finish()
        return nonFinite
    }
}
