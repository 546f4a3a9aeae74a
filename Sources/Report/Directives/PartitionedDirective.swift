/// A verb whose work divides into parts that are computed side by side, in any process, each an artifact of its own in
/// the store: the members of an ensemble, toy experiments.
///
/// A part that the store has is not computed again. A part that throws has failed: the others go on, and the next
/// render computes it again. The cell itself runs when its parts are there, and finds them by
/// ``RunContext/artifacts(of:)`` or ``RunContext/outcomes(of:)``.
public protocol PartitionedDirective: Directive {
    /// The names of all groups that ``parts(_:_:)`` may give, in their order; a cell may lack some.
    static var groupNames: [String] { get }

    /// The parts of a cell's work, which follow from its options and from the cells that it uses. This has to be quick:
    /// nothing is computed here. Groups are computed one after another; what a part computes may look at the groups
    /// before its own.
    ///
    /// - Throws: ``CellFailure`` or any error; the cell has then failed.
    static func parts(_ options: Options, _ context: RunContext) throws -> [PartGroup]

    /// Computes one part. It may depend on nothing but what its description says: it may run in a process of its own
    /// that knows the report and this part, but not the other parts.
    ///
    /// - Parameters:
    ///   - part: one of those that ``parts(_:_:)`` gave.
    ///   - group: the name of its group.
    ///   - options: those of the cell.
    ///   - context: its label, seed, threads, checkpoints and progress are the part's own.
    /// - Throws: ``CellFailure`` or any error; the part has then failed.
    static func run(
        _ part: PartDescription, of group: String, _ options: Options, _ context: RunContext
    ) throws -> Artifact
}
