import FlowKernels
import Foundation
import Safetensors

extension ZukoCheckpoint {
    /// Settings that are not contained in the tensors of a checkpoint.
    public struct Untold: Sendable {
        /// δ of a residual's quadratic terms.
        public let quadraticDamping: Float
        /// δ₂ of its cross terms.
        public let crossDamping: Float
        /// The activation of the conditioners of spline transforms.
        public let activation: Activation
        /// The activation of the conditioners of affine transforms in a flow.
        public let affineActivation: Activation
        /// The activation of the conditioners of residual layers.
        public let residualActivation: Activation
        /// The standardization of the features before the network, (v − mean)/scale; nil if they were not standardized,
        /// or if a tensor states it.
        public let featureStandardization: Inputs?
        /// The standardization of the context; nil likewise.
        public let contextStandardization: Inputs?

        /// A mean and a scale for each of some inputs.
        public struct Inputs: Sendable, Hashable {
            /// Shape [inputs].
            public let means: [Float]
            /// Shape [inputs]; positive.
            public let scales: [Float]

            /// With these values.
            public init(means: [Float], scales: [Float]) {
                self.means = means
                self.scales = scales
            }

            /// - Parameter what: the name of the inputs in messages, "features".
            func standardization(of count: Int, _ what: String) throws(FlowError) -> Standardization {
                guard means.count == count else {
                    throw .invalidModel("\(means.count) means and scales for \(count) \(what)")
                }
                return try Standardization(checkedMeans: means, scales: scales)
            }
        }

        /// With these values.
        public init(
            quadraticDamping: Float = 0.01, crossDamping: Float = 0.01, activation: Activation = .relu,
            affineActivation: Activation? = nil, residualActivation: Activation = .elu,
            featureStandardization: Inputs? = nil,
            contextStandardization: Inputs? = nil
        ) {
            self.quadraticDamping = quadraticDamping
            self.crossDamping = crossDamping
            self.activation = activation
            self.affineActivation = affineActivation ?? activation
            self.residualActivation = residualActivation
            self.featureStandardization = featureStandardization
            self.contextStandardization = contextStandardization
        }

        /// The settings in the metadata of an exported model, with defaults for the others; see ``ZukoExport``.
        public init(metadata: [String: String]) {
            func activation(_ key: String) -> Activation? { metadata[key].flatMap { Activation(rawValue: $0) } }
            func number(_ key: String) -> Float? {
                metadata[key].flatMap { Float($0) }.flatMap { $0.isFinite ? $0 : nil }
            }
            self.init(
                quadraticDamping: number("quadratic-damping") ?? 0.01, crossDamping: number("cross-damping") ?? 0.01,
                activation: activation("activation") ?? .relu, affineActivation: activation("affine-activation"),
                residualActivation: activation("residual-activation") ?? .elu)
        }
    }

    /// The whole checkpoint as a model: a base flow, a residual in front of its base, a residual alone, or a
    /// distribution of interest; the names of the tensors decide which.
    ///
    /// - Throws: ``FlowError`` naming the tensors that are missing, left over, misshapen or not autoregressive.
    ///
    /// - Parameter given: the settings; nil for those of the file's metadata, with defaults.
    public func model(_ given: Untold? = nil) throws -> ModelFile {
        let untold = given ?? Untold(metadata: file.metadata)
        let splinePrefix = try splinePrefix()
        let residualFeatures = try residualFeatures()
        let features = try splinePrefix.flatMap(baseFeatures) ?? residualFeatures
        let splines = try splinePrefix.map {
            try self.splines(
                $0, features: features, activation: untold.activation, affineActivation: untold.affineActivation)
        }
        let residual = try residualFeatures.map {
            try self.residual(
                features: $0, damping: untold.quadraticDamping, crossDamping: untold.crossDamping,
                activation: untold.residualActivation)
        }
        let maps = [residual, splines].compactMap { $0 }
        guard let first = maps.first else {
            throw FlowError.invalidModel(
                "no tensor is named as those of a flow or residual are: expected one of "
                    + "\(Self.splinePrefixes.map { "'\($0).0.order'" }.joined(separator: ", ")) or "
                    + "'transforms.0.nuisance_scales'")
        }
        // Refuses maps that do not fit together, as the model's reader would.
        _ = try BijectionDescription.composition(maps.map(\.bijection.description)).makeBijection()
        try checkBase(splinePrefix, features: first.bijection.features)
        try checkReversals()
        try checkExpansion()
        let extra = Set(file.names).subtracting(knownNames(splinePrefix)).sorted()
        guard extra.isEmpty else {
            let listed = extra.prefix(6).map { "'\($0)'" }.joined(separator: ", ")
            let more = extra.count > 6 ? " and \(extra.count - 6) more" : ""
            throw FlowError.invalidModel("tensors that no part of the model uses: \(listed)\(more)")
        }
        var provenance = ["source": "a checkpoint with the tensor names of zuko"]
        if let fitted = try fittedNuisances() {
            provenance.merge(ModelFile.fittedProvenance(fitted)) { $1 }
        }
        let isDensity = splinePrefix?.hasSuffix("T.transforms") == false
        let flow = try standardized(Flow(maps), untold, isDensity: isDensity)
        return ModelFile(
            flow: flow, kind: isDensity ? .density : .transport, names: saidNames(of: flow), provenance: provenance)
    }

