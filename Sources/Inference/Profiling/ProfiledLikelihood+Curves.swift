extension ProfiledLikelihood {
    /// The profiled curve of one nuisance over a range, exact with its slope at evenly spaced points.
    ///
    /// - Throws: what an evaluation of the likelihood throws.
    public func profiledCurve(
        _ index: Int, over range: ClosedRange<Double>, points: Int
    ) throws(Failure) -> SampledCurve {
        try curve(over: range, points: points, outwardsFrom: bestFit[index]) {
            (value: Double) throws(Failure) -> (Double, Double) in
            let profile = try profile(fixing: [index: value])
            return (profile.deviance, profile.gradient[index])
        }
    }

    /// −2Δln L along one nuisance, with all others at their best fit.
    ///
    /// - Throws: what an evaluation of the likelihood throws.
    public func slicedCurve(
        _ index: Int, over range: ClosedRange<Double>, points: Int
    ) throws(Failure) -> SampledCurve {
        try curve(over: range, points: points, outwardsFrom: bestFit[index]) {
            (value: Double) throws(Failure) -> (Double, Double) in
            let (deviance, gradient) = try devianceAndGradient(at: sliced(index, at: value))
            return (deviance, gradient[index])
        }
    }

    /// Each side is walked outwards, so that every climb starts next to the one before.
    ///
    /// - Precondition: at least two points.
    private func curve(
        over range: ClosedRange<Double>, points: Int, outwardsFrom best: Double,
        _ evaluate: (Double) throws(Failure) -> (Double, Double)
    ) throws(Failure) -> SampledCurve {
        let width = range.upperBound - range.lowerBound
        let x = (0..<points).map { range.lowerBound + width * Double($0) / Double(points - 1) }
        var found: [Int: (Double, Double)] = [:]
        let order = x.indices.filter { x[$0] < best }.reversed() + x.indices.filter { x[$0] >= best }
        for place in order { found[place] = try evaluate(x[place]) }
        return SampledCurve(
            x: x, deviance: x.indices.map { found[$0]?.0 ?? .nan }, slope: x.indices.map { found[$0]?.1 ?? .nan })
    }
}

/// −2Δln L against one nuisance, exact with its slope at some points and a cubic between them (Hermite).
public struct SampledCurve: Sendable, Codable, Equatable {
    /// Values of the nuisance in ascending order.
    public let x: [Double]
    /// −2Δln L at ``x``.
    public let deviance: [Double]
    /// Its slope at ``x``.
    public let slope: [Double]

    /// - Precondition: at least two points, each with a value and a slope.
    public init(x: [Double], deviance: [Double], slope: [Double]) {
        precondition(
            x.count > 1 && deviance.count == x.count && slope.count == x.count,
            "\(x.count) points with \(deviance.count) values and \(slope.count) slopes")
        self.x = x
        self.deviance = deviance
        self.slope = slope
    }

    /// The value of the curve; outside of the points the outermost cubic is continued.
    public func value(at position: Double) -> Double {
        let right = x.dropFirst().firstIndex { $0 >= position } ?? x.count - 1
        let (left, width) = (right - 1, x[right] - x[right - 1])
        let t = (position - x[left]) / width
        let u = 1 - t
        let ends = (1 + 2 * t) * u * u * deviance[left] + t * t * (1 + 2 * u) * deviance[right]
        return ends + t * u * width * (u * slope[left] - t * slope[right])
    }
}

/// A line in the plane of two nuisances along which −2Δln L has one value, all others profiled.
public struct Contour: Sendable, Codable, Equatable {
    /// Pairs of both nuisances; for a closed contour the first point is not repeated.
    public let points: [[Double]]
    /// Whether the contour is closed; false if it leaves the bounds, or if the trace was given up.
    public let isClosed: Bool
    /// Whether the trace was completed; false if it was given up at a kink that the smallest step cannot pass.
    public let isComplete: Bool

    /// `points` has shape [points, 2].
    public init(points: [[Double]], isClosed: Bool, isComplete: Bool) {
        self.points = points
        self.isClosed = isClosed
        self.isComplete = isComplete
    }
}
