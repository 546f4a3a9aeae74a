/// ln L of the members of an ensemble as a sum over events that can be told apart, as ``LikelihoodSurface`` asks for it.
public protocol EventwiseLikelihood {
    var memberCount: Int { get }
    var eventCount: Int { get }

    /// ln L of some members at some points.
    ///
    /// - Parameters:
    ///   - members: counted from 0.
    ///   - check: how far the interpolation of every event's own term is off.
    func values(
        at points: [[Double]], members: [Int], check: InterpolationCheck
    ) throws -> EventwiseValues

    /// That of some of the events, counted from 0.
    func only(_ events: [Int]) -> Self
}

public struct EventwiseValues: Sendable {
    /// ln L, shape [members, points].
    public let sums: [[Double]]
    /// Of every event, the mean square over the check points of the error of −2 ln p, of the member where it is largest.
    public let squaredErrors: [Float]

    public init(sums: [[Double]], squaredErrors: [Float]) {
        self.sums = sums
        self.squaredErrors = squaredErrors
    }
}

/// Some points are the nodes of a ``ChebyshevSurface``; its value at others, the check points, is held against the
/// function itself.
public struct InterpolationCheck: Sendable {
    /// Which of the points are the nodes.
    let nodes: Range<Int>
    /// Which of them are check points.
    let places: Range<Int>
    /// The surface's value at a check point is the sum over nodes of weight · value, shape [check points, nodes].
    let weights: [[Double]]

    /// - Parameters:
    ///   - nodes: a dimension.
    ///   - first: the place of the first node among all points.
    ///   - places: the check points, which follow the nodes.
    init(window: [ClosedRange<Double>], nodes: Int, from first: Int, at places: [[Double]]) {
        weights = places.map { ChebyshevSurface.weights(window: window, nodes: nodes, at: $0) }
        self.nodes = first..<first + (weights.first?.count ?? 0)
        self.places = self.nodes.upperBound..<self.nodes.upperBound + places.count
    }

    /// The mean square over the check points of the error of −2 w ln p, one number an event.
    ///
    /// - Parameters:
    ///   - values: ln p, a row for every point.
    ///   - eventWeights: w, one an event.
    public func squaredErrors(
        _ values: UnsafeMutableBufferPointer<Float>, eventWeights: UnsafeMutableBufferPointer<Float>
    ) -> [Float] {
        let events = eventWeights.count
        precondition(values.count == places.upperBound * events, "a row of values for every point")
        var squares = [Double](repeating: 0, count: events)
        var errors = [Double](repeating: 0, count: events)
        for (place, weights) in zip(places, weights) {
            for event in 0..<events { errors[event] = -Double(values[place * events + event]) }
            for (node, weight) in zip(nodes, weights) {
                for event in 0..<events { errors[event] += weight * Double(values[node * events + event]) }
            }
            for event in 0..<events { squares[event] += errors[event] * errors[event] }
        }
        return zip(squares, eventWeights).map { Float(4 * $0 / Double(places.count)) * $1 * $1 }
    }
}
