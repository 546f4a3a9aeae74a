/// What a directive may look at while it validates: the options of the document's cells, and what their results hold.
public struct DocumentContext: Sendable {
    private let cells: [String: Options]
    private let directives: [String: any Directive.Type]
    /// Labels of cells whose directive found nothing wrong with them.
    private var valid: Set<String> = []

    public init(cells: [String: Options]) {
        self.cells = cells
        directives = [:]
    }

    /// - Precondition: labels differ.
    init(_ cells: [Cell]) {
        self.cells = Dictionary(uniqueKeysWithValues: cells.map { ($0.label, $0.options) })
        directives = Dictionary(uniqueKeysWithValues: cells.map { ($0.label, $0.directive) })
    }

    /// The options of a cell; nil where that cell is missing or itself wrong (its own diagnostics say so).
    public func options(_ reference: CellReference) -> Options? { cells[reference.label] }
    public func options(_ label: String) -> Options? { cells[label] }

    /// What the result of a cell will hold; nil where its directive does not say, or where the cell is wrong.
    public func resultPaths(of label: String) -> ResultPaths? {
        guard valid.contains(label), let options = cells[label] else { return nil }
        return directives[label]?.resultPaths(options, self).map { ResultPaths($0) }
    }

    /// Notes that a cell is right, so that others may ask for what its result holds.
    mutating func admit(_ label: String) { valid.insert(label) }

    /// A diagnostic where the cell's result cannot hold the value.
    func diagnostic(_ path: ArtifactPath) -> Diagnostic? {
        guard let paths = resultPaths(of: path.label), !paths.contains(path.path) else { return nil }
        return Diagnostic(
            "'\(path.label)' has no value '\(path.path)'", at: path.place, remedy: paths.remedy(for: path.path))
    }
}
