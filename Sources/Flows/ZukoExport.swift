import FlowKernels
import Foundation
import Safetensors

/// A model with the tensor names of zuko and of the published code, for `load_state_dict`.
///
/// A base flow is a `zuko.flows.NSF` (`transform.transforms.N…`, `base.loc`, `base.scale`), affine transforms in it
/// have the names of a `zuko.flows.MAF`; a residual has the names `transforms.N…`, with its base under `base_model.…`;
/// a distribution of interest under `transfer_model.T.…`, or `base_model.T.…` if it has a residual. Units keep the
/// order of the bands, so the masks, which are written beside the weights, are permutations of those of zuko.
///
/// For a pair of nuisances the published residual has only the term C u_k u_l: a residual with terms of third order
/// (``CrossOrder/third``) is refused.
///
/// A standardization of the context is merged into the first layers, exact except for rounding. A standardization of
/// the features cannot be merged into a spline with a fixed interval, and is written as a separate affine transform at
/// its position in the model, `….transforms.N._0` (means) and `._1` (scales), v ↦ (v − mean)/scale.
public struct ZukoExport: Sendable {
    /// The names of location and scale of a base distribution in zuko.
    public enum BaseNames: String, Sendable, CaseIterable {
        /// `loc` and `scale`, from zuko 1.6 on.
        case named
        /// `_0` and `_1`, up to zuko 1.5.
        case numbered

        var tensors: [String] { self == .named ? ["loc", "scale"] : ["_0", "_1"] }
    }

    private let model: ModelFile
    private let baseNames: BaseNames

    /// - Parameters:
    ///   - model: the model to write.
    ///   - baseNames: the names of location and scale of a base distribution.
    public init(_ model: ModelFile, baseNames: BaseNames = .named) {
        self.model = model
        self.baseNames = baseNames
    }

    /// What a reader cannot find out from the tensors: names, activations and dampings.
    private static func metadata(of model: ModelFile, _ parts: [Part]) -> [String: String] {
        var metadata = [
            "features": model.names.features.joined(separator: " "),
            "context": model.names.context.joined(separator: " "),
            "nuisances": model.names.nuisances.joined(separator: " "),
        ]
        for part in parts {
            switch part.map {
            case .residual(let residual):
                metadata["quadratic-damping"] = "\(residual.damping)"
                metadata["cross-damping"] = "\(residual.crossDamping)"
                metadata["residual-activation"] = residual.activation.rawValue
            case .spline(let spline): metadata["activation"] = spline.conditioner.network.activation.rawValue
            case .affine(let affine): metadata["affine-activation"] = affine.conditioner.network.activation.rawValue
            case .permutation, .standardization: break
            }
        }
        return metadata
    }

    /// The bytes of the checkpoint.
    ///
    /// - Throws: ``FlowError`` if the model has other parts, or these in another order.
    public func data() throws -> Data {
        let parts = try model.flow.maps.flatMap(\.parts).flatMap { try Part.parts($0) }
        var writer = SafetensorsWriter(metadata: Self.metadata(of: model, parts))
        try write(parts, to: &writer)
        return writer.data()
    }

    private func write(_ parts: [Part], to writer: inout SafetensorsWriter) throws {
        // A residual ends with its last layer and the permutations behind; whatever follows is the base.
        let last = parts.lastIndex { $0.place == .residual }
        let permutations = last.map { parts[($0 + 1)...].prefix { $0.isPermutation }.count } ?? 0
        let residual = parts.prefix(last.map { $0 + 1 + permutations } ?? 0)
        let splines = parts.dropFirst(residual.count)
        guard splines.allSatisfy({ $0.place != .residual && !$0.isPermutation }),
            residual.allSatisfy({ $0.place != .base })
        else {
            throw FlowError.invalidModel(
                "the model is not residual layers in front of spline transforms, which is all that these names can express"
            )
        }
        try write(residual: residual, to: &writer)
        let base = residual.isEmpty ? "" : "base_model."
        let prefix =
            switch model.kind {
            case .density: "\(base)transform.transforms"
            case .transport: residual.isEmpty ? "transfer_model.T.transforms" : "\(base)T.transforms"
            }
        for (index, part) in splines.enumerated() {
            let name = "\(prefix).\(index)"
            switch part.map {
            case .standardization(let standardization): try write(standardization, name, to: &writer)
            case .spline(let spline):
                try write(
                    spline.conditioner, [[spline.bins], [spline.bins], [spline.derivatives]], part, name, to: &writer)
            case .affine(let affine): try write(affine.conditioner, [[], []], part, name, to: &writer)
            case .residual, .permutation: preconditionFailure("\(part.map) behind a residual")
            }
        }
        if model.kind == .density, !splines.isEmpty {
            for (name, value) in zip(baseNames.tensors, [Float(0), 1]) {
                try writer.add(
                    "\(base)base.\(name)", shape: [model.flow.features],
                    [Float](repeating: value, count: model.flow.features))
            }
        }
        if let fitted = model.fittedNuisances {
            try writer.add("mixture_model.m_vector", shape: [fitted.count], fitted.map { Float($0) })
        }
    }

