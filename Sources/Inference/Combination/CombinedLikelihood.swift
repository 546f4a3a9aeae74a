import Foundation

/// The members of an ensemble combined at one point.
public struct CombinedLikelihood: Sendable, Equatable {
    /// The members' log-likelihoods, rebased if the combination is.
    public let members: [Double]
    /// The combined log-likelihood. NaN if that of any member is NaN: a member that failed is never left out silently.
    public let value: Double
    /// w_b = exp ℓ_b / Σ exp ℓ_b of the (rebased) members; NaN for all members if one of them is NaN, or if all
    /// likelihoods are 0.
    public let weights: [Double]
    /// The member with the highest (rebased) log-likelihood, the first one of equal members.
    public let best: Int
    /// Members whose log-likelihood, or own maximum, is not a number.
    let notNumbers: [Int]

    /// B_eff = (Σw)²/Σw²: 1 if only one member counts, B if all count equally.
    public var effectiveMembers: Double {
        let total = weights.reduce(0, +)
        return total * total / weights.reduce(0) { $0 + $1 * $1 }
    }

    /// - Parameter members: the log-likelihoods to combine, already rebased if required.
    init(_ members: [Double], isEnvelope: Bool) {
        precondition(!members.isEmpty, "an ensemble without members")
        self.members = members
        notNumbers = members.indices.filter { members[$0].isNaN }
        best = members.indices.reduce(0) { members[$1] > members[$0] ? $1 : $0 }
        let highest = members[best]
        guard notNumbers.isEmpty, highest.isFinite else {
            value = notNumbers.isEmpty ? highest : .nan
            weights = members.map { _ in .nan }
            return
        }
        // Counted from the highest, so that nothing overflows and the largest term is 1.
        let terms = members.map { exp($0 - highest) }
        let total = terms.reduce(0, +)
        value = isEnvelope ? highest : highest + log(total / Double(members.count))
        weights = terms.map { $0 / total }
    }
}
