import FlowKernels

/// The architecture of a bijection as a model file states it.
public enum BijectionDescription: Sendable, Hashable, Codable {
    case spline(
        order: [Int], context: Int, bins: Int, derivatives: Int, hidden: [Int], activation: Activation)
    case polynomialResidual(
        order: [Int], context: Int, centers: [Float], scales: [Float], pairs: [NuisancePair], damping: Float,
        crossDamping: Float, hidden: [Int], activation: Activation)
    case permutation(indices: [Int])
    case standardization(means: [Float], scales: [Float])
    case composition([BijectionDescription])

    /// Builds the architecture.
    ///
    /// - Throws: ``FlowError/invalidArchitecture(_:)`` where a description from a file makes no sense.
    public func makeBijection() throws(FlowError) -> any Bijection {
        switch self {
        case .spline(let order, let context, let bins, let derivatives, let hidden, let activation):
            try Self.check(order: order, context: context, hidden: hidden)
            guard (2...64).contains(bins), (bins - 1...bins + 1).contains(derivatives) else {
                throw .invalidArchitecture("a spline of \(bins) bins with \(derivatives) derivatives")
            }
            return MaskedAutoregressiveSpline(
                order: order, contextCount: context, bins: bins, derivatives: derivatives, hidden: hidden,
                activation: activation)
        case .polynomialResidual(
            let order, let context, let centers, let scales, let pairs, let damping, let crossDamping, let hidden,
            let activation):
            try Self.check(order: order, context: context, hidden: hidden)
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
                damping: damping, crossDamping: crossDamping, hidden: hidden, activation: activation)
        case .permutation(let indices):
            try Self.check(order: indices, context: 0, hidden: [])
            return Permutation(indices)
        case .standardization(let means, let scales):
            try Self.check(order: Array(means.indices), context: 0, hidden: [])
            guard means.count == scales.count, means.allSatisfy(\.isFinite),
                scales.allSatisfy({ $0 > 0 && $0.isFinite && (1 / $0).isFinite })
            else {
                throw .invalidArchitecture("a standardization by means \(means) and scales \(scales)")
            }
            return Standardization(means: means, scales: scales)
        case .composition(let parts):
            guard !parts.isEmpty else { throw .invalidArchitecture("a composition of nothing") }
            var bijections: [any Bijection] = []
            for part in parts { bijections.append(try part.makeBijection()) }
            for (what, counts) in [
                ("features", bijections.map(\.features)),
                ("context inputs", bijections.map(\.contextCount).filter { $0 > 0 }),
                ("nuisances", bijections.map(\.nuisanceCount).filter { $0 > 0 }),
            ] where Set(counts).count > 1 {
                throw .invalidArchitecture("maps of different numbers of \(what), \(counts)")
            }
            return Composition(bijections)
        }
    }

    /// The tensors that a model of this architecture has at least, without laying it out.
    ///
    /// A network has a bias a layer, and in its last layer weights for each feature but perhaps the first.
    var leastTensorCount: Int {
        switch self {
        case .spline(let order, _, _, _, let hidden, _): order.count + hidden.count
        case .polynomialResidual(let order, _, let centers, _, let pairs, _, _, let hidden, _):
            (centers.count + pairs.count) * (order.count + hidden.count)
        case .permutation, .standardization: 0
        case .composition(let parts): parts.reduce(0) { $0 + $1.leastTensorCount }
        }
    }

    private static func check(order: [Int], context: Int, hidden: [Int]) throws(FlowError) {
        // A layout is of size features · layers: with both bounded, it stays in proportion to its tensors.
        guard order.count <= 1 << 12, hidden.count <= 1 << 6 else {
            throw .invalidArchitecture("\(order.count) features and \(hidden.count) hidden layers")
        }
        guard !order.isEmpty, order.sorted() == Array(order.indices) else {
            throw .invalidArchitecture("\(order) is not an order of features")
        }
        guard (0...1 << 16).contains(context), hidden.allSatisfy({ $0 > 0 && $0 <= 1 << 16 }) else {
            throw .invalidArchitecture("\(context) context inputs and hidden layers \(hidden)")
        }
    }
}
