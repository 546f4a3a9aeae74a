import EventTables
import Foundation

/// The evaluation of a table by a model, from file to file.
public struct TableEvaluation {
    private var reader: EventTableReader
    private let evaluator: ModelEvaluator
    private let output: URL

    /// Opens the input.
    ///
    /// - Throws: `EventTableError` if the input lacks columns that the model needs, or the output has an unknown
    ///   format.
    public init(_ evaluator: ModelEvaluator, input: URL, output: URL) throws(EventTableError) {
        self.evaluator = evaluator
        self.output = output
        _ = try EventTableFormat(of: output)
        reader = try EventTableReader(contentsOf: input, fields: evaluator.model.inputs)
    }

    /// Rows of the input.
    public var rowCount: Int { reader.rowCount }

    /// Evaluates all rows and moves the complete output into place.
    ///
    /// - Parameters:
    ///   - blockSize: rows held in memory; no result depends on it.
    ///   - progress: called after every block with the number of rows done; an error that it throws ends the run
    ///     without output.
    /// - Returns: the rows whose results are not finite.
    /// - Throws: what reading and writing the tables throws, and what `progress` throws.
    public mutating func run(
        blockSize: Int? = nil, progress: (Int) throws -> Void = { _ in }
    ) throws -> NonFiniteRows {
        let writer = try EventTableWriter(
            to: output, fields: evaluator.model.outputs, rowCount: reader.rowCount,
            precision: evaluator.arithmetic == .float32 ? .float32 : .float64)
        var nonFinite = NonFiniteRows()
        while let block = try reader.nextBlock(rows: blockSize ?? evaluator.blockSize) {
            let results = evaluator.evaluate(block)
            nonFinite.count(results.values, rows: results.rows)
            if evaluator.arithmetic == .float32 {
                nonFinite.countOverflows(evaluator.model.inputs, block.values, rows: block.rows)
            }
            try writer.write(results)
            try progress(results.rows.upperBound)
        }
        try writer.finish()
        return nonFinite
    }
}
