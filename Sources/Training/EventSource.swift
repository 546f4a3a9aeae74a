import FlowKernels

/// A chunk of events as a flow sees them, feature-major; columns beyond the events asked for have weight 0.
public struct EventChunk {
    /// Shape [features, events].
    public let features: Matrix
    /// Shape [context, events].
    public let context: Matrix
    /// ν of every event, shape [nuisances, events]; nil for a flow without nuisances.
    public let nuisances: Matrix?
    /// Shape [1, events].
    public let weights: Matrix

    init(features: Int, context: Int, nuisances: Int, columns: Int, arena: Arena) {
        self.features = arena.zeros(rows: features, columns: columns)
        self.context = arena.zeros(rows: context, columns: columns)
        self.nuisances = nuisances > 0 ? arena.zeros(rows: nuisances, columns: columns) : nil
        weights = arena.zeros(rows: 1, columns: columns)
    }
}

/// Where training events come from. Which events a step sees is a pure function of the step, so that the result
/// depends neither on threads nor on restarts.
public protocol EventSource: Sendable {
    /// Writes the events at `positions` of batch number `step` into the first columns of `chunk`, with their weights.
    func fill(_ chunk: EventChunk, step: Int, positions: Range<Int>)
}
