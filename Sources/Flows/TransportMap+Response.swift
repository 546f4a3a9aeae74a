import FlowKernels
import Foundation

/// What a residual does to a point, in its own terms.
extension TransportMap {
    /// The polynomial layers; empty for a map that is more or something else than a factorizable residual.
    public var residualLayers: [PolynomialResidual] {
        let parts = (bijection as? Composition)?.parts ?? [bijection]
        let layers = parts.compactMap { $0 as? PolynomialResidual }
        let others = parts.count { $0 is Permutation || $0 is Standardization }
        return layers.count + others == parts.count ? layers : []
    }

    /// Scale and translation of all layers together: v₀ⱼ = vⱼ·exp(sⱼ) + tⱼ at the points v, with Σⱼ sⱼ = log|det|.
    ///
    /// Layers l = 1, 2, … give s = Σ s⁽ˡ⁾ and t = t⁽¹⁾·exp(s⁽²⁾ + …) + t⁽²⁾·exp(s⁽³⁾ + …) + …; the index j is that of the
    /// feature at the input.
    ///
    /// - Parameter v: shape [features, events]; results alike.
    /// - Precondition: a residual.
    public func response(_ v: Matrix, _ conditions: Conditions, arena: Arena) -> (logScale: Matrix, shift: Matrix) {
        precondition(!residualLayers.isEmpty, "the response of a map that is no residual")
        let logScale = arena.zeros(rows: v.rows, columns: v.columns)
        let shift = arena.zeros(rows: v.rows, columns: v.columns)
        var value = v
        /// Which feature of the input stands in a row of `value`.
        var places = Array(0..<v.rows)
        for (index, part) in ((bijection as? Composition)?.parts ?? [bijection]).enumerated() {
            let parameters = (bijection as? Composition)?.slice(self.parameters, index) ?? self.parameters
            if let permutation = part as? Permutation {
                places = permutation.indices.map { places[$0] }
            } else if let standardization = part as? Standardization {
                for (row, feature) in places.enumerated() {
                    logScale.row(feature).add(-log(standardization.scales[row]))
                    shift.row(feature).add(-standardization.means[row])
                    shift.row(feature).scale(by: 1 / standardization.scales[row])
                }
            } else if let layer = part as? PolynomialResidual {
                let own = layer.response(value, conditions, parameters: parameters, arena: arena)
                let ignored = arena.zeros(rows: 1, columns: v.columns)
                for (row, feature) in places.enumerated() {
                    logScale.row(feature).add(own.logScale.row(row))
                    Kernels.affineForward(
                        input: shift.row(feature), logScale: own.logScale.row(row), shift: own.shift.row(row),
                        into: shift.row(feature), logDet: ignored)
                }
            }
            value = part.forward(
                value, conditions, parameters: parameters, logDet: arena.zeros(rows: 1, columns: v.columns),
                tape: nil, arena: arena)
        }
        return (logScale, shift)
    }

    /// The same residual with its cross terms left out: what the nuisances do one by one.
    ///
    /// - Precondition: a residual.
    public var withoutCrossTerms: TransportMap {
        precondition(!residualLayers.isEmpty, "cross terms of a map that is no residual")
        let parts = (bijection as? Composition)?.parts ?? [bijection]
        var kept: [any Bijection] = []
        var values: [Float] = []
        for (index, part) in parts.enumerated() {
            guard let layer = part as? PolynomialResidual else {
                kept.append(part)
                continue
            }
            let own = (bijection as? Composition)?.slice(parameters, index) ?? parameters
            let additive = layer.withoutPairs
            kept.append(additive)
            values += own.values.prefix(additive.layout.count)
        }
        return TransportMap(Composition(kept), parameters: ParameterBuffer(values))
    }
}
