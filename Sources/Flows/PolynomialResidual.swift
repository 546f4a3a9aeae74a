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

    public func forward(
        _ v: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, tape: Tape?, arena: Arena
    ) -> Matrix {
        let u = scaledNuisances(conditions, arena: arena)
        let (logScale, shift) = response(v, conditions, u, parameters: parameters, tape: tape, arena: arena)
        let output = arena.matrix(rows: v.rows, columns: v.columns)
        Kernels.affineForward(input: v, logScale: logScale, shift: shift, into: output, logDet: logDet)
        tape?.push(v)
        tape?.push(logScale)
        tape?.push(u)
        return output
    }

    /// s and t of every feature, each of shape [features, events].
    private func response(
        _ v: Matrix, _ conditions: Conditions, _ u: Matrix, parameters: ParameterBuffer, tape: Tape?, arena: Arena
    ) -> (logScale: Matrix, shift: Matrix) {
        let logScale = arena.zeros(rows: v.rows, columns: v.columns)
        let shift = arena.zeros(rows: v.rows, columns: v.columns)
        for (conditioner, term) in terms {
            let coefficients = conditioner.forward(v, conditions, parameters: parameters, tape: tape, arena: arena)
            for place in order.indices {
                accumulate(term, place, coefficients, u, logScale: logScale, shift: shift)
            }
            tape?.push(coefficients)
        }
        return (logScale, shift)
    }

    /// s and t at points v: v₀ = v·exp(s) + t, each of shape [features, events].
    public func response(
        _ v: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, arena: Arena
    ) -> (logScale: Matrix, shift: Matrix) {
        let u = scaledNuisances(conditions, arena: arena)
        return response(v, conditions, u, parameters: parameters, tape: nil, arena: arena)
    }

    /// The same layer with its cross terms left out; its parameters are the first ones of this layer's.
    var withoutPairs: PolynomialResidual {
        PolynomialResidual(
            order: order, contextCount: contextCount, centers: centers, scales: scales, damping: damping,
            crossDamping: crossDamping, hidden: hidden, activation: activation,
            networks: networks.map { Array($0.prefix(centers.count)) })
    }

    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, _ conditions: Conditions, into gradients: ConditionGradients,
        parameters: ParameterBuffer, parameterGradient: ParameterBuffer?, tape: Tape, arena: Arena
    ) -> Matrix {
        let u = tape.pop()
        let logScale = tape.pop()
        let v = tape.pop()
        let featureGradient = arena.matrix(rows: v.rows, columns: v.columns)
        let logScaleGradient = arena.matrix(rows: v.rows, columns: v.columns)
        Kernels.affineBackward(
            input: v, logScale: logScale, outputGradient: outputGradient, logDetGradient: logDetGradient,
            into: featureGradient, logScaleGradient: logScaleGradient)
        let uGradient = gradients.nuisances.map { arena.zeros(rows: $0.rows, columns: $0.columns) }
        for (conditioner, term) in terms.reversed() {
            let coefficients = tape.pop()
            let coefficientGradient = arena.matrix(rows: coefficients.rows, columns: coefficients.columns)
            for place in order.indices {
                differentiate(
                    term, place, coefficients, u, logScaleGradient: logScaleGradient.row(order[place]),
                    shiftGradient: outputGradient.row(order[place]), into: coefficientGradient, uGradient)
            }
            conditioner.backward(
                coefficientGradient, featureGradient: featureGradient, into: gradients, parameters: parameters,
                parameterGradient: parameterGradient, tape: tape, arena: arena)
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
        let u = scaledNuisances(conditions, arena: arena)
        let v = arena.matrix(rows: output.rows, columns: output.columns)
        let logScale = arena.zeros(rows: output.rows, columns: output.columns)
        let shift = arena.zeros(rows: output.rows, columns: output.columns)
        let passes = terms.map { conditioner, term in
            let input = conditioner.input(nil, conditions, columns: output.columns, arena: arena)
            return (
                conditioner, term, input,
                MaskedMLP.Pass(conditioner.network, input: input, parameters: parameters, arena: arena)
            )
        }
        for (place, feature) in order.enumerated() {
            for (_, term, _, pass) in passes {
                pass.computeBand(place)
                accumulate(term, place, pass.output, u, logScale: logScale, shift: shift)
            }
            Kernels.affineInverse(
                output: output.row(feature), logScale: logScale.row(feature), shift: shift.row(feature),
                into: v.row(feature), logDet: logDet)
            for (conditioner, _, input, _) in passes { conditioner.setFeature(place, v.row(feature), in: input) }
        }
        return v
    }

    // MARK: Terms of the polynomial

    /// What the coefficients of one conditioner multiply.
    enum Term {
        case nuisance(Int)
        case cross(Int, Int)
    }

    /// All conditioners with their terms: nuisances first, then pairs.
    var terms: [(AutoregressiveConditioner, Term)] {
        nuisanceConditioners.enumerated().map { ($1, .nuisance($0)) }
            + zip(pairConditioners, pairs).map { ($0, .cross($1.first, $1.second)) }
    }

    /// u = (ν − ν⁰)/scale, shape [nuisances, events].
    func scaledNuisances(_ conditions: Conditions, arena: Arena) -> Matrix {
        guard let nuisances = conditions.nuisances else {
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

    private func accumulate(
        _ term: Term, _ place: Int, _ coefficients: Matrix, _ u: Matrix, logScale: Matrix, shift: Matrix
    ) {
        let feature = order[place]
        switch term {
        case .nuisance(let k):
            for (first, sum) in [(4 * place, logScale), (4 * place + 2, shift)] {
                Kernels.polynomialForward(
                    linear: coefficients.row(first), quadratic: coefficients.row(first + 1), damping: damping,
                    nuisance: u.row(k), into: sum.row(feature))
            }
        case .cross(let k, let l):
            for (row, sum) in [(2 * place, logScale), (2 * place + 1, shift)] {
                Kernels.crossForward(
                    coefficient: coefficients.row(row), damping: crossDamping, nuisances: u.row(k), u.row(l),
                    into: sum.row(feature))
            }
        }
    }

    private func differentiate(
        _ term: Term, _ place: Int, _ coefficients: Matrix, _ u: Matrix, logScaleGradient: Matrix,
        shiftGradient: Matrix, into coefficientGradient: Matrix, _ uGradient: Matrix?
    ) {
        switch term {
        case .nuisance(let k):
            for (first, gradient) in [(4 * place, logScaleGradient), (4 * place + 2, shiftGradient)] {
                Kernels.polynomialBackward(
                    linear: coefficients.row(first), quadratic: coefficients.row(first + 1), damping: damping,
                    nuisance: u.row(k), sumGradient: gradient, linearGradient: coefficientGradient.row(first),
                    quadraticGradient: coefficientGradient.row(first + 1), nuisanceGradient: uGradient?.row(k))
            }
        case .cross(let k, let l):
            for (row, gradient) in [(2 * place, logScaleGradient), (2 * place + 1, shiftGradient)] {
                Kernels.crossBackward(
                    coefficient: coefficients.row(row), damping: crossDamping, nuisances: u.row(k), u.row(l),
                    sumGradient: gradient, coefficientGradient: coefficientGradient.row(row),
                    nuisanceGradients: uGradient?.row(k), uGradient?.row(l))
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
