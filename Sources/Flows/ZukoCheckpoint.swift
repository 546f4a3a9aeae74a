import FlowKernels
import Foundation
import Safetensors

/// Networks with the tensor names of zuko ≥ 1.3 and of the published code.
///
/// The architecture follows from names and shapes: `PREFIX.N.order`, `PREFIX.N.hyper.L.weight|bias|mask` for spline
/// transforms, `transforms.N.nuisance_nets.K.L.weight|bias|mask` and, for the cross terms of
/// `transforms.N.cross_term_pairs`, `transforms.N.cross_nets.P.L.weight|bias|mask` for residual layers
/// (`residual_flow.py` of the published code). Prefixes of PyTorch's wrappers, `module.` and `_orig_mod.`, are removed.
/// A checkpoint of the second step contains the distribution of interest twice; the one with its residual is used
/// (`residual_transfer_model`). A unit's degree is the position after the last feature on which it may depend according
/// to the masks; sorting units by degree turns the dense masked matrices into the bands of a ``MaskedMLP`` without
/// changing the function, for any autoregressive masks.
public struct ZukoCheckpoint: Sendable {
    /// All tensors of the checkpoint.
    public let file: SafetensorsFile

    /// - Throws: ``FlowError`` if two tensors have the same name except for the prefixes of wrappers.
    public init(file: SafetensorsFile) throws(FlowError) {
        self.file = try Self.amortized(Self.unwrapped(file))
    }

    /// The tensors without the names of PyTorch's wrappers: `DataParallel` and its like (`module`), `torch.compile`
    /// (`_orig_mod`).
    private static func unwrapped(_ file: SafetensorsFile) throws(FlowError) -> SafetensorsFile {
        try renamed(file) { name in
            name.split(separator: ".", omittingEmptySubsequences: false)
                .filter { $0 != "module" && $0 != "_orig_mod" }.joined(separator: ".")
        }
    }

    /// Of a checkpoint of the second step, the distribution of interest with its residual. The one without stands beside
    /// it, `transfer_model`, and is its frozen base.
    private static func amortized(_ file: SafetensorsFile) throws(FlowError) -> SafetensorsFile {
        let (prefix, plain) = ("residual_transfer_model.", "transfer_model.")
        guard file.names.contains(where: { $0.hasPrefix(prefix) }) else { return file }
        for name in file.names where name.hasPrefix(plain) {
            let base = file.tensors["\(prefix)base_model.\(name.dropFirst(plain.count))"]
            guard let base, let tensor = file.tensors[name], base.shape == tensor.shape, base.bytes == tensor.bytes
            else {
                throw .invalidModel("tensor '\(name)' is not the one that '\(prefix)base_model' rests on")
            }
        }
        return try renamed(file) { name in
            name.hasPrefix(plain) ? nil : name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
        }
    }

    /// - Parameter rename: nil leaves a tensor out.
    private static func renamed(
        _ file: SafetensorsFile, _ rename: (String) -> String?
    ) throws(FlowError) -> SafetensorsFile {
        var tensors: [String: SafetensorsTensor] = [:]
        for (old, tensor) in file.tensors.sorted(by: { $0.key < $1.key }) {
            guard let name = rename(old) else { continue }
            guard tensors.updateValue(tensor, forKey: name) == nil else {
                throw .invalidModel("two tensors are '\(name)'; the second is '\(old)'")
            }
        }
        return SafetensorsFile(tensors: tensors, metadata: file.metadata)
    }

    /// The spline transforms under `prefix` (`transform.transforms`, `base_model.transform.transforms`,
    /// `transfer_model.T.transforms`), data side first.
    ///
    /// A transform has `order` and masked networks; or only masks, from which the order follows; or, for independent
    /// features (for example a single one), networks without masks, or only its parameters, `phi.0…2`.
    ///
    /// - Parameters:
    ///   - prefix: how the tensors' names begin.
    ///   - features: the number of features; needed only without a tensor `order`.
    ///   - activation: of the networks of splines.
    ///   - affineActivation: of the networks of affine transforms; `activation` if nil.
    /// - Throws: ``FlowError`` naming the tensor that is missing, misshapen or not autoregressive.
    public func splines(
        _ prefix: String, features: Int? = nil, activation: Activation = .relu, affineActivation: Activation? = nil
    ) throws -> TransportMap {
        var parts: [ImportedBijection] = []
        while hasTransform("\(prefix).\(parts.count)") {
            let name = "\(prefix).\(parts.count)"
            parts.append(
                try isStandardization(name)
                    ? standardization(name) : spline(name, features, activation, affineActivation ?? activation))
        }
        guard (0..<parts.count).contains(where: { !isStandardization("\(prefix).\($0)") }) else {
            throw FlowError.invalidModel("there is no tensor '\(prefix).0.order' or '\(prefix).0.hyper.0.weight'")
        }
        return try Self.compose(parts)
    }