    /// The names that an exported model's metadata give its inputs; nil where they are not as many.
    private func saidNames(of flow: Flow) -> ModelNames? {
        func list(_ key: String) -> [String] { file.metadata[key]?.split(separator: " ").map(String.init) ?? [] }
        let names = ModelNames(features: list("features"), context: list("context"), nuisances: list("nuisances"))
        return names.fit(flow) ? names : nil
    }

    /// The flow behind the standardizations that no tensor states; a map of events to events gives features back in their
    /// own units.
    private func standardized(_ flow: Flow, _ untold: Untold, isDensity: Bool) throws -> Flow {
        var flow = flow
        if let context = untold.contextStandardization {
            let whole = flow.composed
            let standardization = try context.standardization(of: flow.contextCount, "context inputs")
            flow = Flow([
                TransportMap(ContextStandardized(whole.bijection, standardization), parameters: whole.parameters)
            ])
        }
        guard let features = untold.featureStandardization else { return flow }
        let standardization = try features.standardization(of: flow.features, "features")
        let none = ParameterBuffer(count: 0)
        let front = [TransportMap(standardization, parameters: none)] + flow.maps
        guard !isDensity else { return Flow(front) }
        return Flow(front + [TransportMap(try standardization.inverted(), parameters: none)])
    }

    /// The shape nuisances that a global fit stored with its T, `mixture_model.m_vector`.
    ///
    /// - Throws: `SafetensorsError` if they are not floats.
    public func fittedNuisances() throws -> [Double]? {
        file.tensors["mixture_model.m_vector"] == nil
            ? nil : try file.floats("mixture_model.m_vector").map(Double.init)
    }

    // MARK: Names

    private static let splinePrefixes = [
        "transform.transforms", "base_model.transform.transforms", "transfer_model.T.transforms", "T.transforms",
        "base_model.T.transforms",
    ]

    private func splinePrefix() throws(FlowError) -> String? {
        let found = Self.splinePrefixes.filter { prefix in file.names.contains { $0.hasPrefix("\(prefix).") } }
        guard found.count < 2 else {
            throw .invalidModel("spline transforms under more than one name: \(found.joined(separator: ", "))")
        }
        return found.first
    }

    /// The features of the residual, from the rows of its first network: four outputs a feature.
    private func residualFeatures() throws -> Int? {
        guard file.names.contains(where: { $0.hasPrefix("transforms.") }) else { return nil }
        let first = (0...).lazy.map { "transforms.\($0)" }.prefix { name in
            file.names.contains { $0.hasPrefix("\(name).") }
        }.first { file.tensors["\($0).nuisance_scales"] != nil }
        guard let first else {
            throw FlowError.invalidModel("there is no tensor 'transforms.0.nuisance_scales'")
        }
        let layers = layers("\(first).nuisance_nets.0")
        guard layers > 0 else {
            throw FlowError.invalidModel("there is no tensor '\(first).nuisance_nets.0.0.weight'")
        }
        let last = "\(first).nuisance_nets.0.\(2 * (layers - 1)).weight"
        let rows = try file.shape(last).first ?? 0
        guard rows > 0, rows.isMultiple(of: 4) else {
            throw FlowError.invalidModel("tensor '\(last)' has \(rows) rows, not four a feature")
        }
        return rows / 4
    }

    /// How many linear layers stand under a name; PyTorch counts activations too.
    private func layers(_ prefix: String) -> Int {
        var count = 0
        while file.tensors["\(prefix).\(2 * count).weight"] != nil { count += 1 }
        return count
    }

