import FlowKernels
import Foundation

/// A map as a factorizable residual: its layers, and what they do to a point.
extension TransportMap {
    /// The polynomial layers, data side first; empty for a map that is not a factorizable residual (``ResidualRole``).
    public var residualLayers: [PolynomialResidual] {
        var layers: [PolynomialResidual] = []
        for part in parts {
            switch part.bijection.residualRole {
            case .layer(let layer), .layerOfStandardizedContext(let layer, _): layers.append(layer)
            case .reordering, .scaling: break
            case .none: return []
            }
        }
        return layers
    }

    /// Scale and translation of all layers together: v₀ⱼ = vⱼ·exp(sⱼ) + tⱼ at the points v, with Σⱼ sⱼ = log|det|.
    ///
    /// Layers l = 1, 2, … give s = Σ s⁽ˡ⁾ and t = t⁽¹⁾·exp(s⁽²⁾ + …) + t⁽²⁾·exp(s⁽³⁾ + …) + …; the index j is that of the
    /// feature at the input.
    ///
    /// - Parameters:
    ///   - v: shape [features, events].
    ///   - conditions: context and ν of the events.
    ///   - arena: holds the result.
    /// - Returns: s and t, each of shape [features, events], in the arena.
    /// - Precondition: a residual, so that ``residualLayers`` is not empty.
    public func response(_ v: Matrix, _ conditions: Conditions, arena: Arena) -> (logScale: Matrix, shift: Matrix) {
        let logScale = arena.zeros(rows: v.rows, columns: v.columns)
        let shift = arena.zeros(rows: v.rows, columns: v.columns)
        var value = v
        /// The feature of the input for each row of `value`.
        var places = Array(0..<v.rows)
        func respond(_ layer: PolynomialResidual, _ part: TransportMap, _ conditions: Conditions) {
            let own = layer.response(value, conditions, parameters: part.parameters, arena: arena)
            let ignored = arena.zeros(rows: 1, columns: v.columns)
            for (row, feature) in places.enumerated() {
                logScale.row(feature).add(own.logScale.row(row))
                Kernels.affineForward(
                    input: shift.row(feature), logScale: own.logScale.row(row), shift: own.shift.row(row),
                    into: shift.row(feature), logDet: ignored)
            }
        }
        for part in parts {
            switch part.bijection.residualRole {
            case .reordering(let indices):
                places = indices.map { places[$0] }
            case .scaling(let means, let scales):
                for (row, feature) in places.enumerated() {
                    logScale.row(feature).add(-log(scales[row]))
                    shift.row(feature).add(-means[row])
                    shift.row(feature).scale(by: 1 / scales[row])
                }
            case .layer(let layer):
                respond(layer, part, conditions)
            case .layerOfStandardizedContext(let layer, let context):
                respond(layer, part, context.standardized(conditions, arena: arena))
            case .none:
                preconditionFailure("the response of a \(part.bijection.description.kind), which is no residual")
            }
            value = part.bijection.forward(
                value, conditions, parameters: part.parameters, logDet: arena.zeros(rows: 1, columns: v.columns),
                tape: nil, arena: arena)
        }
        return (logScale, shift)
    }

    /// The same response about another ν⁰: with the same weights the residual is the identity there.
    public func recentred(at centers: [Float]) -> TransportMap {
        let moved = parts.map { part in
            switch part.bijection.residualRole {
            case .layer(let layer):
                return TransportMap(layer.recentred(at: centers), parameters: part.parameters)
            case .layerOfStandardizedContext(let layer, let context):
                return TransportMap(
                    ContextStandardized(layer.recentred(at: centers), context), parameters: part.parameters)
            case .reordering, .scaling, .none: return part
            }
        }
        return TransportMap(
            Composition(moved.map(\.bijection)), parameters: ParameterBuffer(moved.flatMap(\.parameters.values)))
    }

    /// The same map with the cross terms of its residual layers left out: the effect of each nuisance alone.
    public var withoutCrossTerms: TransportMap {
        let kept = parts.map { part in
            let additive: PolynomialResidual
            let bijection: any Bijection
            switch part.bijection.residualRole {
            case .layer(let layer):
                additive = layer.withoutPairs
                bijection = additive
            case .layerOfStandardizedContext(let layer, let context):
                additive = layer.withoutPairs
                bijection = ContextStandardized(additive, context)
            case .reordering, .scaling, .none: return part
            }
            // Those of nuisances come first.
            return TransportMap(bijection, parameters: part.parameters.slice(at: 0, count: additive.layout.count))
        }
        return TransportMap(
            Composition(kept.map(\.bijection)), parameters: ParameterBuffer(kept.flatMap(\.parameters.values)))
    }
}

/// The role of a bijection inside a factorizable residual (arXiv:2606.30489): a stack of polynomial layers, with maps
/// between them that depend neither on nuisances nor on context.
public enum ResidualRole: Sendable {
    /// A layer that depends on the nuisances.
    case layer(PolynomialResidual)
    /// A layer that depends on the nuisances and on the standardized context.
    case layerOfStandardizedContext(PolynomialResidual, Standardization)
    /// Output feature i is input feature `indices[i]`.
    case reordering(indices: [Int])
    /// v′ⱼ = (vⱼ − meanⱼ)/scaleⱼ.
    case scaling(means: [Float], scales: [Float])
    /// None: a map with such a part is not a factorizable residual.
    case none
}
