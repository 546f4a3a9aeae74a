extension ReferenceNetwork {
    /// Reads `N.weight`, `N.bias` and, where it is stored, `N.mask`; N counts activations too.
    ///
    /// - Throws: ``NetworkError`` where a tensor is missing or of a wrong shape.
    public init(_ tensors: NamedTensors, activation: Activation) throws(NetworkError) {
        var layers: [Layer] = []
        for child in tensors.children(with: "weight") {
            var weights = try child.rows("weight")
            let biases = try child.doubles("bias")
            if child.has("mask") {
                let mask = try child.rows("mask")
                guard mask.map(\.count) == weights.map(\.count) else {
                    throw child.malformed("mask and weight differ in shape")
                }
                weights = zip(weights, mask).map { zip($0, $1).map(*) }
            }
            guard weights.count == biases.count,
                weights.allSatisfy({ $0.count == layers.last?.biases.count ?? $0.count })
            else { throw child.malformed("the layer's shape does not fit its bias or the layer before it") }
            layers.append(Layer(weights: weights, biases: biases))
        }
        guard !layers.isEmpty else { throw tensors.malformed("no layers") }
        self.init(layers: layers, activation: activation)
    }
}

extension ReferenceSplineTransform {
    /// Reads `order` and the ReLU network `hyper.N`.
    ///
    /// - Throws: ``NetworkError`` where a tensor is missing or misshapen.
    public init(_ tensors: NamedTensors) throws(NetworkError) {
        let order = try tensors.integers("order")
        let conditioner = try ReferenceNetwork(tensors.under("hyper."), activation: .relu)
        let parameters = order.isEmpty ? 0 : conditioner.outputs / order.count
        guard parameters >= 4, parameters * order.count == conditioner.outputs, parameters % 3 != 0 else {
            throw tensors.malformed("\(conditioner.outputs) outputs for \(order.count) features")
        }
        self.init(order: order, conditioner: conditioner)
    }
}

extension SplineFlow {
    /// Reads `transforms.N`. The base, a standard normal, is not read.
    ///
    /// A density's transforms lie under `transform.`, the transfer's under `transfer_model.T.`, and the base of a
    /// residual's file under `base_model.transform.`.
    ///
    /// - Throws: ``NetworkError`` where a tensor is missing or misshapen.
    public init(_ tensors: NamedTensors) throws(NetworkError) {
        var transforms: [ReferenceSplineTransform] = []
        for child in tensors.under("transforms.").children(with: "order") {
            transforms.append(try ReferenceSplineTransform(child))
        }
        guard !transforms.isEmpty else { throw tensors.malformed("no transforms") }
        self.init(transforms: transforms)
    }
}

extension ReferenceResidual {
    /// Reads the ELU networks `nuisance_nets.K`, `central_nuisance_values` and `nuisance_scales`; and, where they
    /// are stored, `cross_term_pairs` [pairs, 2] with `cross_nets.P`. The dampings are not stored.
    ///
    /// The published files name centers and scales twice, for the stack and for each layer; the layer's are read.
    ///
    /// - Throws: ``NetworkError`` where a tensor is missing or of a wrong shape.
    public init(
        _ tensors: NamedTensors, damping: Double = 0.01, pairDamping: Double = 0.01
    ) throws(NetworkError) {
        let centers = try tensors.doubles("central_nuisance_values")
        let scales = try tensors.doubles("nuisance_scales")
        guard centers.count == scales.count else { throw tensors.malformed("centers and scales differ in number") }
        var networks: [ReferenceNetwork] = []
        for index in centers.indices {
            networks.append(try ReferenceNetwork(tensors.under("nuisance_nets.\(index)."), activation: .elu))
        }
        var pairs: [Pair] = []
        var pairNetworks: [ReferenceNetwork] = []
        if tensors.has("cross_term_pairs") {
            for (index, pair) in try tensors.rows("cross_term_pairs").enumerated() {
                guard pair.count == 2, pair.allSatisfy({ centers.indices.contains(Int($0)) }) else {
                    throw tensors.malformed("pair \(index) does not name two of \(centers.count) nuisances")
                }
                pairs.append(Pair(Int(pair[0]), Int(pair[1])))
                pairNetworks.append(try ReferenceNetwork(tensors.under("cross_nets.\(index)."), activation: .elu))
            }
        }
        self.init(
            networks: networks, centers: centers, scales: scales, damping: damping,
            pairs: pairs, pairNetworks: pairNetworks, pairDamping: pairDamping)
    }
}

extension ResidualStack {
    /// Reads the layers among `transforms.N`, and checks that what stands between them, `indices`, is a reversal.
    ///
    /// - Throws: ``NetworkError`` where it is not, or a tensor is missing or of a wrong shape.
    public init(
        _ tensors: NamedTensors, damping: Double = 0.01, pairDamping: Double = 0.01
    ) throws(NetworkError) {
        var layers: [ReferenceResidual] = []
        for child in tensors.under("transforms.").children(with: "nuisance_scales") {
            layers.append(try ReferenceResidual(child, damping: damping, pairDamping: pairDamping))
        }
        guard !layers.isEmpty else { throw tensors.malformed("no layers") }
        for child in tensors.under("transforms.").children(with: "indices") {
            let indices = try child.integers("indices")
            guard indices == (0..<indices.count).reversed() else {
                throw child.malformed("\(indices) is not the reversed order")
            }
        }
        self.init(layers: layers)
    }
}

extension SystematicDensity {
    /// Reads a residual's file, which holds its base under `base_model.`.
    ///
    /// - Throws: ``NetworkError`` where a tensor is missing or misshapen.
    public init(_ tensors: NamedTensors, damping: Double = 0.01) throws(NetworkError) {
        self.init(
            base: try SplineFlow(tensors.under("base_model.transform.")),
            residual: try ResidualStack(tensors, damping: damping))
    }
}

extension ReferenceYields {
    /// Reads a mixture's file: `log_norm_factors` is ln N_c⁰, `lnN_constraints_factor_log` ln(1+σ_l), and
    /// `lnN_mix_matrix` M, all under `mixture_model.`.
    ///
    /// - Throws: ``NetworkError`` where a tensor is missing or misshapen.
    public init(_ tensors: NamedTensors) throws(NetworkError) {
        let model = tensors.under("mixture_model.")
        self.init(
            logNominal: try model.doubles("log_norm_factors"),
            logFactors: try model.doubles("lnN_constraints_factor_log"),
            matrix: try model.rows("lnN_mix_matrix"))
    }
}
