extension ProfiledLikelihood {
    /// The profiled curve of one nuisance over a range, exact with its slope at evenly spaced points.
    public func profiledCurve(
        _ index: Int, over range: ClosedRange<Double>, points: Int
    ) throws(Failure) -> SampledCurve {
        try curve(over: range, points: points, outwardsFrom: bestFit[index]) {
            (value: Double) throws(Failure) -> (Double, Double) in
            let profile = try profile(fixing: [index: value])
            return (profile.deviance, profile.gradient[index])
        }
    }

    /// The same with all others at their best fit.
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
