import Foundation

/// A report, read and checked: ready to be planned and run.
public struct Document: Sendable {
    /// The file's name in messages.
    public let file: String
    /// The folder that relative paths start from.
    public let folder: URL
    /// The title in the front matter; nil without one.
    public let title: String?
    /// The subtitle in the front matter; nil without one.
    public let subtitle: String?
    /// The authors, in the order of the front matter.
    public let authors: [String]
    /// The date, as the author wrote it.
    public let date: String?
    /// The seed of every cell without its own.
    public let seed: UInt64
    /// Whether the page contains the data with which figures follow sliders.
    public let isExplorable: Bool
    /// The cells, in the order of the text.
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
    /// What the last digits of results depend on besides their input; part of every key.
    package let arithmetic: String?
    /// Where each label stands in `cells`.
    let indices: [String: Int]

    /// The cell of a label; nil where there is none.
    public func cell(_ label: String) -> Cell? { indices[label].map { cells[$0] } }

    /// A cell with its result, for the cells that use it.
    func input(_ cell: Cell, _ artifact: Artifact) -> CellInput {
        CellInput(
            directive: cell.directive, options: cell.options, artifact: artifact, shape: shapes[cell.label] ?? .any)
    }

    /// The file's name without folder and suffix.
    var name: String { URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent }

    /// The report's name in the store, which differs for reports of the same name in other folders.
    var nameInStore: String { Self.nameInStore(name, in: folder) }

    /// The same for a report that was not read.
    ///
    /// - Parameter name: of the file, without its extension.
    static func nameInStore(_ name: String, in folder: URL) -> String {
        "\(name)-\(SHA256.hex((folder.standardizedFileURL.path + "/" + name).utf8).prefix(8))"
    }
}
