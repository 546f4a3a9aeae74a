import Foundation

/// A report, read and checked: ready to be planned and run.
public struct Document: Sendable {
    /// As messages name it.
    public let file: String
    /// The folder that relative paths start from.
    public let folder: URL
    /// As in the front matter; nil where it has none.
    public let title: String?
    /// As in the front matter; nil where it has none.
    public let subtitle: String?
    /// In the order of the front matter.
    public let authors: [String]
    /// As the author wrote it.
    public let date: String?
    /// Of every cell that has none of its own.
    public let seed: UInt64
    /// Whether the page holds the data that figures need to follow sliders.
    public let isExplorable: Bool
    /// In the order of the text.
    public let cells: [Cell]
    /// The values of `${name}`, by name.
    public let parameters: [String: Value]
    let titleProse: Prose?
    let subtitleProse: Prose?
    let abstract: Prose?
    let body: Prose
    /// Those from files, by their links.
    let pictures: [String: LocalPicture]
    /// The files of works that may be cited.
    let bibliography: [CitableWorks.File]
    /// Those that are cited.
    let works: CitedWorks
    /// The equations and sections of the text that have numbers or labels.
    let parts: TextParts
    /// What the result of every cell may hold, by label.
    let shapes: [String: ResultShape]
    let graph: DependencyGraph
    /// What the last digits of results depend on beside their input; part of every key.
    package let arithmetic: String?
    /// Where each label stands in `cells`.
    let indices: [String: Int]

    /// The cell of a label; nil where there is none.
    public func cell(_ label: String) -> Cell? { indices[label].map { cells[$0] } }

    /// A cell with its result, as those see it that use it.
    func input(_ cell: Cell, _ artifact: Artifact) -> CellInput {
        CellInput(
            directive: cell.directive, options: cell.options, artifact: artifact, shape: shapes[cell.label] ?? .any)
    }

    /// The file's name without folder and suffix.
    var name: String { URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent }

    /// The report's name in the store: another one for each folder that a report of this name stands in.
    var nameInStore: String { Self.nameInStore(name, in: folder) }

    /// The same for a report that was not read.
    ///
    /// - Parameter name: of the file, without its extension.
    static func nameInStore(_ name: String, in folder: URL) -> String {
        "\(name)-\(SHA256.hex((folder.standardizedFileURL.path + "/" + name).utf8).prefix(8))"
    }
}
