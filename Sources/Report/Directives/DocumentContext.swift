/// What a directive can use while it validates: the options of the document's cells, and the shapes of their results.
public struct DocumentContext: Sendable {
    private let cells: [String: Options]
    private let directives: [String: any Directive.Type]
    /// What the results of those cells may hold that passed their directive's validation.
    private(set) var shapes: [String: ResultShape] = [:]

    init(cells: [String: Options], directives: [String: any Directive.Type]) {
        self.cells = cells
        self.directives = directives
    }

    /// The options of a cell; nil where that cell is missing or has mistakes (which have their own diagnostics).
    public func options(_ reference: CellReference) -> Options? { cells[reference.label] }

    /// The verb of a cell, for calls to the protocol of its role; nil where the cell is missing or has mistakes.
    public func directive(_ reference: CellReference) -> (any Directive.Type)? { directives[reference.label] }

    /// What the result of a cell may hold; nil where the cell has mistakes.
    public func shape(of label: String) -> ResultShape? { shapes[label] }

    /// The result of a cell, if it is known before anything runs; otherwise, and where the cell has mistakes, nil.
    public func knownResult(of reference: CellReference) -> Value? {
        guard shapes[reference.label] != nil, let options = cells[reference.label] else { return nil }
        return directives[reference.label]?.knownResult(options, self)
    }

    /// Records that a cell passed validation, so that others may ask for the shape of its result.
    mutating func admit(_ label: String) {
        guard let options = cells[label], let directive = directives[label] else { return }
        shapes[label] = directive.shape(options, self)
    }

    /// A diagnostic if the cell's result cannot have the value.
    func diagnostic(_ path: ArtifactPath) -> Diagnostic? {
        guard let shape = shapes[path.label] else { return nil }
        switch shape.resolve(path.path) {
        case .found: return nil
        case .missing:
            return Diagnostic(
                "'\(path.label)' has no value '\(path.path)'", at: path.place, remedy: shape.remedy(for: path.path))
        }
    }

    /// A diagnostic if a value cannot be written in a text, because it is a group of values.
    func diagnostic(unwritable path: ArtifactPath) -> Diagnostic? {
        guard let shape = shapes[path.label], case .found(let found, _) = shape.resolve(path.path), !found.isWritable
        else { return nil }
        return Diagnostic(
            "'\(path)' is \(found.words), not one value", at: path.place,
            remedy: found.examples(path).isEmpty ? "it holds nothing" : "name one of \(found.examples(path))")
    }
}
