import FlowKernels

/// One layer of the factorizable residual: the response of the features to the nuisances, in front of a frozen flow.
///
/// arXiv:2606.30489: observed features go to nominal ones by v₀ⱼ = vⱼ·exp(sⱼ) + tⱼ, log|det| = Σⱼ sⱼ, with
/// u_k = (ν_k − ν⁰_k)/scale_k and
///
///     s = Σ_k [A_k u_k + δ B_k u_k²] + Σ_{k<l, chosen} δ₂ C_kl u_k u_l        (t alike)
///
/// as published (``CrossOrder/second``). With ``CrossOrder/third`` a chosen pair has two further terms,
///
///     δ₂ [C_kl u_k u_l + D_kl u_k u_l² + E_kl u_k² u_l],
///
/// which joint templates require: if both nuisances are at ±1, u_k u_l² equals u_k, and a residual without D
/// compensates it by a slope A_k that is wrong at u_l = 0. On the nine points u_k, u_l ∈ {−1, 0, 1} only u_k² u_l² then
/// has no term; it is even in both, and does not change the slope at ν⁰.
///
/// Every nuisance has its own conditioner (4 outputs for each feature: A and B of s, then of t), and so has every
/// chosen pair (2 outputs for each feature, C of s, then of t; or 6, C, D and E of s, then of t), so that the cost is
/// linear in the number of nuisances and each can be trained on its own templates. At ν⁰ the layer is exactly the
/// identity, whatever the parameters.
public struct PolynomialResidual: Bijection {
    /// The order of the features in the networks: each depends on those before it.
    public let order: [Int]
    /// The scales of ν in u = (ν − ν⁰)/scale, shape [nuisances].
    public let scales: [Float]
    /// ν⁰, shape [nuisances]: there the layer is the identity.
    public let centers: [Float]
    /// The pairs k < l of nuisances that have cross terms.
    public let pairs: [NuisancePair]
    /// The cross terms of a pair; those of the published form if there is no pair.
    public let crossOrder: CrossOrder
    /// δ, on the quadratic terms.
    public let damping: Float
    /// δ₂, on the cross terms.
    public let crossDamping: Float
    public let layout: ParameterLayout
    /// One for each nuisance, then one for each pair.
    public let nuisanceConditioners: [AutoregressiveConditioner]
    /// One for each pair: the coefficients of its terms in s, then in t, for every feature.
    public let pairConditioners: [AutoregressiveConditioner]
    let activation: Activation
    let hidden: [Int]
    let networks: [ConditionerShape]?

    public var features: Int { order.count }
    public let contextCount: Int
    public var nuisanceCount: Int { centers.count }
    public var description: BijectionDescription {
        .polynomialResidual(
            order: order, context: contextCount, centers: centers, scales: scales, pairs: pairs, damping: damping,
            crossDamping: crossDamping, crossOrder: crossOrder, hidden: hidden, activation: activation,
            networks: networks)
    }
    public var residualRole: ResidualRole { .layer(self) }

    /// `networks` are the hidden layers of each nuisance's network and then of each pair's; if nil, all have `hidden`
    /// with units assigned in turn.
    public init(
        order: [Int], contextCount: Int, centers: [Float], scales: [Float], pairs: [NuisancePair] = [],
        damping: Float = 0.01, crossDamping: Float = 0.01, crossOrder: CrossOrder = .second, hidden: [Int],
        activation: Activation = .elu, networks: [ConditionerShape]? = nil
    ) {
        precondition(centers.count == scales.count, "\(centers.count) centers for \(scales.count) scales")
        precondition(
            pairs.allSatisfy { $0.first < $0.second && $0.second < centers.count && $0.first >= 0 },
            "a cross term needs two different nuisances, the lower first")
        self.order = order
        self.contextCount = contextCount
        self.centers = centers
        self.scales = scales
        self.pairs = pairs
        self.damping = damping
        self.crossDamping = crossDamping
        let crossOrder = pairs.isEmpty ? CrossOrder.second : crossOrder
        self.crossOrder = crossOrder
        self.hidden = hidden
        self.activation = activation
        self.networks = networks
        let shapes =
            networks
            ?? [ConditionerShape](
                repeating: ConditionerShape(hidden: hidden), count: centers.count + pairs.count)
        precondition(shapes.count == centers.count + pairs.count, "\(shapes.count) networks for all terms")
        var layout = ParameterLayout()
        func conditioner(_ shape: ConditionerShape, _ outputs: Int, _ name: String) -> AutoregressiveConditioner {
            AutoregressiveConditioner(
                order: order, contextCount: contextCount, hidden: shape.hidden, unitsByDegree: shape.unitsByDegree,
                outputsPerFeature: outputs, activation: activation, name: name, layout: &layout)
        }
        nuisanceConditioners = centers.indices.map { conditioner(shapes[$0], 4, "nuisance.\($0)") }
        pairConditioners = pairs.indices.map { index in
            conditioner(
                shapes[centers.count + index], 2 * crossOrder.coefficients,
                "pair.\(pairs[index].first).\(pairs[index].second)")
        }
        self.layout = layout
    }

