import FlowKernels

/// A ``MaskedMLP`` between events and per-feature parameters: the outputs for the feature at position j of `order`
/// depend on the context and on the features at positions before j.
public struct AutoregressiveConditioner: Sendable {
    /// `order[j]` is the feature at position j of the autoregressive factorization.
    public let order: [Int]
    /// Its inputs are the context and the features in ``order`` except the last one; its outputs are sorted by the
    /// positions of the order.
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

    /// The part of the computation that depends only on the context.
    func prepare(_ context: Matrix, parameters: ParameterBuffer, arena: Arena) -> MaskedMLP.ContextPass {
        network.contextPass(seen(context), parameters: parameters, arena: arena)
    }

    /// The context as the network sees it: none of it for a network without context.
    private func seen(_ context: Matrix) -> Matrix { network.contextCount == 0 ? context.rows(0..<0) : context }

    /// The part of the computation that depends only on the context, for the events of an inverse.
    ///
    /// - Parameter conditions: their context has a column for each event; or 8 columns, of which the first is that of
    ///   all events: then everything is computed once.
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

    /// The inputs of the network in order: all features except the last one, on which the parameters of no other
    /// feature depend.
    func features(_ v: Matrix, arena: Arena) -> Matrix {
        let features = arena.matrix(rows: order.count - 1, columns: v.columns)
        for place in 0..<order.count - 1 { features.row(place).copy(from: v.row(order[place])) }
        return features
    }

    /// Solves an autoregressive map for its features, one after the other: the parameters of each depend only on the
    /// features before it.
    ///
    /// - Parameters:
    ///   - order: of the features.
    ///   - conditioners: the networks of the map, all of this order.
    ///   - conditions: as for ``prepare(_:events:parameters:arena:)``.
    ///   - solve: given a position of the order and the outputs of each network for its feature, [outputs per feature,
    ///     events], writes that feature, shape [1, events].
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
    /// The numbers of units of each degree, shape [layers, features]; nil if they are assigned to the degrees in turn.
    public let unitsByDegree: [[Int]]?

    /// - Precondition: if they are given, the units of all degrees of a layer add up to its number of units.
    public init(hidden: [Int], unitsByDegree: [[Int]]? = nil) {
        self.hidden = hidden
        self.unitsByDegree = unitsByDegree
    }
}
