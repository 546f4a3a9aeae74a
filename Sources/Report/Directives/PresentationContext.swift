/// What a directive can use while it draws its cell.
public struct PresentationContext: Sendable {
    /// The label of the cell; also a good stem for file names.
    public let label: String
    /// The cell's `title`; nil without one.
    public let title: String?
    /// The cell's `caption`; nil without one.
    public let caption: String?
    /// The cell's `alt`; nil without one.
    public let alt: String?
    /// Whether the page may hold data that its scripts draw from, beside the figures themselves.
    public let isExplorable: Bool
    let inputs: [String: CellInput]

    /// The result of a cell that this one uses, as its verb declares it.
    ///
    /// - Precondition: this cell uses the other one, which has that verb.
    /// - Throws: ``ResultMismatch`` where the stored result is of another form.
    public func result<D: Directive>(_ directive: D.Type, of reference: CellReference) throws -> D.Result {
        try input(reference).result(directive)
    }

    /// The options of a cell that this one uses.
    ///
    /// - Precondition: this cell uses the other one.
    public func options(_ reference: CellReference) -> Options { input(reference).options }

    private func input(_ reference: CellReference) -> CellInput {
        guard let input = inputs[reference.label] else {
            preconditionFailure("'\(label)' does not use '\(reference.label)'; it uses \(inputs.keys.sorted())")
        }
        return input
    }
}
