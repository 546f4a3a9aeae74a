import FlowKernels

/// One layer of the factorizable residual: the response of the features to the nuisances, in front of a frozen flow.
///
/// arXiv:2606.30489: observed features go to nominal ones by v₀ⱼ = vⱼ·exp(sⱼ) + tⱼ, log|det| = Σⱼ sⱼ, with
/// u_k = (ν_k − ν⁰_k)/scale_k and
///
///     s = Σ_k [A_k u_k + δ B_k u_k²] + Σ_{k<l, chosen} δ₂ C_kl u_k u_l        (t alike)
///
/// Every nuisance has a conditioner of its own (4 outputs a feature: A and B of s, then of t), and so has every chosen
/// pair (2 outputs a feature), so that the cost is linear in the number of nuisances and each can be trained on its
/// own templates. At ν⁰ the layer is exactly the identity, whatever the parameters.
public struct PolynomialResidual: Bijection {
    public let order: [Int]
    public let scales: [Float]
    public let centers: [Float]
    /// The pairs k < l of nuisances that have a cross term.
    public let pairs: [NuisancePair]
    /// δ, on the quadratic terms.
    public let damping: Float
    /// δ₂, on the cross terms.
    public let crossDamping: Float
    public let layout: ParameterLayout
    /// One for each nuisance, then one for each pair.
    public let nuisanceConditioners: [AutoregressiveConditioner]
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
            crossDamping: crossDamping, hidden: hidden, activation: activation, networks: networks)
    }

    /// - Parameter networks: the hidden layers of each nuisance's network and then of each pair's, where they are not
    ///   all `hidden` with units dealt out in turn.
    public init(
        order: [Int], contextCount: Int, centers: [Float], scales: [Float], pairs: [NuisancePair] = [],
        damping: Float = 0.01, crossDamping: Float = 0.01, hidden: [Int], activation: Activation = .elu,
        networks: [ConditionerShape]? = nil
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
            conditioner(shapes[centers.count + index], 2, "pair.\(pairs[index].first).\(pairs[index].second)")
        }
        self.layout = layout
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
                    logScale: logScale, shift: shift)
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
                    into: place == 0 ? outputs0 : outputs1.rows((place - 1) * rows..<place * rows), uGradient)
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

    public func finishBackward(
        _ prepared: PreparedBijection, into gradients: ConditionGradients, parameters: ParameterBuffer,
        parameterGradient: ParameterBuffer?, arena: Arena
    ) {
        prepared.finish(
            conditioners, into: gradients.context, parameters: parameters, parameterGradient: parameterGradient,
            arena: arena)
    }

    public func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix {
        let u = scaledNuisances(conditions.nuisances, arena: arena)
        let v = arena.matrix(rows: output.rows, columns: output.columns)
        let logScale = arena.zeros(rows: output.rows, columns: output.columns)
        let shift = arena.zeros(rows: output.rows, columns: output.columns)
        // All networks have the same inputs.
        let features = arena.matrix(rows: order.count - 1, columns: output.columns)
        let passes = terms.map { conditioner, term in
            let context = conditioner.prepare(
                conditions, events: output.columns, parameters: parameters, arena: arena)
            return (conditioner, term, conditioner.network.emptyPass(features, context))
        }
        for (place, feature) in order.enumerated() {
            for (conditioner, term, pass) in passes {
                if place > 0 { conditioner.network.compute(place, pass, parameters: parameters) }
                accumulate(
                    term, place, conditioner.network.output(place: place, pass), u, 0..<v.columns,
                    logScale: logScale, shift: shift)
            }
            Kernels.affineInverse(
                output: output.row(feature), logScale: logScale.row(feature), shift: shift.row(feature),
                into: v.row(feature), logDet: logDet)
            if place < order.count - 1 { features.row(place).copy(from: v.row(feature)) }
        }
        return v
    }

    // MARK: Terms of the polynomial

    /// What the coefficients of one conditioner multiply.
    enum Term {
        case nuisance(Int)
        case cross(Int, Int)
    }

    /// Nuisances first, then pairs.
    var conditioners: [AutoregressiveConditioner] { nuisanceConditioners + pairConditioners }

    /// All conditioners with their terms.
    var terms: [(AutoregressiveConditioner, Term)] {
        nuisanceConditioners.enumerated().map { ($1, .nuisance($0)) }
            + zip(pairConditioners, pairs).map { ($0, .cross($1.first, $1.second)) }
    }

    /// u = (ν − ν⁰)/scale, shape [nuisances, events].
    func scaledNuisances(_ nuisances: Matrix?, arena: Arena) -> Matrix {
        guard let nuisances else {
            preconditionFailure("a residual of \(nuisanceCount) nuisances was evaluated without ν")
        }
        precondition(
            nuisances.rows == nuisanceCount, "residual of \(nuisanceCount) nuisances given \(nuisances.rows)")
        let u = arena.matrix(rows: nuisances.rows, columns: nuisances.columns)
        u.copy(from: nuisances)
        for k in centers.indices {
            u.row(k).add(-centers[k])
            u.row(k).scale(by: 1 / scales[k])
        }
        return u
    }

    /// The events that a network is evaluated for.
    private func columns(of term: Term, _ use: PreparedUse, _ u: Matrix) -> Range<Int> {
        guard use == .onceWithinTemplates else { return 0..<u.columns }
        switch term {
        case .nuisance(let k): return u.row(k).columnsThatAreNotZero()
        case .cross(let k, let l):
            return u.row(k).columnsThatAreNotZero().clamped(to: u.row(l).columnsThatAreNotZero())
        }
    }

    /// Adds one term of the polynomials of one feature for some events; `coefficients` are the rows of that feature.
    private func accumulate(
        _ term: Term, _ place: Int, _ coefficients: Matrix, _ u: Matrix, _ columns: Range<Int>, logScale: Matrix,
        shift: Matrix
    ) {
        let feature = order[place]
        switch term {
        case .nuisance(let k):
            for (first, sum) in [(0, logScale), (2, shift)] {
                Kernels.polynomialForward(
                    linear: coefficients.row(first), quadratic: coefficients.row(first + 1), damping: damping,
                    nuisance: u.row(k, columns), into: sum.row(feature, columns))
            }
        case .cross(let k, let l):
            for (row, sum) in [(0, logScale), (1, shift)] {
                Kernels.crossForward(
                    coefficient: coefficients.row(row), damping: crossDamping, nuisances: u.row(k, columns),
                    u.row(l, columns), into: sum.row(feature, columns))
            }
        }
    }

    private func differentiate(
        _ term: Term, _ place: Int, _ coefficients: Matrix, _ u: Matrix, _ columns: Range<Int>,
        logScaleGradient: Matrix, shiftGradient: Matrix, into coefficientGradient: Matrix, _ uGradient: Matrix?
    ) {
        switch term {
        case .nuisance(let k):
            for (first, gradient) in [(0, logScaleGradient), (2, shiftGradient)] {
                Kernels.polynomialBackward(
                    linear: coefficients.row(first), quadratic: coefficients.row(first + 1), damping: damping,
                    nuisance: u.row(k, columns), sumGradient: gradient.row(0, columns),
                    linearGradient: coefficientGradient.row(first),
                    quadraticGradient: coefficientGradient.row(first + 1),
                    nuisanceGradient: uGradient?.row(k, columns))
            }
        case .cross(let k, let l):
            for (row, gradient) in [(0, logScaleGradient), (1, shiftGradient)] {
                Kernels.crossBackward(
                    coefficient: coefficients.row(row), damping: crossDamping, nuisances: u.row(k, columns),
                    u.row(l, columns), sumGradient: gradient.row(0, columns),
                    coefficientGradient: coefficientGradient.row(row),
                    nuisanceGradients: uGradient?.row(k, columns), uGradient?.row(l, columns))
            }
        }
    }
}

/// Two nuisances, by index, whose product has a term in a residual; `first < second`.
public struct NuisancePair: Sendable, Hashable, Codable {
    public let first: Int
    public let second: Int

    public init(_ first: Int, _ second: Int) {
        self.first = first
        self.second = second
    }
}
