import Synchronization

/// What a directive can use while it runs.
public struct RunContext: Sendable {
    /// The label of the cell that runs.
    public let label: String
    /// The cell's `seed`, or one derived from the document's and the cell's label.
    public let seed: UInt64
    /// The threads that the cell may use. Results do not depend on them.
    public let grant: ThreadGrant
    /// Receives the progress of the cell; ``report(_:)`` sends it.
    public let progress: any ProgressSink
    /// Set when the run has to stop.
    public let cancellation: Cancellation
    /// The state that an earlier run of the same work saved when it was stopped.
    public let checkpoints: Checkpoints
    let inputs: [String: CellInput]
    /// What became of the parts of the cell's work so far.
    let parts: PartResults
    private let sharedWork: SharedWork

    init(
        label: String, seed: UInt64, threads: ThreadGrant, inputs: [String: CellInput] = [:],
        progress: any ProgressSink = SilentProgress(), cancellation: Cancellation = Cancellation(),
        checkpoints: Checkpoints = .none, parts: PartResults = PartResults(), sharedWork: SharedWork = SharedWork()
    ) {
        self.label = label
        self.seed = seed
        grant = threads
        self.inputs = inputs
        self.progress = progress
        self.cancellation = cancellation
        self.checkpoints = checkpoints
        self.parts = parts
        self.sharedWork = sharedWork
    }

    /// The artifact of a cell that this one uses, directly or through others.
    ///
    /// - Precondition: this cell uses the other one, directly or through others; an option that names a cell makes it a
    ///   used one.
    public func artifact(_ reference: CellReference) -> Artifact { input(reference.label).artifact }

    /// The verb of a cell that this one uses, for calls to the protocol of its role.
    public func directive(_ reference: CellReference) -> any Directive.Type { input(reference.label).directive }

    /// The options of a cell that this one uses.
    public func options(_ reference: CellReference) -> Options { input(reference.label).options }

    /// The result of a cell that this one uses, as its verb declares it.
    ///
    /// - Precondition: the cell is one of that verb.
    /// - Throws: ``ResultMismatch`` where the stored result is of another form.
    public func result<D: Directive>(_ directive: D.Type, of reference: CellReference) throws -> D.Result {
        try input(reference.label).result(directive)
    }

    /// A value of a cell that this one uses; nil where its result does not have it.
    func value(_ path: ArtifactPath) -> Value? { input(path.label).value(at: path.path) }

    /// The cell of a path with its result, to look up values.
    func input(of path: ArtifactPath) -> CellInput { input(path.label) }

    /// The outcomes of the parts of a group, in order.
    ///
    /// - Precondition: ``PartitionedDirective/parts(_:_:)`` names the group; for a part, it is an earlier group than
    ///   its own.
    public func outcomes(of group: String) -> [PartOutcome] {
        guard let entries = parts.entries(of: group) else {
            preconditionFailure("'\(label)' has no \(group); it has \(parts.groupNames)")
        }
        return entries.map(\.outcome)
    }

    /// The results of the parts of a group, in order.
    ///
    /// - Precondition: as of ``outcomes(of:)``.
    /// - Throws: ``CellFailure`` where one has failed; never for a group that the cell requires.
    public func artifacts(of group: String) throws -> [Artifact] {
        try outcomes(of: group).map { outcome in
            switch outcome {
            case .finished(let artifact): artifact
            case .failed(let message, let advice): throw CellFailure(message, advice: advice)
            }
        }
    }

    /// Data that the cell and all its parts need, such as models read from the store. In one process they are made once
    /// for a cell, at the first call, so they must not depend on which part calls.
    ///
    /// - Parameter make: makes the data, without using other shared data.
    /// - Throws: what `make` throws; the next call then tries again.
    public func shared<Thing: Sendable>(_ make: () throws -> Thing) throws -> Thing { try sharedWork.thing(make) }

    /// A seed for a part, derived from its label and the cell's seed: different for other parts and for cells with
    /// other seeds.
    public func seed(for part: String) -> UInt64 { CellSeed(stated: seed, label: part).value }

    /// The number of threads that the cell may use now.
    public var threads: Int { grant.threads }

    /// Reports the progress of the cell.
    public func report(_ progress: CellProgress) { self.progress.update(label, progress) }

    /// - Throws: `CancellationError` when the run has to stop.
    public func checkCancellation() throws { try cancellation.check() }

    private func input(_ label: String) -> CellInput {
        guard let input = inputs[label] else {
            preconditionFailure("'\(self.label)' does not use '\(label)'; it uses \(inputs.keys.sorted())")
        }
        return input
    }
}

/// What a cell and its parts share within one process, such as models read from the store: made when first asked for
/// and kept as long as the cell's work goes on.
final class SharedWork: Sendable {
    private let things = Mutex<[ObjectIdentifier: any Sendable]>([:])

    /// The shared value of this type; concurrent callers wait until it is made.
    func thing<Thing: Sendable>(_ make: () throws -> Thing) throws -> Thing {
        try things.withLock { things in
            let type = ObjectIdentifier(Thing.self)
            if let known = things[type] as? Thing { return known }
            let made = try make()
            things[type] = made
            return made
        }
    }
}
