import FlowKernels
import Flows
import Foundation

/// The density of an event, summed over its possible classes.
///
///     log p(x, y | ν, θ) = logΣ_c f_c(θ) · p(x|c, ν) · p(y′|x, c, ν) · |det ∂y′/∂y|,   y′ = T(y; x, c, ν)
///
/// arXiv:2602.13184. The distribution of interest T is simply the first map of ``score``, and the amortized residual
/// T_ψ the second.
public struct Mixture: Sendable {
    /// p(x|c, ν); its context is the one-hot class.
    public let kinematics: Flow
    /// p(y|x, c, ν); its context is the one-hot class and x.
    public let score: Flow
    /// N_c(θ), which give the fractions f_c(θ).
    public let yields: Yields
    /// Names of the shape nuisances ν, in the order of the flows.
    public let nuisances: [String]
    /// The slope to subtract from ln L if T follows ν; nil for none.
    public let leftover: SlopeLeftover?

    /// - Precondition: p(x|c) has one context input for each class; p(y|x, c) has one for each class and each kinematic
    ///   feature, or none if the scores must not depend on the class.
    public init(
        kinematics: Flow, score: Flow, yields: Yields, nuisances: [String], leftover: SlopeLeftover? = nil
    ) {
        precondition(
            kinematics.contextCount == yields.classes, "p(x|c) conditioned on \(kinematics.contextCount) inputs")
        precondition(
            score.contextCount == yields.classes + kinematics.features || score.contextCount == 0,
            "p(y|x,c) conditioned on \(score.contextCount) inputs")
        self.kinematics = kinematics
        self.score = score
        self.yields = yields
        self.nuisances = nuisances
        self.leftover = leftover
    }

    /// p(x|c, ν) alone, of data without scores: they are replaced by a single score that is 0 for every event
    /// (``Dataset/withoutScores``), with the same density in every class.
    public init(kinematics: Flow, yields: Yields, nuisances: [String]) {
        self.init(kinematics: kinematics, score: Flow([Self.noTransfer]), yields: yields, nuisances: nuisances)
    }

    /// The identity of a single score: T of a fit that has none.
    static let noTransfer = TransportMap(
        Standardization(means: [0], scales: [1]), parameters: ParameterBuffer(count: 0))

    /// C, the number of classes.
    public var classes: Int { yields.classes }

    /// The same mixture with `map` applied to the scores first.
    public func preceded(by map: TransportMap) -> Mixture {
        replacing(score: score.preceded(by: map))
    }

    /// The same mixture with other flows.
    func replacing(kinematics: Flow? = nil, score: Flow? = nil) -> Mixture {
        Mixture(
            kinematics: kinematics ?? self.kinematics, score: score ?? self.score, yields: yields,
            nuisances: nuisances, leftover: leftover)
    }

    /// The same mixture with a slope subtracted from ln L.
    public func without(_ leftover: SlopeLeftover) -> Mixture {
        Mixture(kinematics: kinematics, score: score, yields: yields, nuisances: nuisances, leftover: leftover)
    }

    /// The same mixture with the scores' density held at one ν, shape [nuisances]: only p(x|c, ν) depends on the
    /// nuisances.
    public func scoresHeld(at nuisances: [Double]) -> Mixture {
        replacing(score: score.held(at: nuisances.map(Float.init)))
    }

    /// The mixture of p(x|c, ν) alone: every class has the same density of scores.
    ///
    /// Scores are standardized to the order of 1, as in their density here: −½y² of large scores would leave no float32
    /// digits for x.
    public func featuresAlone() -> Mixture {
        let own = score.maps.lazy.flatMap(\.parts).compactMap { $0.bijection as? Standardization }
            .first { $0.features == score.features }
        let still =
            own
            ?? Standardization(
                means: Array(repeating: 0, count: score.features), scales: Array(repeating: 1, count: score.features))
        return Mixture(
            kinematics: kinematics, score: Flow([TransportMap(still, parameters: ParameterBuffer(count: 0))]),
            yields: yields, nuisances: nuisances)
    }

    /// The same mixture with p(x|c) frozen: the outputs of its networks for each class are tabulated if that is faster.
    ///
    /// Likelihoods, fits and samples do this themselves; do it before drawing many samples from one mixture.
    public func tabulated() -> Mixture {
        let labels = (0..<classes).map { kind in (0..<classes).map { $0 == kind ? Float(1) : 0 } }
        return replacing(kinematics: kinematics.tabulated(contexts: labels))
    }

    func replacing(scoreMap index: Int, parameters: ParameterBuffer) -> Mixture {
        replacing(score: score.replacing(index, parameters: parameters))
    }

    /// ln f_c(θ), shape [classes]; −∞ for a class that the data do not contain, NaN for a negative yield.
    public func logFractions(_ theta: [Double]) -> [Double] {
        let expected = yields.expected(theta)
        let total = expected.reduce(0, +)
        return expected.map { log($0 / total) }
    }

    /// f_c(θ), of either sign.
    func fractions(_ theta: [Double]) -> ClassFractions {
        guard let factors = yields.factors(theta) else {
            return ClassFractions(logarithms: logFractions(theta), factors: nil)
        }
        let positive = yields.positive(theta)
        let total = zip(positive, factors).reduce(0) { $0 + $1.0 * $1.1 }
        // Where fewer than no events are expected in all, ln L is −∞ by its extended term.
        let scale = total > 0 ? total : positive.reduce(0, +)
        return ClassFractions(logarithms: positive.map { log($0 / scale) }, factors: factors)
    }
}