    /// The last layers stay zero, so that the map is the identity at every ν.
    public func initialize(_ parameters: ParameterBuffer, _ initialization: ParameterInitialization) {
        for conditioner in conditioners { initialization.draw(conditioner.network, parameters, zeroOutputs: true) }
    }

    public func prepare(
        _ context: Matrix, features: Matrix?, parameters: ParameterBuffer, use: PreparedUse, arena: Arena
    ) -> PreparedBijection {
        PreparedBijection(
            conditioners, context: context, features: features, parameters: parameters, use: use, arena: arena)
    }

    public func forward(
        _ v: Matrix, nuisances: Matrix?, prepared: PreparedBijection, parameters: ParameterBuffer, logDet: Matrix,
        tape: Tape?, arena: Arena
    ) -> Matrix {
        let u = scaledNuisances(nuisances, arena: arena)
        let (logScale, shift) = response(v, prepared, u, parameters: parameters, tape: tape, arena: arena)
        let output = arena.matrix(rows: v.rows, columns: v.columns)
        Kernels.affineForward(input: v, logScale: logScale, shift: shift, into: output, logDet: logDet)
        tape?.push(v)
        tape?.push(logScale)
        tape?.push(u)
        return output
    }

    /// s and t of every feature, each of shape [features, events].
    private func response(
        _ v: Matrix, _ prepared: PreparedBijection, _ u: Matrix, parameters: ParameterBuffer, tape: Tape?, arena: Arena
    ) -> (logScale: Matrix, shift: Matrix) {
        let logScale = arena.zeros(rows: v.rows, columns: v.columns)
        let shift = arena.zeros(rows: v.rows, columns: v.columns)
        for (index, (conditioner, term)) in terms.enumerated() {
            let columns = columns(of: term, prepared.use, u)
            if columns.isEmpty { continue }
            let pass = prepared.forward(index, conditioner, v, columns: columns, parameters: parameters, arena: arena)
            for place in order.indices {
                accumulate(
                    term, place, conditioner.network.output(place: place, pass), u, columns,
                    logScale: logScale, shift: shift, arena: arena)
            }
            if prepared.fixed.isEmpty { tape?.push(pass) }
        }
        return (logScale, shift)
    }

    /// s and t at points v: v₀ = v·exp(s) + t, each of shape [features, events].
    public func response(
        _ v: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, arena: Arena
    ) -> (logScale: Matrix, shift: Matrix) {
        let u = scaledNuisances(conditions.nuisances, arena: arena)
        let prepared = prepare(conditions.context, features: nil, parameters: parameters, use: .once, arena: arena)
        return response(v, prepared, u, parameters: parameters, tape: nil, arena: arena)
    }

    /// The same layer with its cross terms left out; its parameters are the first ones of this layer's.
    var withoutPairs: PolynomialResidual {
        PolynomialResidual(
            order: order, contextCount: contextCount, centers: centers, scales: scales, damping: damping,
            crossDamping: crossDamping, hidden: hidden, activation: activation,
            networks: networks.map { Array($0.prefix(centers.count)) })
    }

