extension NewtonLikelihood {
    /// Both bounds are found as roots of the profiled curve: the asymmetric errors of MINOS (James and Roos 1975,
    /// Comput. Phys. Commun. 10, 343).
    ///
    /// - Throws: what stops an evaluation of the likelihood.
    public func interval(_ index: Int, level: Double) throws -> LikelihoodInterval {
        LikelihoodInterval(
            lower: try bound(index, level: level, side: -1), upper: try bound(index, level: level, side: 1))
    }

    /// Newton's steps on √(−2Δln L), which is nearly linear, kept between what lies inside and outside. The slope of the
    /// profiled curve is that of ln L at the profiled point, and known exactly.
    ///
    /// Open where the level is not met within the limits, or where the climb over the others does not converge.
    private func bound(_ index: Int, level: Double, side: Double) throws -> IntervalBound {
        let best = bestFit[index]
        let limit = side < 0 ? limits[index].lowerBound : limits[index].upperBound
        // Distances from the best fit, outwards.
        let farthest = side * (limit - best)
        guard farthest > 0 else { return .open }
        var inside = 0.0
        var outside: Double?
        var distance = min(farthest, level.squareRoot() * deviation(index))
        for _ in 0..<50 {
            let profile = try profile(fixing: [index: best + side * distance])
            if profile.deviance == .infinity {
                // Beyond where ln L ends: the density of an event would be negative.
                outside = distance
                distance = (inside + distance) / 2
                continue
            }
            guard profile.converged, profile.deviance.isFinite else { return .open }
            // Half of a step in −2Δln L is a step of √level in σ.
            if abs(profile.deviance - level) <= 2 * tolerance { return .at(best + side * distance) }
            if profile.deviance < level { inside = distance } else { outside = distance }
            if outside == nil && distance >= farthest { return .open }
            let root = max(profile.deviance, 0).squareRoot()
            let slope = side * profile.gradient[index] / (2 * max(root, 1e-3))
            var next = slope > 0 ? distance + (level.squareRoot() - root) / slope : 2 * distance
            if let outside {
                // Never so near to an end that nothing is learnt.
                let margin = 0.02 * (outside - inside)
                if !(next > inside + margin && next < outside - margin) { next = (inside + outside) / 2 }
            } else {
                next = min(max(next, 1.05 * distance), 3 * distance, farthest)
            }
            if let outside, outside - inside < 1e-9 * max(outside, .leastNormalMagnitude) { break }
            distance = next
        }
        return outside == nil ? .open : .at(best + side * distance)
    }
}
