/// A line in the plane of two nuisances along which −2Δln L has one value, all others profiled.
public struct Contour: Sendable, Codable, Equatable {
    /// Pairs of both nuisances; of a closed line the first is not repeated.
    public let points: [[Double]]
    /// False where the line leaves the bounds, or where the trace was given up.
    public let isClosed: Bool
    /// False where the trace was given up: at a kink that the smallest step does not turn around.
    public let isComplete: Bool

    /// - Parameter points: shape [points, 2].
    public init(points: [[Double]], isClosed: Bool, isComplete: Bool) {
        self.points = points
        self.isClosed = isClosed
        self.isComplete = isComplete
    }
}