    /// All tensors that a model of this architecture has, or may have beside it.
    private func knownNames(_ splinePrefix: String?) -> Set<String> {
        var names: Set<String> = ["central_nuisance_values", "nuisance_scales"]
        func add(network prefix: String, masked: Bool = true) {
            for layer in 0..<layers(prefix) {
                for tensor in ["weight", "bias"] + (masked ? ["mask"] : []) {
                    names.insert("\(prefix).\(2 * layer).\(tensor)")
                }
            }
        }
        if let splinePrefix {
            var index = 0
            while hasTransform("\(splinePrefix).\(index)") {
                let name = "\(splinePrefix).\(index)"
                if isStandardization(name) {
                    names.formUnion(["\(name)._0", "\(name)._1"])
                } else if file.tensors["\(name).phi.0"] != nil {
                    names.formUnion((0..<3).map { "\(name).phi.\($0)" })
                } else {
                    names.insert("\(name).order")
                    add(network: "\(name).hyper", masked: file.tensors["\(name).hyper.0.mask"] != nil)
                }
                index += 1
            }
            names.formUnion(Self.baseTensors(splinePrefix).map(\.name))
        }
        for index in 0... {
            let name = "transforms.\(index)"
            if isStandardization(name) {
                names.formUnion(["\(name)._0", "\(name)._1"])
                continue
            }
            guard file.tensors["\(name).indices"] != nil || file.tensors["\(name).nuisance_scales"] != nil else {
                break
            }
            if file.tensors["\(name).indices"] != nil {
                names.formUnion(["\(name).indices", "\(name).inv_indices"])
                continue
            }
            for tensor in ["central_nuisance_values", "nuisance_scales", "cross_term_pairs"] {
                names.insert("\(name).\(tensor)")
            }
            // Counted in elements: an empty tensor may claim any number of rows.
            let (nuisances, pairs) = (file.tensors["\(name).nuisance_scales"], file.tensors["\(name).cross_term_pairs"])
            for k in 0..<(nuisances?.count ?? 0) { add(network: "\(name).nuisance_nets.\(k)") }
            for p in 0..<(pairs?.count ?? 0) / 2 { add(network: "\(name).cross_nets.\(p)") }
        }
        // What a global fit keeps beside its T: yields, constraints, nuisances.
        return names.union(file.names.filter { $0.hasPrefix("mixture_model.") })
    }

    // MARK: Tensors that repeat what is known

    /// Location and scale of the base distribution beside `transform.transforms`, with the value they must have; zuko
    /// calls them `_0` and `_1` up to 1.5, `loc` and `scale` from 1.6 on. A T has none.
    private static func baseTensors(_ splinePrefix: String) -> [(name: String, value: Float)] {
        guard splinePrefix.hasSuffix("transform.transforms") else { return [] }
        let base = "\(splinePrefix.dropLast("transform.transforms".count))base"
        return [("\(base)._0", 0), ("\(base)._1", 1), ("\(base).loc", 0), ("\(base).scale", 1)]
    }

    /// The features of the base distribution; nil where it has no tensors.
    private func baseFeatures(_ splinePrefix: String) throws -> Int? {
        try Self.baseTensors(splinePrefix).first { file.tensors[$0.name] != nil }.flatMap {
            try file.shape($0.name).first
        }
    }

    /// The base distribution must be the standard normal one.
    private func checkBase(_ splinePrefix: String?, features: Int) throws {
        guard let splinePrefix else { return }
        for (name, value) in Self.baseTensors(splinePrefix) where file.tensors[name] != nil {
            guard try file.floats(name) == Array(repeating: value, count: features) else {
                throw FlowError.invalidModel(
                    "tensor '\(name)' is not \(features) times \(value): no standard normal base")
            }
        }
    }

    private func checkReversals() throws {
        for name in file.names where name.hasPrefix("transforms.") && name.hasSuffix(".inv_indices") {
            let indices = try file.integers("\(name.dropLast("inv_indices".count))indices")
            let inverse = try file.integers(name)
            guard inverse.count == indices.count,
                indices.enumerated().allSatisfy({ inverse.indices.contains($1) && inverse[$1] == $0 })
            else { throw FlowError.invalidModel("tensor '\(name)' does not undo \(indices)") }
        }
    }

    /// A residual repeats the centers and scales of its layers.
    private func checkExpansion() throws {
        for tensor in ["central_nuisance_values", "nuisance_scales"] where file.tensors[tensor] != nil {
            let whole = try file.floats(tensor)
            for name in file.names where name.hasPrefix("transforms.") && name.hasSuffix(".\(tensor)") {
                guard try file.floats(name) == whole else {
                    throw FlowError.invalidModel("tensors '\(tensor)' and '\(name)' differ")
                }
            }
        }
    }
}

extension ModelFile {
    /// Whether the metadata of a file say that it is a model, and not a checkpoint of zuko.
    public static func isModel(_ file: SafetensorsFile) -> Bool { file.metadata[descriptionKey] != nil }

    /// Reads a model of Fiducial, or a checkpoint with the tensor names of zuko or of the published code.
    ///
    /// - Parameters:
    ///   - file: the tensors.
    ///   - untold: settings that the tensors of a checkpoint do not contain; nil for the defaults.
    /// - Throws: ``FlowError`` or `SafetensorsError`; also if `untold` is given for a model, whose file contains these
    ///   settings.
    public init(modelOrCheckpoint file: SafetensorsFile, untold: ZukoCheckpoint.Untold? = nil) throws {
        guard Self.isModel(file) else {
            self = try ZukoCheckpoint(file: file).model(untold)
            return
        }
        guard untold == nil else {
            throw FlowError.invalidModel("the file is a model, which itself states what is given for a checkpoint")
        }
        try self.init(file: file)
    }
}
