import Foundation

extension RenderSession {
    /// The report's name for folders, which differs for reports of the same name in other folders.
    package var nameInStore: String {
        let name = report.deletingPathExtension().lastPathComponent
        let folder = report.absoluteURL.deletingLastPathComponent().standardizedFileURL.path
        return "\(name)-\(SHA256.hex((folder + "/" + name).utf8).prefix(8))"
    }

    /// The work that a render would have to do, part by part as far as it is known.
    ///
    /// - Throws: ``InvalidDocument``; ``CellFailure`` where a file that a cell reads no longer exists, or the parts of
    ///   a cell cannot be determined.
    package func missingWork() throws -> MissingWork {
        try MissingWork(
            read(), source, store: store, refresh: Set(refresh), host: .current(engine: engine, directives))
    }

    /// Computes cells and all that they use, and stores the results; no page is written.
    ///
    /// - Parameter labels: the labels of the cells.
    /// - Throws: ``InvalidDocument`` for an unknown label.
    package func compute(only labels: [String]) async throws -> Computed {
        let document = try read()
        try requireCells(labels, among: document.cells.map(\.label)) { "there is no cell '\($0)'" }
        let wanted = labels.reduce(into: Set(labels)) { $0.formUnion(document.graph.closure(of: $1)) }
        return await compute(only: wanted)
    }
}
