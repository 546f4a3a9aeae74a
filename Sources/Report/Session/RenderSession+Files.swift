import Foundation

extension RenderSession {
    /// A file in a cell's result besides its numbers: a trained network, a sample.
    public struct StoredFile: Sendable {
        /// The label of the cell.
        public let label: String
        /// The plain file name.
        public let name: String
        /// The content.
        public let data: Data
    }

    /// The files of all cells whose results are up to date, in the order of running, and the labels of the other cells.
    ///
    /// - Parameter labels: the labels of cells; empty for all. For named cells, files that their results describe but
    ///   do not contain, such as the events of a recipe, are made and included.
    /// - Throws: ``InvalidDocument`` where the report has mistakes or lacks one of the cells; ``SessionError`` where a
    ///   result in the store is damaged, or a described file cannot be made.
    public func storedFiles(of labels: [String] = []) throws -> (files: [StoredFile], missing: [String]) {
        let document = try read()
        let entries = try Plan(document, store: store, refresh: Set(refresh), usesCache: usesCache).entries
        try requireCells(labels, among: entries.map(\.label)) { "no cell is called '\($0)'" }
        var files: [StoredFile] = []
        var missing: [String] = []
        for entry in entries where labels.isEmpty || labels.contains(entry.label) {
            guard let key = entry.key else {
                missing.append(entry.label)
                continue
            }
            switch store.entry(key) {
            case .found(let stored):
                let made = labels.isEmpty ? [:] : try exports(of: entry.label, stored.artifact, document)
                files += stored.artifact.attachments.merging(made) { stored, _ in stored }.sorted { $0.key < $1.key }
                    .map { StoredFile(label: entry.label, name: $0.key, data: $0.value) }
            case .missing: missing.append(entry.label)
            case .damaged(let why):
                throw SessionError.damagedResult(label: entry.label, why: why)
            }
        }
        return (files, missing)
    }

    private func exports(of label: String, _ artifact: Artifact, _ document: Document) throws -> [String: Data] {
        guard let cell = document.cell(label) else { return [:] }
        do {
            return try cell.directive.exported(cell.options, artifact)
        } catch {
            throw SessionError.notExported(label: label, why: "\(error)")
        }
    }
}
