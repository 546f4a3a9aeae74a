import Foundation

/// Expected events of every class, as functions of the normalizations θ.
///
/// A source may have the name of a shape nuisance: then ν changes both yields and shapes.
///
/// N_c(θ) = N_c⁰ · Π_l F_cl(θ_l) with the factor of every normalization's ``YieldResponse``, f_c = N_c / ΣN; with log-normal
/// responses, N_c(θ) = N_c⁰ · Π_l (1 + σ_l)^{M_cl θ_l} (arXiv:2602.13184).
///
/// Factors that may be 0 or negative are kept separate, to avoid divisions by 0: N_c = B_c g_c with their product g_c,
/// and B_c > 0 from all others. Derivatives are relative to B_c.
public struct Yields: Sendable {
    /// N_c⁰, one entry for each class; 0 for a class that the data do not contain.
    public let nominal: [Double]
    /// The response of each normalization, in the order of θ.
    public let sources: [any YieldResponse]
    /// The names of the normalizations whose factors may be 0 or negative.
    public let linear: Set<String>

    /// - Precondition: no yield is negative and at least one is positive, and every source has a response for each
    ///   class.
    public init(nominal: [Double], sources: [any YieldResponse] = []) {
        precondition(
            nominal.allSatisfy { $0 >= 0 } && nominal.contains { $0 > 0 }, "yields cannot be \(nominal)")
        precondition(sources.allSatisfy { $0.classes == nominal.count }, "a response for every class")
        self.nominal = nominal
        self.sources = sources
        linear = Set(sources.filter(\.isPlain).map(\.name))
    }

    /// C, the number of classes.
    public var classes: Int { nominal.count }

    /// N_c(θ), shape [classes]; negative if a factor is.
    ///
    /// - Parameter theta: shape [sources].
    public func expected(_ theta: [Double]) -> [Double] {
        guard let factors = factors(theta) else { return positive(theta) }
        return zip(positive(theta), factors).map(*)
    }

    /// B_c(θ): the expected events without the factors that may be 0 or negative, shape [classes].
    func positive(_ theta: [Double]) -> [Double] {
        nominal.indices.map { c in
            let logarithm = zip(sources, theta).reduce(0.0) { sum, source in
                guard case .exponential(let value, _, _) = source.0.factor(of: c, at: source.1) else { return sum }
                return sum + value
            }
            return nominal[c] * exp(logarithm)
        }
    }

    /// g_c(θ): the product of the factors that may be 0 or negative, shape [classes]; nil if there are none, so that
    /// g_c = 1.
    public func factors(_ theta: [Double]) -> [Double]? {
        guard !linear.isEmpty else { return nil }
        return nominal.indices.map { c in
            zip(sources, theta).reduce(1) { product, source in
                guard case .plain(let value, _, _) = source.0.factor(of: c, at: source.1) else { return product }
                return product * value
            }
        }
    }

    /// Whether a nuisance with this name changes the yield of any class that the data contain.
    public func areMoved(by name: String) -> Bool {
        sources.contains { source in
            source.name == name
                && nominal.indices.contains { c in
                    nominal[c] > 0
                        && [-1.0, 1].contains {
                            source.factor(of: c, at: source.nominal + $0).value
                                != source.factor(of: c, at: source.nominal).value
                        }
                }
        }
    }

    /// (∂N_c/∂θ_l)/B_c, shape [sources, classes]: this is ∂ ln N_c/∂θ_l if no factor may be 0.
    func slopes(_ theta: [Double]) -> [[Double]] {
        let jets = jets(theta)
        return sources.indices.map { source in jets.map { $0.slopes[source] } }
    }

    /// [∂²N_c/∂θ_l∂θ_m − (∂N_c/∂θ_l)(∂N_c/∂θ_m)/B_c]/B_c, shape [sources, sources, classes]: this is ∂² ln N_c/∂θ_l∂θ_m
    /// if no factor may be 0.
    func curvatures(_ theta: [Double]) -> [[[Double]]] {
        let jets = jets(theta)
        return sources.indices.map { first in
            sources.indices.map { second in jets.map { $0.curvature(first, second) } }
        }
    }