    private func write(
        _ standardization: Standardization, _ name: String, to writer: inout SafetensorsWriter
    ) throws {
        try writer.add("\(name)._0", shape: [standardization.features], standardization.means)
        try writer.add("\(name)._1", shape: [standardization.features], standardization.scales)
    }

    /// - Parameter shapes: of the parameters of one feature's map, as zuko has them.
    private func write(
        _ conditioner: AutoregressiveConditioner, _ shapes: [[Int]], _ part: Part, _ name: String,
        to writer: inout SafetensorsWriter
    ) throws {
        let network = DenseMLP(conditioner, parameters: part.parameters).absorbing(part.context)
        let order = conditioner.order
        guard order.count > 1 else { return try writeElementWise(network, shapes, name, to: &writer) }
        var places = order
        for (place, feature) in order.enumerated() { places[feature] = place }
        try writer.add("\(name).order", shape: [places.count], places)
        try write(network, "\(name).hyper", to: &writer)
    }

    /// One feature: zuko has networks of the context without masks, and without context no network.
    private func writeElementWise(
        _ network: DenseMLP, _ shapes: [[Int]], _ name: String, to writer: inout SafetensorsWriter
    ) throws {
        guard network.contextCount == 0 else {
            return try write(network.withoutFeatures, "\(name).hyper", masked: false, to: &writer)
        }
        let values = network.layers[network.layers.count - 1].bias
        var start = 0
        for (index, shape) in shapes.enumerated() {
            let count = shape.reduce(1, *)
            try writer.add("\(name).phi.\(index)", shape: [1] + shape, Array(values[start..<start + count]))
            start += count
        }
    }

    private func write(residual parts: ArraySlice<Part>, to writer: inout SafetensorsWriter) throws {
        let layers = parts.compactMap { part in if case .residual(let layer) = part.map { layer } else { nil } }
        guard let layer = layers.first else { return }
        for (name, values) in [("central_nuisance_values", layer.centers), ("nuisance_scales", layer.scales)] {
            try writer.add(name, shape: [values.count], values)
        }
        for (index, part) in parts.enumerated() {
            let name = "transforms.\(index)"
            switch part.map {
            case .permutation(let permutation):
                var inverse = permutation.indices
                for (place, index) in permutation.indices.enumerated() { inverse[index] = place }
                try writer.add("\(name).indices", shape: [inverse.count], permutation.indices)
                try writer.add("\(name).inv_indices", shape: [inverse.count], inverse)
            case .standardization(let standardization): try write(standardization, name, to: &writer)
            case .residual(let residual):
                guard residual.centers == layer.centers, residual.scales == layer.scales else {
                    throw FlowError.invalidModel(
                        "residual layers with different centers or scales have no names in zuko")
                }
                guard residual.crossOrder == .second else {
                    throw FlowError.invalidModel(
                        "a residual with third-order cross terms has no names in the published format: 'cross_nets' hold "
                            + "the coefficient of u_k·u_l alone, not those of u_k·u_l² and u_k²·u_l; "
                            + "train the residual with 'cross-order: 2' to export it")
                }
                try write(residual, part, name, to: &writer)
            case .spline, .affine: preconditionFailure("\(part.map) in a residual")
            }
        }
    }

