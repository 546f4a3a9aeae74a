/// A verb whose work divides into parts that are computed in parallel, in any process. Each part is a separate artifact
/// in the store: the members of an ensemble, toy experiments.
///
/// A part that the store has is not computed again. A part that throws has failed: the others continue, and the next
/// render computes it again. The cell itself runs when its parts are there, and finds them by
/// ``RunContext/artifacts(of:)`` or ``RunContext/outcomes(of:)``.
public protocol PartitionedDirective: Directive {
    /// The names of all groups that ``parts(_:_:)`` may return, in their order; a cell may have only some of them.
    static var groupNames: [String] { get }

    /// The parts of a cell's work, which depend on its options and on the cells that it uses. This must be quick,
    /// without heavy computation. Groups are computed one after another; a part may use the results of earlier groups.
    ///
    /// - Throws: ``CellFailure`` or any error; the cell has then failed.
    static func parts(_ options: Options, _ context: RunContext) throws -> [PartGroup]

    /// Computes one part. It must depend only on its description, because it may run in a separate process that has the
    /// report and this part, but not the other parts.
    ///
    /// - Parameters:
    ///   - part: one of the parts that ``parts(_:_:)`` returned.
    ///   - group: the name of its group.
    ///   - options: those of the cell.
    ///   - context: its label, seed, threads, checkpoints and progress are the part's own.
    /// - Throws: ``CellFailure`` or any error; the part has then failed.
    static func run(
        _ part: PartDescription, of group: String, _ options: Options, _ context: RunContext
    ) throws -> Artifact
}
