import FlowKernels

/// A ``MaskedMLP`` between events and per-feature parameters: the outputs for the feature at place j of `order` see
/// the context and the features at places before j.
public struct AutoregressiveConditioner: Sendable {
    /// `order[j]` is the feature at place j of the autoregressive factorization.
    public let order: [Int]
    /// Its inputs are the context and the features in ``order`` but the last; its outputs stand by places of the order.
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

    /// What the context alone decides.
    func prepare(_ context: Matrix, parameters: ParameterBuffer, arena: Arena) -> MaskedMLP.ContextPass {
        network.contextPass(seen(context), parameters: parameters, arena: arena)
    }

    /// The context as the network sees it: none of it for a network without context.
    private func seen(_ context: Matrix) -> Matrix { network.contextCount == 0 ? context.rows(0..<0) : context }

    /// What the context alone decides, for the events of an inverse.
    ///
    /// - Parameter conditions: their context has a column an event; or 8 columns of which the first is that of all
    ///   events, and then everything is computed once.
    func prepare(
        _ conditions: Conditions, events: Int, parameters: ParameterBuffer, arena: Arena
    ) -> MaskedMLP.ContextPass {
        let context = conditions.context
        if conditions.areAlike && context.columns == events,
            let pass = network.settledContextPass(context, parameters: parameters, arena: arena)
        {
            return pass
        }
        let pass = prepare(context, parameters: parameters, arena: arena)
        if context.columns == events { return pass }
        precondition(context.columns == 8, "a context of \(context.columns) columns for \(events) events")
        return MaskedMLP.ContextPass(
            context: pass.context,
            layers: pass.layers.map { layer in
                let repeated = arena.matrix(rows: layer.rows, columns: events)
                for row in 0..<layer.rows { repeated.row(row).fill(layer[row, 0]) }
                return repeated
            })
    }

    /// The features that the network sees, in order: all but the last, which no other feature's parameters depend on.
    func features(_ v: Matrix, arena: Arena) -> Matrix {
        let features = arena.matrix(rows: order.count - 1, columns: v.columns)
        for place in 0..<order.count - 1 { features.row(place).copy(from: v.row(order[place])) }
        return features
    }

    /// Solves an autoregressive map for its features, one after the other: each is known as soon as its parameters are,
    /// which need the features before it only.
    ///
    /// - Parameters:
    ///   - order: of the features.
    ///   - conditioners: the networks of the map, all of this order.
    ///   - conditions: as for ``prepare(_:events:parameters:arena:)``.
    ///   - solve: given a place of the order and what each network has for its feature, [outputs a feature, events],
    ///     writes that feature, shape [1, events].
    /// - Returns: all features, shape [features, events].
    /// - Complexity: one pass of each network.
    static func inverse(
        order: [Int], _ conditioners: [AutoregressiveConditioner], _ conditions: Conditions, events: Int,
        parameters: ParameterBuffer, arena: Arena, solve: (_ place: Int, _ outputs: [Matrix], _ v: Matrix) -> Void
    ) -> Matrix {
        let v = arena.matrix(rows: order.count, columns: events)
        // All networks have the same inputs.
        let known = arena.matrix(rows: order.count - 1, columns: events)
        let passes = conditioners.map { conditioner in
            conditioner.network.emptyPass(
                known,
                conditioner.prepare(conditions, events: events, parameters: parameters, arena: arena))
        }
        for (place, feature) in order.enumerated() {
            let outputs = zip(conditioners, passes).map { conditioner, pass in
                if place > 0 { conditioner.network.compute(place, pass, parameters: parameters) }
                return conditioner.network.output(place: place, pass)
            }
            solve(place, outputs, v.row(feature))
            if place < order.count - 1 { known.row(place).copy(from: v.row(feature)) }
        }
        return v
    }

    func forward(
        _ v: Matrix, _ context: MaskedMLP.ContextPass, parameters: ParameterBuffer, arena: Arena
    ) -> MaskedMLP.FeaturePass {
        network.featurePass(features(v, arena: arena), context, parameters: parameters, arena: arena)
    }

    /// Context and features together.
    func forward(
        _ v: Matrix, context: Matrix, parameters: ParameterBuffer, arena: Arena
    ) -> MaskedMLP.FeaturePass {
        network.jointPass(
            context: seen(context), features: features(v, arena: arena), parameters: parameters, arena: arena)
    }

    /// Adds the gradient of ``features(_:arena:)``, for all events or some, to that of all features.
    func add(_ gradient: Matrix, to featureGradient: Matrix, _ columns: Range<Int>? = nil) {
        let columns = columns ?? 0..<gradient.columns
        for place in 0..<order.count - 1 { featureGradient.row(order[place], columns).add(gradient.row(place)) }
    }
}

/// The hidden layers of one conditioner.
public struct ConditionerShape: Sendable, Hashable, Codable {
    /// Units of every hidden layer.
    public let hidden: [Int]
    /// How many of them have which degree, shape [layers, features]; nil where they are dealt out in turn.
    public let unitsByDegree: [[Int]]?

    /// - Precondition: where they are given, the units of a layer's degrees add up to those of the layer.
    public init(hidden: [Int], unitsByDegree: [[Int]]? = nil) {
        self.hidden = hidden
        self.unitsByDegree = unitsByDegree
    }
}
