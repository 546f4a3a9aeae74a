import FlowKernels
import FlowReference
import Foundation

@testable import Flows
@testable import Inference

/// The same mixture in float64, its networks as dense matrices, for numbers that carry their derivatives.
///
/// Only for what the tests build: splines, residuals in ascending order and the reversals between their layers.
extension ReferenceMixture {
    /// - Parameter mixture: its score begins with an amortized residual and a transfer map where they are counted in.
    init(_ mixture: Inference.Mixture, hasProfile: Bool, hasTransfer: Bool) {
        var score = mixture.score.maps[...]
        let profile = hasProfile ? score.removeFirst() : nil
        let transfer = hasTransfer ? score.removeFirst() : nil
        let sources = mixture.yields.sources.compactMap { $0 as? LogNormalResponse }
        self.init(
            kinematics: SystematicDensity(mixture.kinematics.maps[...]), scores: SystematicDensity(score),
            transfer: transfer.map(SplineFlow.init), profile: profile.map(ResidualStack.init),
            yields: ReferenceYields(
                logNominal: mixture.yields.nominal.map { log($0) },
                logFactors: sources.map { log1p($0.uncertainty) },
                matrix: (0..<mixture.classes).map { c in sources.map { $0.response[c] } }))
    }
}

extension SystematicDensity {
    fileprivate init(_ maps: ArraySlice<TransportMap>) {
        precondition(maps.count == 2, "a residual and splines")
        self.init(base: SplineFlow(maps[maps.startIndex + 1]), residual: ResidualStack(maps[maps.startIndex]))
    }
}

extension SplineFlow {
    fileprivate init(_ map: TransportMap) {
        self.init(
            transforms: map.parts.compactMap { part in
                guard let spline = part.bijection as? MaskedAutoregressiveSpline else { return nil }
                let order = spline.conditioner.order
                return ReferenceSplineTransform(
                    order: order.indices.map { feature in order.firstIndex(of: feature) ?? 0 },
                    conditioner: ReferenceNetwork(spline.conditioner, part.parameters))
            })
    }
}

extension ResidualStack {
    fileprivate init(_ map: TransportMap) {
        self.init(
            layers: map.parts.compactMap { part in
                guard let layer = part.bijection as? PolynomialResidual else { return nil }
                return ReferenceResidual(
                    networks: layer.nuisanceConditioners.map { ReferenceNetwork($0, part.parameters) },
                    centers: layer.centers.map(Double.init), scales: layer.scales.map(Double.init),
                    damping: Double(layer.damping), pairs: layer.pairs.map { .init($0.first, $0.second) },
                    pairNetworks: layer.pairConditioners.map { ReferenceNetwork($0, part.parameters) },
                    pairDamping: Double(layer.crossDamping), pairOrder: layer.crossOrder.rawValue)
            })
    }
}

extension ReferenceNetwork {
    /// Dense matrices with the inputs [features, context] and outputs feature by feature.
    fileprivate init(_ conditioner: AutoregressiveConditioner, _ parameters: ParameterBuffer) {
        let (network, order) = (conditioner.network, conditioner.order)
        var inputs = (0..<network.contextCount).map { order.count + $0 } + order.dropLast()
        var width = order.count + network.contextCount
        var layers: [Layer] = []
        for (index, layer) in network.layers.enumerated() {
            let isOutput = index == network.layers.count - 1
            var rows = [[Double]](repeating: [Double](repeating: 0, count: width), count: layer.rows)
            var biases = [Double](repeating: 0, count: layer.rows)
            let bias = layer.bias.matrix(in: parameters)
            for band in layer.bands {
                let weights = band.weights?.matrix(in: parameters)
                for row in band.rows {
                    let (place, rest) = row.quotientAndRemainder(dividingBy: network.outputsPerDegree)
                    let target = isOutput ? order[place] * network.outputsPerDegree + rest : row
                    biases[target] = Double(bias[row, 0])
                    for column in 0..<(weights?.columns ?? 0) {
                        rows[target][inputs[column]] = Double(weights?[row - band.rows.lowerBound, column] ?? 0)
                    }
                }
            }
            layers.append(Layer(weights: rows, biases: biases))
            inputs = Array(0..<layer.rows)
            width = layer.rows
        }
        self.init(layers: layers, activation: network.activation == .relu ? .relu : .elu)
    }
}
