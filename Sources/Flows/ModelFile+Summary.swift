extension ModelFile {
    /// The model in a few lines of words: what it is, what it takes, how it is built.
    public var summary: String {
        func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
        let parts = flow.maps.flatMap { $0.bijection.description.parts }
        let parameters = flow.maps.reduce(0) { $0 + $1.parameters.count }
        return
            ([
                "\(kind.rawValue) of \(list(names.features))", "context: \(list(names.context))",
                "nuisances: \(list(names.nuisances))",
            ] + parts.map { "map: \($0.summary)" } + ["parameters: \(parameters)"]).joined(separator: "\n")
    }
}

extension BijectionDescription {
    /// The bijections of a composition, however deep; any other stands for itself.
    fileprivate var parts: [BijectionDescription] {
        switch self {
        case .composition(let parts): parts.flatMap(\.parts)
        case .contextStandardized(let inner, _, _): [self] + inner.parts
        default: [self]
        }
    }

    fileprivate var summary: String {
        switch self {
        case .spline(let order, _, let bins, let derivatives, let hidden, let activation, let units):
            return "spline, order \(order), \(bins) bins, \(derivatives) derivatives, hidden \(hidden), "
                + activation.rawValue + (units == nil ? "" : ", units by degree \(units ?? [])")
        case .affine(let order, _, let hidden, let activation, let units):
            return "affine, order \(order), hidden \(hidden), \(activation.rawValue)"
                + (units == nil ? "" : ", units by degree \(units ?? [])")
        case .polynomialResidual(
            _, _, let centers, let scales, let pairs, let damping, let crossDamping, let hidden, let activation,
            let networks):
            let cross = pairs.isEmpty ? "" : ", pairs \(pairs.map { [$0.first, $0.second] }), δ₂ \(crossDamping)"
            return "residual, centers \(centers), scales \(scales), δ \(damping)\(cross), hidden "
                + "\(networks.map { "\($0.map(\.hidden))" } ?? "\(hidden)"), " + activation.rawValue
        case .permutation(let indices): return "permutation \(indices)"
        case .standardization(let means, let scales): return "standardization, means \(means), scales \(scales)"
        case .composition: return "composition"
        case .contextStandardized(_, let means, let scales):
            return "standardization of the context, means \(means), scales \(scales)"
        }
    }
}
