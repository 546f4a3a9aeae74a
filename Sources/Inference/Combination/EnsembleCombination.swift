/// How the log-likelihoods of an ensemble's members are combined over a scan.
///
/// arXiv:2602.13184. With ℓ_b(ν) the total log-likelihood of member b of B, constraints included:
///
///     bma               logΣexp_b ℓ_b − ln B             envelope           max_b ℓ_b
///     rebased-bma       the same of ℓ_b − max_ν ℓ_b      rebased-envelope   the same of ℓ_b − max_ν ℓ_b
///
/// A member's own maximum is taken where ℓ_b is known: over the window of its surface, over the points of a grid, or without
/// limits by Newton's method.
public enum EnsembleCombination: String, CaseIterable, Sendable, Codable {
    /// The average of the members' likelihoods.
    case bma
    /// The highest likelihood of any member.
    case envelope
    /// The average, every member counted from its own maximum.
    case rebasedBMA = "rebased-bma"
    /// The highest, every member counted from its own maximum.
    case rebasedEnvelope = "rebased-envelope"

    /// Whether each member counts from its own maximum, so that a better fit elsewhere gives it no more weight.
    var isRebased: Bool { self == .rebasedBMA || self == .rebasedEnvelope }

    /// Whether the best member alone counts at every point.
    var isEnvelope: Bool { self == .envelope || self == .rebasedEnvelope }

    /// The members at one point.
    ///
    /// - Parameters:
    ///   - memberLogLikelihoods: ℓ_b, one a member, constraints included.
    ///   - memberMaxima: each member's own maximum; not read unless rebased.
    /// - Complexity: O(B).
    func combine(_ memberLogLikelihoods: [Double], memberMaxima: [Double]) -> CombinedLikelihood {
        precondition(memberLogLikelihoods.count == memberMaxima.count, "a maximum for every member")
        return CombinedLikelihood(
            isRebased ? zip(memberLogLikelihoods, memberMaxima).map(-) : memberLogLikelihoods, isEnvelope: isEnvelope)
    }

    /// The members at many points.
    ///
    /// - Parameter memberLogLikelihoods: shape [members, points].
    /// - Returns: one combination a point.
    func combine(memberLogLikelihoods: [[Double]], memberMaxima: [Double]) -> [CombinedLikelihood] {
        let points = memberLogLikelihoods.first?.indices ?? 0..<0
        precondition(memberLogLikelihoods.allSatisfy { $0.indices == points }, "members over different points")
        return points.map { point in
            combine(memberLogLikelihoods.map { $0[point] }, memberMaxima: memberMaxima)
        }
    }

    /// By how much each member's derivatives count: as its likelihood, or under an envelope the best member's alone.
    func weights(of combined: CombinedLikelihood) -> [Double] {
        guard isEnvelope, combined.notNumbers.isEmpty else { return combined.weights }
        return combined.weights.indices.map { $0 == combined.best ? 1 : 0 }
    }
}