    /// The same polynomials in ν relative to another center.
    func recentred(at centers: [Float]) -> PolynomialResidual {
        precondition(centers.count == scales.count, "\(centers.count) centers for \(scales.count) nuisances")
        return PolynomialResidual(
            order: order, contextCount: contextCount, centers: centers, scales: scales, pairs: pairs, damping: damping,
            crossDamping: crossDamping, crossOrder: crossOrder, hidden: hidden, activation: activation,
            networks: networks)
    }

    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, prepared: PreparedBijection,
        into gradients: ConditionGradients, parameters: ParameterBuffer, parameterGradient: ParameterBuffer?,
        tape: Tape, arena: Arena
    ) -> Matrix {
        let u = tape.popMatrix()
        let logScale = tape.popMatrix()
        let v = tape.popMatrix()
        let featureGradient = arena.matrix(rows: v.rows, columns: v.columns)
        let logScaleGradient = arena.matrix(rows: v.rows, columns: v.columns)
        Kernels.affineBackward(
            input: v, logScale: logScale, outputGradient: outputGradient, logDetGradient: logDetGradient,
            into: featureGradient, logScaleGradient: logScaleGradient)
        let uGradient = gradients.nuisances.map { arena.zeros(rows: $0.rows, columns: $0.columns) }
        let collects = parameterGradient != nil || gradients.context != nil
        precondition(
            prepared.use != .onceWithinTemplates || (gradients.nuisances == nil && gradients.context == nil),
            "the adjoint within templates was asked for nuisances or context")
        for (index, (conditioner, term)) in terms.enumerated().reversed() {
            let columns = columns(of: term, prepared.use, u)
            if columns.isEmpty { continue }
            let network = conditioner.network
            let pass = prepared.fixed.isEmpty ? tape.popPass() : prepared.fixed[index]
            let outputs0 = arena.matrix(rows: network.outputsPerDegree, columns: columns.count)
            let outputs1 = arena.matrix(rows: network.outputs - network.outputsPerDegree, columns: columns.count)
            for place in order.indices {
                let rows = network.outputsPerDegree
                differentiate(
                    term, place, network.output(place: place, pass), u, columns,
                    logScaleGradient: logScaleGradient.row(order[place]),
                    shiftGradient: outputGradient.row(order[place]),
                    into: place == 0 ? outputs0 : outputs1.rows((place - 1) * rows..<place * rows), uGradient,
                    arena: arena)
            }
            prepared.backward(
                index, conditioner, outputGradient: (collects ? outputs0 : nil, outputs1), pass, into: featureGradient,
                columns: columns, context: gradients.context, parameters: parameters,
                parameterGradient: parameterGradient, arena: arena)
        }
        if let nuisanceGradient = gradients.nuisances, let uGradient {
            for k in centers.indices {
                uGradient.row(k).scale(by: 1 / scales[k])
                nuisanceGradient.row(k).add(uGradient.row(k))
            }
        }
        return featureGradient
    }

    public func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix {
        let u = scaledNuisances(conditions.nuisances, arena: arena)
        let logScale = arena.zeros(rows: output.rows, columns: output.columns)
        let shift = arena.zeros(rows: output.rows, columns: output.columns)
        let terms = terms
        return AutoregressiveConditioner.inverse(
            order: order, conditioners, conditions, events: output.columns, parameters: parameters, arena: arena
        ) { place, coefficients, v in
            for ((_, term), coefficients) in zip(terms, coefficients) {
                accumulate(
                    term, place, coefficients, u, 0..<output.columns, logScale: logScale, shift: shift, arena: arena)
            }
            let feature = order[place]
            Kernels.affineInverse(
                output: output.row(feature), logScale: logScale.row(feature), shift: shift.row(feature), into: v,
                logDet: logDet)
        }
    }

    /// With u = (ν − ν⁰)/scale: u′ = d/scale and u″ = 0. The coefficients have jets only if the features have.
    public func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, logDet: TaylorMatrix,
        arena: Arena
    ) -> TaylorMatrix {
        let count = conditions.directions.count
        let output = TaylorMatrix.zeros(rows: v.rows, columns: v.columns, directions: count, arena: arena)
        arena.scope {
            let u = scaledNuisances(conditions.conditions.nuisances, arena: arena)
            let slopes = scales.indices.map { k in conditions.directions.map { $0[k] / scales[k] } }
            let logScale = TaylorMatrix.zeros(rows: v.rows, columns: v.columns, directions: count, arena: arena)
            for (conditioner, term) in terms {
                arena.scope {
                    let coefficients = conditioner.forwardTaylor(v, conditions, parameters: parameters, arena: arena)
                    for place in order.indices {
                        accumulate(
                            term, place, coefficients.rows(place: place), u, slopes, logScale: logScale,
                            shift: output, arena: arena)
                    }
                }
            }
            // What has been added up in `output` is t; y = v eˢ + t takes its place.
            if let shiftJets = output.jets, let logDetJets = logDet.jets {
                Kernels.affineTaylor(
                    input: v, logScale: logScale, shiftJets: shiftJets, logDetJets: logDetJets)
            }
            let value = arena.matrix(rows: v.rows, columns: v.columns)
            Kernels.affineForward(
                input: v.value, logScale: logScale.value, shift: output.value, into: value, logDet: logDet.value)
            output.value.copy(from: value)
        }
        return output
    }
}

