import Statistics

/// The combination of members each of which is a parabola: what Newton's method climbs between two evaluations.
///
/// The weights of the combination follow the parabolas exactly; only the members' own third derivatives are left out.
struct ParabolaEnsemble {
    struct Member {
        /// Where value and gradient were taken.
        let point: [Double]
        let value: Double
        let gradient: [Double]
        /// −∂²ℓ, positive definite, taken there or nearby.
        let curvature: [[Double]]

        func moved(_ to: [Double]) -> (value: Double, gradient: [Double]) {
            let d = zip(to, point).map(-)
            let bent = curvature.map { row in zip(row, d).reduce(0) { $0 + $1.0 * $1.1 } }
            return (
                value + zip(gradient, d).reduce(0) { $0 + $1.0 * $1.1 }
                    - zip(bent, d).reduce(0) { $0 + $1.0 * $1.1 } / 2,
                zip(gradient, bent).map(-)
            )
        }

        /// The highest point with some coordinates held, from any point with these values.
        func peak(from start: [Double], free: [Int]) -> [Double]? {
            step(from: start, gradient: moved(start).gradient, curvature: curvature, free: free)
        }
    }

    let members: [Member]
    let combination: EnsembleCombination
    /// Each member's own maximum; not read unless the combination is rebased.
    let maxima: [Double]

    func value(at point: [Double]) -> Double {
        combination.combine(members.map { $0.moved(point).value }, memberMaxima: maxima).value
    }

    struct Peak {
        let point: [Double]
        let value: Double
    }

    /// The highest point, searched from `start` and from every member's own peak; `start` if no point is higher.
    ///
    /// - Parameter free: the coordinates that move.
    func maximize(from start: [Double], free: [Int]) -> Peak {
        let peaks = members.compactMap { $0.peak(from: start, free: free) }
        let best = Peak(point: start, value: value(at: start))
        let candidates =
            combination.isEnvelope
            ? peaks.map { Peak(point: $0, value: value(at: $0)) }
            : ([start] + peaks).map { climb(from: $0, free: free) }
        return candidates.reduce(best) { $1.value > $0.value ? $1 : $0 }
    }

    /// Newton steps with the combination's Hessian, and where these do not lead upwards the maximum of Σ w ℓ with the
    /// weights held, which never lowers logΣexp ℓ (Dempster, Laird and Rubin 1977).
    private func climb(from start: [Double], free: [Int]) -> Peak {
        var here = Peak(point: start, value: value(at: start))
        for _ in 0..<100 {
            let moved = members.map { $0.moved(here.point) }
            let weights = combination.weights(of: combination.combine(moved.map(\.value), memberMaxima: maxima))
            let gradient = WeightedMoments.mean(of: moved.map(\.gradient), weights: weights)
            let mean = WeightedMoments.mean(of: members.map(\.curvature), weights: weights)
            let covariance = WeightedMoments.covariance(of: moved.map(\.gradient), weights: weights)
            let whole = zip(mean, covariance).map { zip($0, $1).map(-) }
            let next = [whole, mean].lazy
                .compactMap { step(from: here.point, gradient: gradient, curvature: $0, free: free) }
                .map { Peak(point: $0, value: value(at: $0)) }
                .first { $0.value > here.value }
            guard let next else { break }
            let gain = next.value - here.value
            here = next
            if gain < 1e-12 * max(1, abs(here.value)) { break }
        }
        return here
    }
}

/// point + H⁻¹ g among the free coordinates; nil where H is not positive definite there.
private func step(from point: [Double], gradient: [Double], curvature: [[Double]], free: [Int]) -> [Double]? {
    guard let factor = CholeskyFactor(free.map { row in free.map { curvature[row][$0] } }) else { return nil }
    var next = point
    for (index, step) in zip(free, factor.solve(free.map { gradient[$0] })) { next[index] += step }
    return next.allSatisfy(\.isFinite) ? next : nil
}
