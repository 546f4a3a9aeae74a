import Foundation

/// Makes the keys of a document's cells, as far as what they use is known.
struct KeyMaker: Sendable {
    let document: Document

    /// - Parameter digests: of the inputs known so far, by label (``inputDigest(of:artifact:)``).
    /// - Returns: nil while a cell that this one uses is not known yet.
    /// - Throws: ``CellFailure`` where a file cannot be read.
    func key(of cell: Cell, digests: [String: String]) throws -> CellKey? {
        var inputs: [String: String] = [:]
        for label in document.graph.closure(of: cell.label) {
            guard let digest = digests[label] else { return nil }
            inputs[label] = digest
        }
        var files: [String: String] = [:]
        for file in cell.options.files {
            do {
                files[file.path] = SHA256.hex(try file.read())
            } catch {
                throw CellFailure("cannot read '\(file.path)': \(error)")
            }
        }
        return CellKey(
            verb: cell.verb, version: cell.directive.version, options: cell.options.canonical,
            seed: cell.settings.seed.map { CellSeed(stated: $0) }
                ?? CellSeed(stated: document.seed, label: cell.label),
            inputs: inputs, files: files)
    }

    /// Of all that a cell shows to those that use it: its artifact and its options.
    func inputDigest(of cell: Cell, artifact digest: String) -> String {
        SHA256.hex((digest + cell.options.canonical.canonicalJSON).utf8)
    }
}
