import FlowKernels

/// An ensemble's likelihood with its threads, for surfaces.
public struct EnsembleEvaluation: EventwiseLikelihood {
    private let likelihood: EnsembleLikelihood
    private let workers: Workers
    private let allEvents: Int
    private let progress: (Double) throws -> Void

    /// - Parameters:
    ///   - likelihood: of the members.
    ///   - workers: the threads.
    ///   - progress: called repeatedly with the number of evaluations of a member's likelihood since the last call,
    ///     those of some events counted by their fraction; it throws to stop.
    public init(
        _ likelihood: EnsembleLikelihood, workers: Workers, progress: @escaping (Double) throws -> Void = { _ in }
    ) {
        self.init(likelihood, workers: workers, allEvents: likelihood.eventCount, progress: progress)
    }

    private init(
        _ likelihood: EnsembleLikelihood, workers: Workers, allEvents: Int,
        progress: @escaping (Double) throws -> Void
    ) {
        self.likelihood = likelihood
        self.workers = workers
        self.allEvents = allEvents
        self.progress = progress
    }

    public var memberCount: Int { likelihood.memberCount }
    public var eventCount: Int { likelihood.eventCount }

    public func values(
        at points: [[Double]], members: [Int], check: InterpolationCheck
    ) throws -> EventwiseValues {
        let whole = Double(points.count * members.count) * Double(eventCount) / Double(max(1, allEvents))
        var told = 0.0
        return try likelihood.values(at: points, members: members, check: check, workers: workers) { share in
            try progress((share - told) * whole)
            told = share
        }
    }

    public func only(_ events: [Int]) -> EnsembleEvaluation {
        EnsembleEvaluation(
            likelihood.only(events, workers: workers), workers: workers, allEvents: allEvents, progress: progress)
    }
}
