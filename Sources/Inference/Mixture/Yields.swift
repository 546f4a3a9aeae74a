import Foundation

/// Expected events of every class, as functions of the normalizations θ.
///
/// A source may have the name of a shape nuisance: then ν moves yields and shapes alike.
///
/// ln N_c(θ) = ln N_c⁰ + Σ_l r_cl(θ_l) with the ``YieldResponse`` r_cl of every normalization, f_c = N_c / ΣN; with
/// log-normal responses, N_c(θ) = N_c⁰ · Π_l (1 + σ_l)^{M_cl θ_l} (arXiv:2602.13184).
public struct Yields: Sendable {
    /// N_c⁰, one entry a class; 0 for a class that the data do not hold.
    public let nominal: [Double]
    /// One a normalization, in the order of θ.
    public let sources: [any YieldResponse]

    /// - Precondition: no yield is below 0 and one is above, and every source has a response for each class.
    public init(nominal: [Double], sources: [any YieldResponse] = []) {
        precondition(
            nominal.allSatisfy { $0 >= 0 } && nominal.contains { $0 > 0 }, "yields cannot be \(nominal)")
        precondition(sources.allSatisfy { $0.classes == nominal.count }, "a response for every class")
        self.nominal = nominal
        self.sources = sources
    }

    /// C.
    public var classes: Int { nominal.count }

    /// N_c(θ), shape [classes].
    ///
    /// - Parameter theta: shape [sources].
    public func expected(_ theta: [Double]) -> [Double] {
        nominal.indices.map { c in
            nominal[c] * exp(zip(sources, theta).reduce(0) { $0 + $1.0.logFactor(of: c, at: $1.1) })
        }
    }

    /// Whether a nuisance of this name moves the yield of any class that the data hold.
    public func areMoved(by name: String) -> Bool {
        sources.contains { source in
            source.name == name
                && nominal.indices.contains { c in
                    nominal[c] > 0 && [-1.0, 1].contains { source.logFactor(of: c, at: $0) != 0 }
                }
        }
    }

    /// ∂ ln N_c/∂θ_l, shape [sources, classes].
    func slopes(_ theta: [Double]) -> [[Double]] {
        zip(sources, theta).map { source, theta in nominal.indices.map { source.slope(of: $0, at: theta) } }
    }

    /// ∂² ln N_c/∂θ_l², shape [sources, classes].
    func curvatures(_ theta: [Double]) -> [[Double]] {
        zip(sources, theta).map { source, theta in nominal.indices.map { source.curvature(of: $0, at: theta) } }
    }
}

extension Yields: Equatable {
    public static func == (a: Yields, b: Yields) -> Bool {
        a.nominal == b.nominal && a.sources.count == b.sources.count
            && zip(a.sources, b.sources).allSatisfy { $0.isEqual(to: $1) }
    }
}

extension YieldResponse {
    fileprivate func isEqual(to other: any YieldResponse) -> Bool { self == other as? Self }
}

/// A source is encoded with its law beside its own fields; one without is log-normal.
extension Yields: Codable {
    /// Every law that artifacts may hold.
    static let laws: [any YieldResponse.Type] = [LogNormalResponse.self, TemplateResponse.self]

    private enum Key: String, CodingKey { case nominal, sources }
    private enum SourceKey: String, CodingKey { case law }

    /// - Throws: `DecodingError` where a field is missing, or a law is not known.
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