    private func write(
        _ residual: PolynomialResidual, _ part: Part, _ name: String, to writer: inout SafetensorsWriter
    ) throws {
        func network(_ conditioner: AutoregressiveConditioner) -> DenseMLP {
            DenseMLP(conditioner, parameters: part.parameters).absorbing(part.context)
        }
        try writer.add("\(name).central_nuisance_values", shape: [residual.centers.count], residual.centers)
        try writer.add("\(name).nuisance_scales", shape: [residual.scales.count], residual.scales)
        for (index, conditioner) in residual.nuisanceConditioners.enumerated() {
            try write(network(conditioner), "\(name).nuisance_nets.\(index)", to: &writer)
        }
        try writer.add(
            "\(name).cross_term_pairs", shape: [residual.pairs.count, 2],
            residual.pairs.flatMap { [$0.first, $0.second] })
        for (index, conditioner) in residual.pairConditioners.enumerated() {
            try write(network(conditioner), "\(name).cross_nets.\(index)", to: &writer)
        }
    }

    private func write(
        _ network: DenseMLP, _ name: String, masked: Bool = true, to writer: inout SafetensorsWriter
    ) throws {
        for (index, layer) in network.layers.enumerated() {
            let shape = [layer.rows, layer.inputs]
            try writer.add("\(name).\(2 * index).weight", shape: shape, layer.weights)
            try writer.add("\(name).\(2 * index).bias", shape: [layer.rows], layer.bias)
            if masked { try writer.add("\(name).\(2 * index).mask", shape: shape, layer.mask) }
        }
    }
}

/// One map that has names in zuko, and the standardization of the context that it sees.
private struct Part {
    enum Map {
        case spline(MaskedAutoregressiveSpline)
        case affine(MaskedAutoregressiveAffine)
        case residual(PolynomialResidual)
        case permutation(Permutation)
        case standardization(Standardization)
    }

    /// Where in a checkpoint a map can stand.
    enum Place { case residual, base, both }

    let map: Map
    let parameters: ParameterBuffer
    let context: Standardization?

    var isPermutation: Bool { if case .permutation = map { true } else { false } }

    var place: Place {
        switch map {
        case .residual: .residual
        case .spline, .affine: .base
        case .permutation, .standardization: .both
        }
    }

    /// The parts of one map. The only place that distinguishes kinds by type: zuko has names for these.
    ///
    /// - Parameter context: an outer standardization of the context of the map.
    /// - Throws: ``FlowError`` for a map that has no names in zuko.
    static func parts(_ map: TransportMap, _ context: Standardization? = nil) throws(FlowError) -> [Part] {
        let known: Map
        switch map.bijection {
        case let spline as MaskedAutoregressiveSpline: known = .spline(spline)
        case let affine as MaskedAutoregressiveAffine: known = .affine(affine)
        case let residual as PolynomialResidual: known = .residual(residual)
        case let permutation as Permutation: known = .permutation(permutation)
        case let standardization as Standardization: known = .standardization(standardization)
        case let standardized as ContextStandardized where context == nil:
            var parts: [Part] = []
            for inner in TransportMap(standardized.inner, parameters: map.parameters).parts {
                parts += try Self.parts(inner, standardized.context)
            }
            return parts
        default:
            throw .invalidModel("a map of kind '\(map.bijection.description.kind)' has no names in zuko here")
        }
        return [Part(map: known, parameters: map.parameters, context: context)]
    }
}

extension DenseMLP {
    /// The network of a context in its own units: W′ = W/scale, b′ = b − Σ W mean/scale, added up in float64.
    fileprivate func absorbing(_ context: Standardization?) -> DenseMLP {
        guard let context, contextCount > 0 else { return self }
        let first = layers[0]
        var weights = first.weights
        var bias = first.bias
        for row in 0..<first.rows {
            var shift = Double(bias[row])
            for (index, (mean, scale)) in zip(context.means, context.scales).enumerated() {
                let element = row * first.inputs + features + index
                let weight = Double(weights[element]) / Double(scale)
                shift -= weight * Double(mean)
                weights[element] = Float(weight)
            }
            bias[row] = Float(shift)
        }
        let layer = Layer(weights: weights, bias: bias, mask: first.mask, inputs: first.inputs)
        return DenseMLP(layers: [layer] + layers.dropFirst(), prefix: prefix, features: features)
    }

    /// The network of the context alone, where its outputs see no feature.
    fileprivate var withoutFeatures: DenseMLP {
        let first = layers[0]
        func narrowed<T>(_ values: [T]) -> [T] {
            (0..<first.rows).flatMap { values[$0 * first.inputs + features..<($0 + 1) * first.inputs] }
        }
        let layer = Layer(
            weights: narrowed(first.weights), bias: first.bias, mask: narrowed(first.mask),
            inputs: first.inputs - features)
        return DenseMLP(layers: [layer] + layers.dropFirst(), prefix: prefix, features: 0)
    }
}