    /// Whether a transform has this name.
    func hasTransform(_ name: String) -> Bool {
        isStandardization(name)
            || ["order", "hyper.0.weight", "phi.0"].contains { file.tensors["\(name).\($0)"] != nil }
    }

    /// Whether the transform with this name is affine with constants: `_0` (means) and `_1` (scales).
    func isStandardization(_ name: String) -> Bool { file.tensors["\(name)._0"] != nil }

    private func standardization(_ name: String) throws -> ImportedBijection {
        ImportedBijection(
            bijection: try Standardization(
                checkedMeans: try file.floats("\(name)._0"), scales: try file.floats("\(name)._1")),
            parameters: ParameterBuffer(count: 0))
    }

    private func spline(
        _ name: String, _ features: Int?, _ activation: Activation, _ affineActivation: Activation
    ) throws -> ImportedBijection {
        // zuko's `order` gives every feature its place, the same to those that do not see each other.
        let places = file.tensors["\(name).order"] == nil ? nil : try file.integers("\(name).order")
        if let places, places.isEmpty || !places.allSatisfy(places.indices.contains) {
            throw FlowError.invalidModel("tensor '\(name).order' is no order of features: \(places)")
        }
        let network: DenseMLP
        if file.tensors["\(name).phi.0"] != nil {
            network = try DenseMLP(constants: try unconditionalParameters(name), prefix: "\(name).phi")
        } else {
            guard let features = places?.count ?? features else {
                throw FlowError.invalidModel(
                    "no tensor states how many features '\(name)' has: neither '\(name).order' nor a base distribution")
            }
            // Without an order, a network is a masked one where it has masks.
            let masked = places != nil || file.tensors["\(name).hyper.0.mask"] != nil
            network = try DenseMLP(file: file, prefix: "\(name).hyper", features: features, masked: masked)
        }
        if let features, features != network.features {
            throw FlowError.invalidModel(
                "'\(name)' has \(network.features) \(network.features == 1 ? "feature" : "features"), not \(features)")
        }
        guard network.outputs.isMultiple(of: network.features) else {
            throw FlowError.invalidModel(
                "'\(name)' has \(network.outputs) spline parameters for \(network.features) features")
        }
        let order = try DenseMLP.order(of: [network], places: places, statedBy: "\(name).order")
        let rows = network.outputs / order.count
        let shape = network.shape(order: order)
        let (bijection, conditioner): (any Bijection, AutoregressiveConditioner)
        switch rows {
        case 2:
            let affine = try MaskedAutoregressiveAffine.Architecture(
                order: order, context: network.contextCount, hidden: shape.hidden, activation: affineActivation,
                unitsByDegree: shape.unitsByDegree
            ).makeBijection()
            (bijection, conditioner) = (affine, affine.conditioner)
        case let rows where rows % 3 != 0:
            // 3·bins − 1 rows of our own kind, 3·bins + 1 with derivatives at all knots.
            let bins = (rows + 1) / 3
            let spline = try MaskedAutoregressiveSpline.Architecture(
                order: order, context: network.contextCount, bins: bins, derivatives: rows - 2 * bins,
                hidden: shape.hidden, activation: activation, unitsByDegree: shape.unitsByDegree
            ).makeBijection()
            (bijection, conditioner) = (spline, spline.conditioner)
        default:
            throw FlowError.invalidModel("'\(name)' has \(rows) parameters a feature, no spline's and no affine map's")
        }
        let parameters = ParameterBuffer(count: bijection.layout.count)
        try network.write(into: conditioner, parameters: parameters)
        return ImportedBijection(bijection: bijection, parameters: parameters)
    }

    /// The parameters of univariate maps that depend on nothing, a row a feature: widths, heights and derivatives of a
    /// spline, `phi.0…2`, or shift and scale of an affine map, `phi.0` and `phi.1`.
    private func unconditionalParameters(_ name: String) throws -> [[Float]] {
        var rows: [[Float]] = []
        for index in 0..<(file.tensors["\(name).phi.2"] == nil ? 2 : 3) {
            let tensor = "\(name).phi.\(index)"
            let values = try file.floats(tensor)
            var shape = try file.shape(tensor)
            if shape.count == 1 { shape.append(1) }
            guard shape.count == 2, shape[0] > 0, shape[1] > 0, rows.isEmpty || rows.count == shape[0] else {
                throw FlowError.invalidModel("tensor '\(tensor)' has shape \(shape), not [features, parameters]")
            }
            guard values.allSatisfy(\.isFinite) else {
                throw FlowError.invalidModel("tensor '\(tensor)' holds NaN or infinity")
            }
            if rows.isEmpty { rows = [[Float]](repeating: [], count: shape[0]) }
            for row in rows.indices { rows[row] += values[row * shape[1]..<(row + 1) * shape[1]] }
        }
        return rows
    }

