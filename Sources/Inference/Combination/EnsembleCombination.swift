/// The combination of the log-likelihoods of an ensemble's members in a scan.
///
/// arXiv:2602.13184. With ℓ_b(ν) the total log-likelihood of member b of B, constraints included:
///
///     bma               logΣexp_b ℓ_b − ln B             envelope           max_b ℓ_b
///     rebased-bma       the same of ℓ_b − max_ν ℓ_b      rebased-envelope   the same of ℓ_b − max_ν ℓ_b
///
/// A member's own maximum is searched over the window of its surface, over the points of a grid, or without limits by
/// Newton's method.
public enum EnsembleCombination: String, CaseIterable, Sendable, Codable {
    /// The average of the members' likelihoods.
    case bma
    /// The highest likelihood of any member.
    case envelope
    /// The average, with every member relative to its own maximum.
    case rebasedBMA = "rebased-bma"
    /// The highest, with every member relative to its own maximum.
    case rebasedEnvelope = "rebased-envelope"

    /// Whether each member counts relative to its own maximum, so that a better fit gives a member no more weight.
    var isRebased: Bool { self == .rebasedBMA || self == .rebasedEnvelope }

    /// Whether only the best member counts at every point.
    var isEnvelope: Bool { self == .envelope || self == .rebasedEnvelope }

    /// Combines the members at one point.
    ///
    /// - Parameters:
    ///   - memberLogLikelihoods: ℓ_b of each member, constraints included.
    ///   - memberMaxima: each member's own maximum; used only by rebased combinations.
    /// - Complexity: O(B).
    func combine(_ memberLogLikelihoods: [Double], memberMaxima: [Double]) -> CombinedLikelihood {
        precondition(memberLogLikelihoods.count == memberMaxima.count, "a maximum for every member")
        return CombinedLikelihood(
            isRebased ? zip(memberLogLikelihoods, memberMaxima).map(-) : memberLogLikelihoods, isEnvelope: isEnvelope)
    }

    /// Combines the members at many points.
    ///
    /// - Parameter memberLogLikelihoods: shape [members, points].
    /// - Returns: one combination for each point.
    func combine(memberLogLikelihoods: [[Double]], memberMaxima: [Double]) -> [CombinedLikelihood] {
        let points = memberLogLikelihoods.first?.indices ?? 0..<0
        precondition(memberLogLikelihoods.allSatisfy { $0.indices == points }, "members over different points")
        return points.map { point in
            combine(memberLogLikelihoods.map { $0[point] }, memberMaxima: memberMaxima)
        }
    }

    /// The weight of each member's derivatives: its share of the likelihood, or, under an envelope, that of the best
    /// member alone.
    func weights(of combined: CombinedLikelihood) -> [Double] {
        guard isEnvelope, combined.notNumbers.isEmpty else { return combined.weights }
        return combined.weights.indices.map { $0 == combined.best ? 1 : 0 }
    }
}