extension PolynomialResidual {
    struct Architecture: BijectionArchitecture {
        static let kind = "polynomialResidual"
        let order: [Int]
        let context: Int
        let centers: [Float]
        let scales: [Float]
        let pairs: [NuisancePair]
        let damping: Float
        let crossDamping: Float
        /// nil, and no key of the file, for the published ``CrossOrder/second``.
        let crossOrder: CrossOrder?
        let hidden: [Int]
        let activation: Activation
        let networks: [ConditionerShape]?

        /// Counted as for the network of a spline, for each nuisance and each pair.
        var leastTensorCount: Int {
            networks.map { $0.reduce(0) { $0 + 1 + $1.hidden.count } }
                ?? (centers.count + pairs.count) * (order.count + hidden.count)
        }

        var summary: [String] {
            let terms = crossOrder == .third ? " up to third order" : ""
            let cross =
                pairs.isEmpty ? "" : ", pairs \(pairs.map { [$0.first, $0.second] })\(terms), δ₂ \(crossDamping)"
            return [
                "residual, centers \(centers), scales \(scales), δ \(damping)\(cross), hidden "
                    + "\(networks.map { "\($0.map(\.hidden))" } ?? "\(hidden)"), " + activation.rawValue
            ]
        }

        /// - Throws: ``FlowError/invalidArchitecture(_:)`` if the numbers are not valid for a residual.
        func makeBijection() throws(FlowError) -> PolynomialResidual {
            try ArchitectureLimits.check(order: order, context: context, hidden: hidden)
            guard networks.map({ $0.count == centers.count + pairs.count }) ?? true else {
                throw .invalidArchitecture(
                    "\(networks?.count ?? 0) networks for \(centers.count) nuisances and \(pairs.count) cross terms")
            }
            for network in networks ?? [] {
                try ArchitectureLimits.check(order: order, context: context, hidden: network.hidden)
                try ArchitectureLimits.check(network.unitsByDegree, of: network.hidden, features: order.count)
            }
            guard centers.count == scales.count, scales.allSatisfy({ $0.isFinite && $0 != 0 }),
                centers.allSatisfy(\.isFinite)
            else {
                throw .invalidArchitecture("a residual with centers \(centers) and scales \(scales)")
            }
            guard damping.isFinite, crossDamping.isFinite else {
                throw .invalidArchitecture("a residual with dampings \(damping) and \(crossDamping)")
            }
            guard pairs.allSatisfy({ 0 <= $0.first && $0.first < $0.second && $0.second < centers.count }) else {
                throw .invalidArchitecture("a residual with a cross term outside its \(centers.count) nuisances")
            }
            guard Set(pairs).count == pairs.count else {
                throw .invalidArchitecture("a residual with two cross terms for one pair of nuisances")
            }
            return PolynomialResidual(
                order: order, contextCount: context, centers: centers, scales: scales, pairs: pairs,
                damping: damping, crossDamping: crossDamping, crossOrder: crossOrder ?? .second, hidden: hidden,
                activation: activation, networks: networks)
        }
    }
}

extension BijectionDescription {
    /// A ``PolynomialResidual``; parameters as in its initializer.
    public static func polynomialResidual(
        order: [Int], context: Int, centers: [Float], scales: [Float], pairs: [NuisancePair], damping: Float,
        crossDamping: Float, crossOrder: CrossOrder = .second, hidden: [Int], activation: Activation,
        networks: [ConditionerShape]? = nil
    ) -> BijectionDescription {
        BijectionDescription(
            PolynomialResidual.Architecture(
                order: order, context: context, centers: centers, scales: scales, pairs: pairs, damping: damping,
                crossDamping: crossDamping, crossOrder: crossOrder == .second ? nil : crossOrder, hidden: hidden,
                activation: activation, networks: networks))
    }
}
