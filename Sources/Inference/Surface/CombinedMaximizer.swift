import Statistics

/// The highest point of a combined log-likelihood over the window, some coordinates held fixed.
///
/// Under an envelope it is the highest of the members' own maxima, exactly; see ``highest(of:)`` for equal ones, as all
/// are once rebased. An average of members may have several
/// maxima, and is climbed from every member's maximum: by Newton's method with the exact Hessian, and where that does
/// not lead upwards by maximizing Σ_b w_b ℓ_b with the weights held, which never lowers logΣexp ℓ_b (Dempster, Laird
/// and Rubin 1977, "Maximum likelihood from incomplete data via the EM algorithm", J. Roy. Stat. Soc. B 39, 1).
struct CombinedMaximizer: Sendable {
    let surface: CombinedSurface

    /// - Parameters:
    ///   - starts: one point for each member, its own best fit.
    ///   - other: a further point; the maximum is not lower than its value.
    func maximize(
        from starts: [[Double]], and other: [Double]? = nil, fixed: [Int: Double] = [:]
    ) -> BoxMaximizer.Maximum {
        let peaks = zip(surface.members, starts).map { member, start in
            let candidates = ([start] + (other.map { [$0] } ?? [])).map { moved($0, to: fixed) }
            let best = candidates.max { member.value(at: $0) < member.value(at: $1) } ?? start
            return BoxMaximizer(surface: member).maximize(from: best, fixed: fixed)
        }
        if surface.combination.isEnvelope {
            let peak = highest(of: peaks)
            return maximum(at: peak.point, fixed: fixed, converged: peak.converged)
        }
        let points = peaks.map(\.point) + (other.map { [moved($0, to: fixed)] } ?? [])
        var found: [BoxMaximizer.Maximum] = []
        for point in points.sorted(by: { surface.value(at: $0) > surface.value(at: $1) })
        where !found.contains(where: { isClose(point, $0.point) }) {
            found.append(climb(from: point, fixed: fixed))
        }
        return found.dropFirst().reduce(found[0]) { $1.value > $0.value ? $1 : $0 }
    }

    /// The highest of the members' peaks; of those that are equal except for rounding, the one with the largest average of
    /// all members, whatever their order.
    private func highest(of peaks: [BoxMaximizer.Maximum]) -> BoxMaximizer.Maximum {
        let envelope = surface.combination.combine(peaks.map(\.value), memberMaxima: surface.maxima)
        let rounding = 1e-12 * surface.maxima.reduce(1) { max($0, abs($1)) }
        let equal = peaks.indices.filter { envelope.members[$0] >= envelope.value - rounding }
        func average(_ peak: Int) -> Double {
            let combination: EnsembleCombination = surface.combination.isRebased ? .rebasedBMA : .bma
            let values = surface.members.map { $0.value(at: peaks[peak].point) }
            return combination.combine(values, memberMaxima: surface.maxima).value
        }
        return peaks[equal.max { average($0) < average($1) } ?? envelope.best]
    }

    private func climb(from start: [Double], fixed: [Int: Double]) -> BoxMaximizer.Maximum {
        var point = start
        var value = surface.value(at: point)
        for _ in 0..<200 {
            guard let next = newtonStep(from: point, value, fixed: fixed) ?? averageStep(from: point, value, fixed)
            else { return maximum(at: point, fixed: fixed, converged: value.isFinite) }
            let isLast = isClose(next, point)
            point = next
            value = surface.value(at: point)
            if isLast { return maximum(at: point, fixed: fixed, converged: true) }
        }
        return maximum(at: point, fixed: fixed, converged: false)
    }

    /// nil where the Hessian does not bend down or the step does not lead upwards.
    private func newtonStep(from point: [Double], _ value: Double, fixed: [Int: Double]) -> [Double]? {
        let derivatives = surface.derivatives(at: point)
        let free = point.indices.filter { index in
            let (edges, slope) = (surface.window[index], derivatives.gradient[index])
            let isPushedOut =
                (point[index] <= edges.lowerBound && slope <= 0) || (point[index] >= edges.upperBound && slope >= 0)
            return fixed[index] == nil && !isPushedOut
        }
        guard !free.isEmpty,
            let factor = CholeskyFactor(free.map { row in free.map { -derivatives.hessian[row][$0] } })
        else { return nil }
        var next = point
        for (index, step) in zip(free, factor.solve(free.map { derivatives.gradient[$0] })) {
            let edges = surface.window[index]
            next[index] = min(max(point[index] + step, edges.lowerBound), edges.upperBound)
        }
        return surface.value(at: next) > value ? next : nil
    }

    /// The maximum of Σ_b w_b ℓ_b with the weights of this point; nil where it is not higher.
    private func averageStep(from point: [Double], _ value: Double, _ fixed: [Int: Double]) -> [Double]? {
        let weights = surface.combined(at: point).weights
        let average = ChebyshevSurface.weightedSum(surface.members, weights: weights)
        let next = BoxMaximizer(surface: average).maximize(from: point, fixed: fixed).point
        return surface.value(at: next) > value ? next : nil
    }

    private func maximum(at point: [Double], fixed: [Int: Double], converged: Bool) -> BoxMaximizer.Maximum {
        let edges = point.indices.filter { index in
            let range = surface.window[index]
            return fixed[index] == nil && (point[index] == range.lowerBound || point[index] == range.upperBound)
        }
        return BoxMaximizer.Maximum(
            point: point, value: surface.value(at: point), atEdge: edges, converged: converged)
    }

    private func moved(_ point: [Double], to fixed: [Int: Double]) -> [Double] {
        point.indices.map { fixed[$0] ?? point[$0] }
    }

    /// Within 1e-10 of the window's half widths.
    private func isClose(_ first: [Double], _ second: [Double]) -> Bool {
        surface.window.indices.allSatisfy {
            abs(first[$0] - second[$0]) < 1e-10 * surface.window[$0].halfWidth
        }
    }
}
