/// ln L of the members of an ensemble as a sum over events, each of which can be examined: the input of a
/// ``CheckedSurface``.
public protocol EventwiseLikelihood {
    /// B, the number of members.
    var memberCount: Int { get }
    /// The number of events.
    var eventCount: Int { get }

    /// ln L of some members at some points, and the interpolation errors of every event's own term.
    ///
    /// - Parameters:
    ///   - points: shape [points, nuisances].
    ///   - members: counted from 0.
    ///   - check: the points that are nodes, and those at which the interpolation is checked.
    /// - Throws: what `progress` of an implementation throws to stop.
    func values(
        at points: [[Double]], members: [Int], check: InterpolationCheck
    ) throws -> EventwiseValues

    /// The likelihood of some of the events, in the order in which they are given. Terms that do not belong to an
    /// event, such as constraints, are included.
    ///
    /// - Parameter events: counted from 0 in the order of ``EventwiseValues/squaredErrors``.
    func only(_ events: [Int]) -> Self
}

/// ln L at some points with the interpolation errors of single events.
public struct EventwiseValues: Sendable {
    /// ln L, shape [members, points].
    public let sums: [[Double]]
    /// The mean square over the probes of the error of an event's −2 w ln p, shape [members, events].
    public let squaredErrors: [[Float]]

    /// With these values.
    public init(sums: [[Double]], squaredErrors: [[Float]]) {
        self.sums = sums
        self.squaredErrors = squaredErrors
    }
}
