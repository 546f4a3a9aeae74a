import Foundation

extension RenderSession {
    /// The report's name for folders: another one for each folder that a report of this name stands in.
    package var nameInStore: String {
        let name = report.deletingPathExtension().lastPathComponent
        let folder = report.absoluteURL.deletingLastPathComponent().standardizedFileURL.path
        return "\(name)-\(SHA256.hex((folder + "/" + name).utf8).prefix(8))"
    }

    /// What a render would have to compute, part by part as far as that is known.
    ///
    /// - Throws: ``InvalidDocument``; ``CellFailure`` where a file that a cell reads is gone, or the parts of a cell cannot be
    ///   told.
    package func missingWork() throws -> MissingWork {
        try MissingWork(
            read(), source, store: store, refresh: Set(refresh), host: .current(engine: engine, directives))
    }

    /// Computes cells and all that they use, and leaves the results in the store; no page is written.
    ///
    /// - Parameter labels: of the cells.
    /// - Throws: ``InvalidDocument`` where a label is none.
    package func compute(only labels: [String]) async throws -> Computed {
        let document = try read()
        try requireCells(labels, among: document.cells.map(\.label)) { "there is no cell '\($0)'" }
        let wanted = labels.reduce(into: Set(labels)) { $0.formUnion(document.graph.closure(of: $1)) }
        return await compute(only: wanted)
    }
}
