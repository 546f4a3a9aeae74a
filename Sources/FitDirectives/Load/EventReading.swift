import EventFiles
import Report
import Samples

/// The files of one sample of a `load` cell, opened and checked, and what is made of their columns.
struct EventReading {
    let sample: LoadDirective.LoadedSample
    /// The number of rows of all files.
    var rows: Int { sequence.rowCount }
    private let files: [StreamedFile]
    private let digests: [String]
    private let recipe: LoadRecipe
    private let selection: EventSelection
    private let sequence: EventFileSequence
    /// As messages name it; nil where every event counts 1.
    private let weight: String?
    private let id: String?
    private let outputs: [String]

    var isWeighted: Bool { weight != nil }
    /// The names in messages: "'sig.h5', 'more.h5'".
    var names: String { files.map { "'\($0.path)'" }.joined(separator: ", ") }

    /// - Throws: `CellFailure` where a file differs from the options of the cell.
    init(_ sample: LoadDirective.LoadedSample, _ options: Options, _ recipe: LoadRecipe) throws {
        self.sample = sample
        self.recipe = recipe
        files = sample[LoadDirective.LoadedSample.file].list
        digests = try Self.digests(files)
        let text = sample[LoadDirective.LoadedSample.weight] ?? options[LoadDirective.weight]
        let expression = try text.map { try EventExpression($0) }
        // A bare column keeps its name, so that messages have it.
        let isColumn = text.map { expression?.columns == [$0] } ?? false
        let weight = isColumn ? text : text.map { "weight \($0)" }
        let id = options[LoadDirective.id]
        var derived: [EventSelection.Definition] = []
        if let weight, let expression, !isColumn { derived.append(.init(weight, expression)) }
        outputs = recipe.x + recipe.y + [weight, id].compactMap(\.self)
        selection = try recipe.selection(outputs, and: derived)
        self.weight = weight
        self.id = id
        do {
            sequence = try EventFileSequence(
                files.map(\.absolutePath), table: sample.table, columns: selection.inputs)
        } catch {
            throw Self.failure(error, files)
        }
    }

    /// Passes all selected events to a builder.
    ///
    /// - Parameter progress: called for every chunk with its number of rows.
    /// - Throws: `CellFailure` where a value is not finite, or a file has changed in the meantime.
    func read(into builder: inout EventBlockBuilder, progress: (Int) throws -> Void) throws {
        let reader = sequence.read()
        var (file, check) = (0, NonFiniteCheck(path: files[0].path, columns: outputs))
        do {
            while let (next, chunk) = try reader.next(rows: 65_536) {
                if next != file {
                    try check.finish()
                    (file, check) = (next, NonFiniteCheck(path: files[next].path, columns: outputs))
                }
                let events = selection.apply(to: chunk)
                check.add(events.values, firstRow: chunk.firstRow, rows: events.rows)
                try append(events, of: files[file], to: &builder)
                try progress(chunk.rowCount)
            }
            try check.finish()
        } catch let error as EventFileError {
            throw Self.failure(error, files)
        }
        guard try Self.digests(files) == digests else {
            throw CellFailure("\(names) changed while it was read", advice: "Render once more when it is complete.")
        }
    }

    private func append(
        _ events: SelectedEvents, of file: StreamedFile, to builder: inout EventBlockBuilder
    ) throws {
        let count = recipe.x.count + recipe.y.count
        for (name, values) in zip(outputs, events.values).prefix(count)
        where values.contains(where: { $0.isFinite && abs($0) > Double(Float.greatestFiniteMagnitude) }) {
            throw CellFailure(
                "'\(file.path)': column '\(name)' holds numbers beyond 3.4·10³⁸", advice: "Choose another unit.")
        }
        let columns = events.values.prefix(count)
        let weights = weight.map { _ in events.values[count] }
        let ids = id.map { _ in events.values[outputs.count - 1] }
        for (index, row) in events.rows.enumerated() {
            builder.append(
                columns.map { $0[index] }, weight: weights?[index] ?? 1, id: ids?[index], row: row)
        }
    }

    private static func digests(_ files: [StreamedFile]) throws -> [String] {
        try files.map { file in
            do {
                return try file.digest()
            } catch {
                throw CellFailure("cannot read '\(file.path)': \(error)")
            }
        }
    }

    /// With the paths that the author wrote.
    private static func failure(_ error: EventFileError, _ files: [StreamedFile]) -> CellFailure {
        CellFailure(files.reduce(error.description) { $0.replacing($1.absolutePath, with: $1.path) })
    }
}
