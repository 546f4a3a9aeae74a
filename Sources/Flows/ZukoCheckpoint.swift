import FlowKernels
import Foundation
import Safetensors

/// Networks as zuko ≥ 1.3 and the published code name their tensors.
///
/// Architecture is read off names and shapes: `PREFIX.N.order`, `PREFIX.N.hyper.L.weight|bias|mask` for spline
/// transforms, `transforms.N.nuisance_nets.K.L.weight|bias|mask` and, for the cross terms of `transforms.N.pairs`,
/// `transforms.N.pair_nets.P.L.weight|bias|mask` for residual layers. A unit's degree is how many
/// features its mask lets it see; sorting units by degree turns the dense masked matrices into the bands of a
/// ``MaskedMLP`` without changing the function.
public struct ZukoCheckpoint: Sendable {
    public let file: SafetensorsFile

    public init(file: SafetensorsFile) {
        self.file = file
    }

    /// The spline transforms under `prefix` (`transform.transforms`, `base_model.transform.transforms`,
    /// `transfer_model.T.transforms`), data side first.
    ///
    /// - Throws: ``FlowError`` naming the tensor that is missing, misshapen or not autoregressive.
    public func splines(_ prefix: String, activation: Activation = .relu) throws -> TransportMap {
        var parts: [ImportedBijection] = []
        while file.tensors["\(prefix).\(parts.count).order"] != nil {
            let name = "\(prefix).\(parts.count)"
            // zuko's `order` gives every feature its place.
            let places = try file.integers("\(name).order")
            guard !places.isEmpty, places.sorted() == Array(places.indices) else {
                throw FlowError.invalidModel("tensor '\(name).order' is no order of features: \(places)")
            }
            let order = places.indices.sorted { places[$0] < places[$1] }
            let dense = try DenseMLP(file: file, prefix: "\(name).hyper", features: order.count)
            let rows = dense.outputs / order.count
            // 3·bins − 1 rows of our own kind, 3·bins + 1 with derivatives at all knots.
            let derivatives: Int
            let bins: Int
            switch rows % 3 {
            case 2: (bins, derivatives) = ((rows + 1) / 3, (rows + 1) / 3 - 1)
            case 1: (bins, derivatives) = ((rows - 1) / 3, (rows - 1) / 3 + 1)
            default: throw FlowError.invalidModel("'\(name)' has \(rows) spline parameters a feature")
            }
            let description = BijectionDescription.spline(
                order: order, context: dense.inputs - order.count, bins: bins, derivatives: derivatives,
                hidden: dense.hidden, activation: activation)
            guard let spline = try description.makeBijection() as? MaskedAutoregressiveSpline else {
                throw FlowError.invalidModel("'\(name)' is no spline transform")
            }
            let parameters = ParameterBuffer(count: spline.layout.count)
            try dense.write(into: spline.conditioner, parameters: parameters) { place, row in
                order[place] * rows + row
            }
            parts.append(ImportedBijection(bijection: spline, parameters: parameters))
        }
        guard !parts.isEmpty else { throw FlowError.invalidModel("there is no tensor '\(prefix).0.order'") }
        return try Self.compose(parts)
    }

    /// The residual layers and reversals under `transforms`, data side first.
    ///
    /// - Parameters:
    ///   - features: the rows of the networks' last layers, four a feature, tell them (``model(_:)`` looks there).
    ///   - damping: δ of the quadratic terms, which no tensor tells.
    public func residual(
        features: Int, damping: Float, crossDamping: Float = 0.01, activation: Activation = .elu
    ) throws -> TransportMap {
        var parts: [ImportedBijection] = []
        for index in 0... {
            let name = "transforms.\(index)"
            if file.tensors["\(name).indices"] != nil {
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
            try DenseMLP(file: file, prefix: "\(name).pair_nets.\($0)", features: features)
        }
        guard let first = networks.first else { throw FlowError.invalidModel("'\(name)' has no nuisances") }
        let description = BijectionDescription.polynomialResidual(
            order: Array(0..<features), context: first.inputs - features, centers: centers, scales: scales,
            pairs: pairs, damping: damping, crossDamping: crossDamping, hidden: first.hidden, activation: activation)
        guard let layer = try description.makeBijection() as? PolynomialResidual else {
            throw FlowError.invalidModel("'\(name)' is no residual layer")
        }
        let parameters = ParameterBuffer(count: layer.layout.count)
        for (network, conditioner) in zip(networks, layer.nuisanceConditioners) {
            try network.write(into: conditioner, parameters: parameters) { place, row in 4 * place + row }
        }
        for (network, conditioner) in zip(pairNetworks, layer.pairConditioners) {
            try network.write(into: conditioner, parameters: parameters) { place, row in 2 * place + row }
        }
        return ImportedBijection(bijection: layer, parameters: parameters)
    }

    /// The nuisances of every cross term, `NAME.pairs` of shape [pairs, 2]; published networks have none.
    private func pairs(_ name: String) throws -> [NuisancePair] {
        guard let tensor = file.tensors["\(name).pairs"] else { return [] }
        guard tensor.shape.count == 2, tensor.shape[1] == 2 else {
            throw FlowError.invalidModel("tensor '\(name).pairs' has shape \(tensor.shape), not [pairs, 2]")
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
