import FlowKernels
import Foundation

/// The parts of a mixture's classes, f_c = b_c g_c: b_c > 0 by its logarithm, and g_c, which may be 0 or negative.
struct ClassFractions {
    /// ln b_c; −∞ for a class that the data do not hold.
    let logarithms: [Double]
    /// g_c; nil where all are 1.
    let factors: [Double]?

    /// log Σ_c f_c p_c of every event, and s_c = b_c p_c / Σ_d f_d p_d of every class: if no fraction may be 0 or
    /// negative, its posterior probability; otherwise the posterior probability divided by g_c.
    ///
    /// If the density of an event is not positive, its logarithm is −∞ and s_c is NaN. This does not matter for an
    /// event of weight 0.
    ///
    /// - Parameters:
    ///   - logDensities: log p_c, shape [classes, events].
    ///   - weights: of the events, shape [1, events].
    ///   - out: shape [1, events], overwritten.
    ///   - shares: s, shape [classes, events], overwritten, if wanted.
    func sum(_ logDensities: Matrix, weights: Matrix, into out: Matrix, shares: Matrix?) {
        guard let factors else {
            return Kernels.logSumExp(
                logDensities, offsets: logarithms.map(Float.init), into: out, responsibilities: shares)
        }
        var terms = logarithms
        for event in 0..<out.columns {
            for c in terms.indices { terms[c] = Double(logDensities[c, event]) + logarithms[c] }
            let (logDensity, own) = Self.signedSum(terms, factors, isCounted: weights[0, event] != 0)
            out[0, event] = Float(logDensity)
            guard let shares else { continue }
            for c in terms.indices { shares[c, event] = Float(own[c]) }
        }
    }

    /// Multiplies rows of the classes by g_c: shares become posterior probabilities; those of classes with negative
    /// yields are negative.
    func scale(_ shares: Matrix) {
        for (c, factor) in (factors ?? []).enumerated() { shares.row(c).scale(by: Float(factor)) }
    }

    /// log Σ_c g_c exp(term_c), and exp(term_c) over that sum.
    ///
    /// - Parameter isCounted: whether the event has a weight other than 0; otherwise it does not contribute to the
    ///   likelihood.
    static func signedSum(
        _ terms: [Double], _ factors: [Double], isCounted: Bool
    ) -> (logarithm: Double, shares: [Double]) {
        // A NaN that is passed over here comes back with its share.
        let top = terms.reduce(-Double.infinity) { $0 > $1 ? $0 : $1 }
        let shift = top.isInfinite ? 0 : top
        let sizes = terms.map { exp($0 - shift) }
        let total = zip(sizes, factors).reduce(0) { $0 + $1.0 * $1.1 }
        guard total <= 0 else { return (shift + log(total), sizes.map { $0 / total }) }
        return isCounted ? (-.infinity, sizes.map { _ in .nan }) : (0, sizes.map { _ in 0 })
    }
}