    private func jets(_ theta: [Double]) -> [ClassJet] {
        nominal.indices.map { c in
            ClassJet(zip(sources, theta).map { $0.factor(of: c, at: $1) })
        }
    }

    /// N_c/B_c with its derivatives.
    private struct ClassJet {
        let factors: [YieldFactor]
        /// g_c.
        let product: Double
        /// (∂N_c/∂θ_l)/B_c.
        let slopes: [Double]

        init(_ factors: [YieldFactor]) {
            self.factors = factors
            product = Self.product(factors)
            slopes = factors.indices.map { source in
                switch factors[source] {
                case .exponential(_, let slope, _): Self.product(factors) * slope
                case .plain(_, let slope, _): Self.product(factors, without: [source]) * slope
                }
            }
        }

        /// Of the factors that may be 0.
        private static func product(_ factors: [YieldFactor], without left: [Int] = []) -> Double {
            factors.indices.reduce(1) { product, source in
                guard !left.contains(source), case .plain(let value, _, _) = factors[source] else { return product }
                return product * value
            }
        }

        func curvature(_ first: Int, _ second: Int) -> Double {
            switch (factors[first], factors[second]) {
            case (.exponential(_, let slope, let bend), .exponential(_, let other, _)):
                (product - product * product) * slope * other + (first == second ? product * bend : 0)
            case (.exponential(_, let slope, _), .plain): slope * slopes[second] * (1 - product)
            case (.plain, .exponential(_, let slope, _)): slope * slopes[first] * (1 - product)
            case (.plain(_, let slope, let bend), .plain(_, let other, _)):
                (first == second
                    ? Self.product(factors, without: [first]) * bend
                    : Self.product(factors, without: [first, second]) * slope * other)
                    - slopes[first] * slopes[second]
            }
        }
    }
}

extension YieldFactor {
    /// The value in its own form.
    fileprivate var value: Double {
        switch self {
        case .exponential(let value, _, _), .plain(let value, _, _): value
        }
    }
}

extension Yields: Equatable {
    public static func == (a: Yields, b: Yields) -> Bool {
        a.nominal == b.nominal && a.sources.count == b.sources.count
            && zip(a.sources, b.sources).allSatisfy { $0.isEqual(to: $1) }
    }
}

extension YieldResponse {
    /// Whether its factors may be 0 or negative.
    fileprivate var isPlain: Bool {
        guard classes > 0, case .plain = factor(of: 0, at: nominal) else { return false }
        return true
    }

    fileprivate func isEqual(to other: any YieldResponse) -> Bool { self == other as? Self }
}

/// A source is encoded with its law beside its own fields; one without is log-normal.
extension Yields: Codable {
    /// Every law that artifacts may hold.
    static let laws: [any YieldResponse.Type] = [
        LogNormalResponse.self, TemplateResponse.self, LinearResponse.self,
    ]

    private enum Key: String, CodingKey { case nominal, sources }
    private enum SourceKey: String, CodingKey { case law }

    /// - Throws: `DecodingError` where a field is missing, or a law is unknown.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        var list = try container.nestedUnkeyedContainer(forKey: .sources)
        var sources: [any YieldResponse] = []
        while !list.isAtEnd { sources.append(try list.decode(AnySource.self).source) }
        self.init(nominal: try container.decode([Double].self, forKey: .nominal), sources: sources)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(nominal, forKey: .nominal)
        try container.encode(sources.map(AnySource.init), forKey: .sources)
    }

    /// One source, of any law.
    private struct AnySource: Codable {
        let source: any YieldResponse

        init(_ source: any YieldResponse) { self.source = source }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: SourceKey.self)
            let name = try container.decodeIfPresent(String.self, forKey: .law) ?? LogNormalResponse.law
            guard let law = Yields.laws.first(where: { $0.law == name }) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .law, in: container, debugDescription: "no yields follow a law '\(name)'")
            }
            source = try law.init(from: decoder)
        }

        func encode(to encoder: any Encoder) throws {
            try source.encode(to: encoder)
            let law = type(of: source).law
            guard law != LogNormalResponse.law else { return }
            var container = encoder.container(keyedBy: SourceKey.self)
            try container.encode(law, forKey: .law)
        }
    }
}
