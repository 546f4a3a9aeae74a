import FlowKernels

/// A ``MaskedMLP`` between events and per-feature parameters: the outputs for the feature at place j of `order` see
/// the context and the features at places before j.
public struct AutoregressiveConditioner: Sendable {
    /// `order[j]` is the feature at place j of the autoregressive factorization.
    public let order: [Int]
    public let network: MaskedMLP

    init(
        order: [Int], contextCount: Int, hidden: [Int], unitsByDegree: [[Int]]? = nil, outputsPerFeature: Int,
        activation: Activation, name: String, layout: inout ParameterLayout
    ) {
        precondition(order.sorted() == Array(order.indices), "\(order) is not an order of features")
        self.order = order
        network = MaskedMLP(
            contextCount: contextCount, degrees: order.count, hidden: hidden, unitsByDegree: unitsByDegree,
            outputsPerDegree: outputsPerFeature, activation: activation, name: name, layout: &layout)
    }

    /// The rows of the conditioner's output that belong to the feature at place j.
    func rows(place: Int) -> Range<Int> {
        place * network.outputsPerDegree..<(place + 1) * network.outputsPerDegree
    }

    /// The conditioner's input: context, then the features in order, without the last.
    func input(_ v: Matrix?, _ conditions: Conditions, columns: Int, arena: Arena) -> Matrix {
        let input = arena.matrix(rows: network.inputs, columns: columns)
        if network.contextCount > 0 { input.rows(0..<network.contextCount).copy(from: conditions.context) }
        if let v {
            for place in 0..<order.count - 1 { setFeature(place, v.row(order[place]), in: input) }
        }
        return input
    }

    /// Hands the feature at place j to the places after it; the last one has nobody to tell.
    func setFeature(_ place: Int, _ value: Matrix, in input: Matrix) {
        if place < order.count - 1 { input.row(network.contextCount + place).copy(from: value) }
    }

    func forward(_ v: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, tape: Tape?, arena: Arena)
        -> Matrix
    {
        network.forward(
            input(v, conditions, columns: v.columns, arena: arena), parameters: parameters, tape: tape, arena: arena)
    }

    /// Adds the gradient through the conditioner to those of features and context.
    func backward(
        _ outputGradient: Matrix, featureGradient: Matrix, into gradients: ConditionGradients,
        parameters: ParameterBuffer, parameterGradient: ParameterBuffer?, tape: Tape, arena: Arena
    ) {
        let inputGradient = network.backward(
            outputGradient, parameters: parameters, parameterGradient: parameterGradient, tape: tape, arena: arena)
        if let context = gradients.context, network.contextCount > 0 {
            context.add(inputGradient.rows(0..<network.contextCount))
        }
        for place in 0..<order.count - 1 {
            featureGradient.row(order[place]).add(inputGradient.row(network.contextCount + place))
        }
    }
}
