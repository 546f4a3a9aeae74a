import FlowKernels

/// The architecture of a bijection as a model file states it.
public indirect enum BijectionDescription: Sendable, Hashable, Codable {
    case spline(
        order: [Int], context: Int, bins: Int, derivatives: Int, hidden: [Int], activation: Activation,
        unitsByDegree: [[Int]]? = nil)
    case affine(order: [Int], context: Int, hidden: [Int], activation: Activation, unitsByDegree: [[Int]]? = nil)
    case polynomialResidual(
        order: [Int], context: Int, centers: [Float], scales: [Float], pairs: [NuisancePair], damping: Float,
        crossDamping: Float, hidden: [Int], activation: Activation, networks: [ConditionerShape]? = nil)
    case permutation(indices: [Int])
    case standardization(means: [Float], scales: [Float])
    case composition([BijectionDescription])
    /// A map whose context inputs are standardized.
    case contextStandardized(BijectionDescription, means: [Float], scales: [Float])

    /// Builds the architecture.
    ///
    /// - Throws: ``FlowError/invalidArchitecture(_:)`` where a description from a file makes no sense.
    public func makeBijection() throws(FlowError) -> any Bijection {
        switch self {
        case .spline(let order, let context, let bins, let derivatives, let hidden, let activation, let units):
            try Self.check(order: order, context: context, hidden: hidden)
            try Self.check(units, of: hidden, features: order.count)
            guard (2...64).contains(bins), (bins - 1...bins + 1).contains(derivatives) else {
                throw .invalidArchitecture("a spline of \(bins) bins with \(derivatives) derivatives")
            }
            return MaskedAutoregressiveSpline(
                order: order, contextCount: context, bins: bins, derivatives: derivatives, hidden: hidden,
                activation: activation, unitsByDegree: units)
        case .affine(let order, let context, let hidden, let activation, let units):
            try Self.check(order: order, context: context, hidden: hidden)
            try Self.check(units, of: hidden, features: order.count)
            return MaskedAutoregressiveAffine(
                order: order, contextCount: context, hidden: hidden, activation: activation, unitsByDegree: units)
        case .polynomialResidual(
            let order, let context, let centers, let scales, let pairs, let damping, let crossDamping, let hidden,
            let activation, let networks):
            try Self.check(order: order, context: context, hidden: hidden)
            guard networks.map({ $0.count == centers.count + pairs.count }) ?? true else {
                throw .invalidArchitecture(
                    "\(networks?.count ?? 0) networks for \(centers.count) nuisances and \(pairs.count) cross terms")
            }
            for network in networks ?? [] {
                try Self.check(order: order, context: context, hidden: network.hidden)
                try Self.check(network.unitsByDegree, of: network.hidden, features: order.count)
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
                damping: damping, crossDamping: crossDamping, hidden: hidden, activation: activation,
                networks: networks)
        case .permutation(let indices):
            try Self.check(order: indices, context: 0, hidden: [])
            return Permutation(indices)
        case .standardization(let means, let scales):
            return try Self.checkedStandardization(means: means, scales: scales)
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
        case .contextStandardized(let description, let means, let scales):
            let inner = try description.makeBijection()
            let standardization = try Self.checkedStandardization(means: means, scales: scales)
            guard standardization.features == inner.contextCount else {
                throw .invalidArchitecture(
                    "a standardization of \(means.count) context inputs for a map of \(inner.contextCount)")
            }
            return ContextStandardized(inner, standardization)
        }
    }

    /// The tensors that a model of this architecture has at least, without laying it out.
    ///
    /// A network has a bias a layer; where units are dealt out in turn, its last layer has weights for each feature but
    /// perhaps the first.
    var leastTensorCount: Int {
        switch self {
        case .spline(let order, _, _, _, let hidden, _, let units):
            units == nil ? order.count + hidden.count : 1 + hidden.count
        case .polynomialResidual(let order, _, let centers, _, let pairs, _, _, let hidden, _, let networks):
            networks.map { $0.reduce(0) { $0 + 1 + $1.hidden.count } }
                ?? (centers.count + pairs.count) * (order.count + hidden.count)
        case .affine(let order, _, let hidden, _, let units):
            units == nil ? order.count + hidden.count : 1 + hidden.count
        case .permutation, .standardization: 0
        case .composition(let parts): parts.reduce(0) { $0 + $1.leastTensorCount }
        case .contextStandardized(let inner, _, _): inner.leastTensorCount
        }
    }

    /// A standardization of numbers from outside.
    static func checkedStandardization(means: [Float], scales: [Float]) throws(FlowError) -> Standardization {
        guard (1...1 << 16).contains(means.count), means.count == scales.count, means.allSatisfy(\.isFinite),
            scales.allSatisfy({ $0 > 0 && $0.isFinite && (1 / $0).isFinite })
        else {
            throw .invalidArchitecture("a standardization by means \(means) and scales \(scales)")
        }
        return Standardization(means: means, scales: scales)
    }

    /// Whether hidden units are spread over the degrees of all features.
    private static func check(_ units: [[Int]]?, of hidden: [Int], features: Int) throws(FlowError) {
        guard let units else { return }
        // Counts are bounded before they are added.
        guard
            units.count == hidden.count,
            zip(units, hidden).allSatisfy({ counts, width in
                counts.count == features && counts.allSatisfy { (0...width).contains($0) }
                    && counts.reduce(0, +) == width
            })
        else {
            throw .invalidArchitecture("hidden layers \(hidden) with units of \(features) degrees spread as \(units)")
        }
    }

    static let mostFeatures = 1 << 12

    private static func check(order: [Int], context: Int, hidden: [Int]) throws(FlowError) {
        // A layout is of size features · layers: with both bounded, it stays in proportion to its tensors.
        guard order.count <= mostFeatures, hidden.count <= 1 << 6 else {
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
