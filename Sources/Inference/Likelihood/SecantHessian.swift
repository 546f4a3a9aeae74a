import FlowKernels

/// The Hessian of a log-likelihood over the width that its intervals have: secants of the exact gradient across ±1σ.
///
///     H_kl = ½ (D_kl + D_lk)      D_kl = [∂_l ln L(ν + σ_k e_k) − ∂_l ln L(ν − σ_k e_k)]/(2σ_k)      σ_k = 1/√(−H_kk)
///
/// ln p of a flow has kinks, at the knots of splines and at the units of rectified networks. Second derivatives at a point
/// leave them out, and with them whatever curvature ln L owes to kinks: a small part of it for densities of many events,
/// most of it where a density follows single ones. Where −2Δln L rises by 1 is no matter of one point, so steps are as long
/// as they are in the HESSE of MINUIT (James and Roos 1975, Comput. Phys. Commun. 10, 343). Third derivatives cancel.
struct SecantHessian {
    let point: [Double]
    /// Steps are no longer than these.
    let longest: [Double]

    private static let mostTries = 8
    /// A step serves where the σ_k that it leads to is within this factor of it.
    private static let agreement = 1.5
    /// A step changes by no more from one try to the next.
    private static let mostGrowth = 20.0

    /// - Parameters:
    ///   - first: ∂² ln L at the point, whose diagonal gives the lengths of the first steps; it is kept where no step
    ///     gives finite gradients.
    ///   - gradient: ∂ ln L/∂k at a point.
    func rows<E: Error>(
        from first: [[Double]], gradient: ([Double]) throws(E) -> [Double]
    ) throws(E) -> [[Double]] {
        var columns: [[Double]] = []
        for (index, row) in first.enumerated() {
            columns.append(try column(index, curvature: -row[index], gradient) ?? row)
        }
        return point.indices.map { k in point.indices.map { (columns[k][$0] + columns[$0][k]) / 2 } }
    }

    /// D_k; nil where no step leads to gradients that are finite.
    private func column<E: Error>(
        _ index: Int, curvature: Double, _ gradient: ([Double]) throws(E) -> [Double]
    ) throws(E) -> [Double]? {
        var step = limited(index, 1 / abs(curvature).squareRoot())
        var best: [Double]?
        for _ in 0..<Self.mostTries {
            guard let next = try secant(index, step, gradient) else {
                step /= 10
                continue
            }
            best = next
            let ratio = limited(index, 1 / max(0, -next[index]).squareRoot()) / step
            if ratio < Self.agreement && ratio > 1 / Self.agreement { break }
            step *= min(Self.mostGrowth, max(1 / Self.mostGrowth, ratio))
        }
        return best
    }

    /// nil where a gradient is not finite.
    private func secant<E: Error>(
        _ index: Int, _ step: Double, _ gradient: ([Double]) throws(E) -> [Double]
    ) throws(E) -> [Double]? {
        var (above, below) = (point, point)
        above[index] += step
        below[index] -= step
        let values = zip(try gradient(above), try gradient(below)).map { ($0 - $1) / (2 * step) }
        return values.allSatisfy(\.isFinite) ? values : nil
    }

    private func limited(_ index: Int, _ step: Double) -> Double {
        let most = longest[index]
        return step.isFinite ? min(step, most) : most.isFinite ? most : 1
    }
}

extension ExtendedLikelihood {
    /// ln L with its exact gradient, and its Hessian from differences over ±1σ (`SecantHessian`), from which σ and
    /// covariances follow.
    ///
    /// - Complexity: 1 + 2K times the work of a value for K profiled shapes, and two gradients or a few more for each
    ///   nuisance.
    public func derivatives(at point: [Double], workers: Workers) -> LikelihoodDerivatives {
        derivatives(at: point, workers: workers) { (_) throws(Never) in }
    }

    /// The same. `progress` is called repeatedly with the fraction of the work that is done; it throws to stop.
    ///
    /// - Throws: what `progress` throws.
    public func derivatives<E: Error>(
        at point: [Double], workers: Workers, progress: (Double) throws(E) -> Void
    ) throws(E) -> LikelihoodDerivatives {
        let parts = Double(1 + 2 * point.count)
        var done = 1.0
        let here = try hessian(at: point, isDiagonal: true, workers: workers) { (share) throws(E) in
            try progress(share / parts)
        }
        // A step is no longer than a constraint is wide.
        let widths = space.constraints.hessian(at: point).enumerated().map { index, row in
            row[index] < 0 ? 1 / (-row[index]).squareRoot() : .infinity
        }
        let rows = try SecantHessian(point: point, longest: widths).rows(from: here.hessian) { (place) throws(E) in
            done += 1
            try progress(min(1, done / parts))
            return valueAndGradient(at: place, workers: workers).gradient
        }
        return LikelihoodDerivatives(value: here.value, gradient: here.gradient, hessian: rows)
    }
}
