/// What a directive has at hand while it runs.
public struct RunContext: Sendable {
    /// The label of the cell that runs.
    public let label: String
    /// The cell's `seed`, or one derived from the document's and the cell's label.
    public let seed: UInt64
    /// The threads that the cell may use. Results do not depend on them.
    public let grant: ThreadGrant
    /// Is told how far the cell is; ``report(_:)`` does it.
    public let progress: any ProgressSink
    /// Set once the run is to stop.
    public let cancellation: Cancellation
    /// What an earlier run of the same work left when it was stopped.
    public let checkpoints: Checkpoints
    let inputs: [String: CellInput]
    /// Where the parts of the cell's work are kept; nil where they simply run.
    let partStore: PartStore?

    public init(
        label: String, seed: UInt64, threads: Int, inputs: [String: CellInput] = [:],
        progress: any ProgressSink = SilentProgress(), cancellation: Cancellation = Cancellation(),
        checkpoints: Checkpoints = .none
    ) {
        self.init(
            label: label, seed: seed, threads: ThreadGrant(fixed: threads), inputs: inputs, progress: progress,
            cancellation: cancellation, checkpoints: checkpoints, partStore: nil)
    }

    init(
        label: String, seed: UInt64, threads: ThreadGrant, inputs: [String: CellInput], progress: any ProgressSink,
        cancellation: Cancellation, checkpoints: Checkpoints, partStore: PartStore?
    ) {
        self.label = label
        self.seed = seed
        grant = threads
        self.inputs = inputs
        self.progress = progress
        self.cancellation = cancellation
        self.checkpoints = checkpoints
        self.partStore = partStore
    }

    /// The artifact of a cell that this one uses, directly or through others.
    ///
    /// - Precondition: the cell is among those; options that name a cell make it so.
    public func artifact(_ reference: CellReference) -> Artifact { artifact(reference.label) }
    public func artifact(_ label: String) -> Artifact { input(label).artifact }

    /// The verb of a cell that this one uses, to ask for what verbs of a role offer.
    public func directive(_ reference: CellReference) -> (any Directive.Type)? { input(reference.label).directive }

    /// The options of a cell that this one uses.
    public func options(_ reference: CellReference) -> Options { options(reference.label) }
    public func options(_ label: String) -> Options { input(label).options }

    /// The result of a cell that this one uses, as its verb declares it.
    ///
    /// - Precondition: the cell is one of that verb.
    /// - Throws: ``ResultMismatch`` where the stored result is of another form.
    public func result<D: Directive>(_ directive: D.Type, of reference: CellReference) throws -> D.Result {
        try input(reference.label).result(directive)
    }

    /// A value of a cell that this one uses; nil where its result does not hold it.
    func value(_ path: ArtifactPath) -> Value? { input(path.label).value(at: path.path) }

    /// The result of a cell that this one uses, to look for values in.
    func input(of path: ArtifactPath) -> CellInput { input(path.label) }

    /// How many threads the cell may use now.
    public var threads: Int { grant.threads }

    /// Says how far the cell is.
    public func report(_ progress: CellProgress) { self.progress.update(label, progress) }

    /// - Throws: `CancellationError` once the run is to stop.
    public func checkCancellation() throws {
        if cancellation.isCancelled { throw CancellationError() }
    }

    private func input(_ label: String) -> CellInput {
        guard let input = inputs[label] else {
            preconditionFailure("'\(self.label)' does not use '\(label)'; it uses \(inputs.keys.sorted())")
        }
        return input
    }
}