    /// The residual layers and reversals under `transforms`, data side first.
    ///
    /// - Parameters:
    ///   - features: their number, a quarter of the rows of the networks' last layers, which ``model(_:)`` determines.
    ///   - damping: δ of the quadratic terms, which no tensor contains.
    ///   - crossDamping: δ₂ of the cross terms, likewise.
    ///   - activation: of the networks.
    /// - Throws: ``FlowError`` or `SafetensorsError`, naming what is missing or of a wrong shape.
    public func residual(
        features: Int, damping: Float, crossDamping: Float = 0.01, activation: Activation = .elu
    ) throws -> TransportMap {
        var parts: [ImportedBijection] = []
        for index in 0... {
            let name = "transforms.\(index)"
            if isStandardization(name) {
                parts.append(try standardization(name))
            } else if file.tensors["\(name).indices"] != nil {
                let permutation = try BijectionDescription.permutation(indices: try file.integers("\(name).indices"))
                    .makeBijection()
                parts.append(ImportedBijection(bijection: permutation, parameters: ParameterBuffer(count: 0)))
            } else if file.tensors["\(name).nuisance_scales"] != nil {
                parts.append(try residualLayer(name, features, damping, crossDamping, activation))
            } else {
                break
            }
        }
        guard !parts.isEmpty else { throw FlowError.invalidModel("there is no tensor 'transforms.0.nuisance_scales'") }
        return try Self.compose(parts)
    }

    private func residualLayer(
        _ name: String, _ features: Int, _ damping: Float, _ crossDamping: Float, _ activation: Activation
    ) throws -> ImportedBijection {
        let centers = try file.floats("\(name).central_nuisance_values")
        let scales = try file.floats("\(name).nuisance_scales")
        let pairs = try pairs(name)
        let networks = try centers.indices.map {
            try DenseMLP(file: file, prefix: "\(name).nuisance_nets.\($0)", features: features)
        }
        let pairNetworks = try pairs.indices.map {
            try DenseMLP(file: file, prefix: "\(name).cross_nets.\($0)", features: features)
        }
        guard let first = networks.first else { throw FlowError.invalidModel("'\(name)' has no nuisances") }
        for (network, outputs) in networks.map({ ($0, 4) }) + pairNetworks.map({ ($0, 2) }) {
            guard network.outputs == outputs * features, network.inputs == first.inputs else {
                throw FlowError.invalidModel(
                    "the layers of '\(network.prefix)' have \(network.outputs) rows at the end and \(network.inputs) inputs "
                        + "instead of \(outputs * features) and \(first.inputs)")
            }
        }
        let order = try DenseMLP.order(of: networks + pairNetworks)
        let shapes = (networks + pairNetworks).map { $0.shape(order: order) }
        let isUniform = shapes.allSatisfy { $0 == ConditionerShape(hidden: first.hidden) }
        let layer = try PolynomialResidual.Architecture(
            order: order, context: first.contextCount, centers: centers, scales: scales, pairs: pairs,
            damping: damping, crossDamping: crossDamping, crossOrder: nil, hidden: first.hidden, activation: activation,
            networks: isUniform ? nil : shapes
        ).makeBijection()
        let parameters = ParameterBuffer(count: layer.layout.count)
        for (network, conditioner) in zip(
            networks + pairNetworks, layer.conditioners)
        {
            try network.write(into: conditioner, parameters: parameters)
        }
        return ImportedBijection(bijection: layer, parameters: parameters)
    }

    /// The nuisances of every cross term, `NAME.cross_term_pairs` of shape [pairs, 2], which may be missing.
    private func pairs(_ name: String) throws -> [NuisancePair] {
        guard let tensor = file.tensors["\(name).cross_term_pairs"] else { return [] }
        guard tensor.shape.count == 2, tensor.shape[1] == 2 else {
            throw FlowError.invalidModel("tensor '\(name).cross_term_pairs' has shape \(tensor.shape), not [pairs, 2]")
        }
        let indices = try tensor.integers()
        return stride(from: 0, to: indices.count, by: 2).map { NuisancePair(indices[$0], indices[$0 + 1]) }
    }

    private struct ImportedBijection {
        let bijection: any Bijection
        let parameters: ParameterBuffer
    }

    private static func compose(_ parts: [ImportedBijection]) throws(FlowError) -> TransportMap {
        let description = BijectionDescription.composition(parts.map(\.bijection.description))
        return TransportMap(
            try description.makeBijection(), parameters: ParameterBuffer(parts.flatMap(\.parameters.values)))
    }
}
