/// ln L of the members of an ensemble as a sum over events that can be told apart, as ``CheckedSurface`` asks for it.
public protocol EventwiseLikelihood {
    var memberCount: Int { get }
    var eventCount: Int { get }

    /// ln L of some members at some points, and how far the interpolation of every event's own term is off.
    ///
    /// - Parameter members: counted from 0.
    func values(
        at points: [[Double]], members: [Int], check: InterpolationCheck
    ) throws -> EventwiseValues

    /// That of some of the events, counted from 0 in the order of ``EventwiseValues/squaredErrors``, in the order in which
    /// they are named. Terms of no event, as constraints, are part of it as they are of the whole.
    func only(_ events: [Int]) -> Self
}

public struct EventwiseValues: Sendable {
    /// ln L, shape [members, points].
    public let sums: [[Double]]
    /// The mean square over the probes of the error of an event's −2 w ln p, shape [members, events].
    public let squaredErrors: [[Float]]

    public init(sums: [[Double]], squaredErrors: [[Float]]) {
        self.sums = sums
        self.squaredErrors = squaredErrors
    }
}
