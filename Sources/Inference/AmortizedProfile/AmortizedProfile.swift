import FlowKernels
import Flows
import RandomStreams
import Training

/// Step 2 of the method: the change of T when it is fitted again at ν, learned for all ν of a window at once.
///
/// arXiv:2602.13184: the distributions of interest T_b of the ensemble and ν⁰ are frozen, and one residual T_ψ(·; ν),
/// shared by all members, is added,
///
///     y → T_b(y; x, c) → T_ψ(·; x, c, ν) → p(·|x, c, ν),
///
/// and maximizes the extended log-likelihood averaged over ν in the window. At ν⁰ it is exactly the identity, whatever its
/// weights.
///
/// The paper places T_ψ in front of the T_b and trains it on the events that were fitted. There T_ψ also corrects the
/// errors of the T_b, and follows single events, at every ν except ν⁰: the profiled likelihood gets a dip at ν⁰ that
/// does not come from the data. So T_ψ is placed behind T_b, where scores are those of simulation, and is trained on
/// any number of events of the fitted model: the densities at ν⁰ with T of the nominal fit in front. Their likelihood
/// is at its maximum at ν⁰ with T_ψ the identity, so T_ψ only learns the response of T to ν. T must be included,
/// because it differs between the classes: an event has other scores after the T of each class, and this determines how
/// well the scores separate the classes.
///
/// θ, the normalizations, stays at its value in `center` during the training. A later scan may move and profile it:
/// T_ψ does not depend on θ, so such a scan profiles T for ν only, and is exact in T to first order around that value.
public struct AmortizedProfile: Sendable {
    /// The densities, without T.
    public let mixture: Mixture
    /// Which nuisances are profiled, and their constraints.
    public let space: NuisanceSpace
    /// T in front of the residual; nil for none.
    public let transfer: TransportMap?
    /// Events of the densities at ν⁰ and θ⁰ with ``transfer`` in front, trained-on and held-out ones.
    public let events: Dataset
    /// For each profiled shape nuisance, in the order of the space.
    public let window: [ClosedRange<Double>]
    /// T_ψ before training.
    public let residual: TransportMap
    /// The ν at which each event is evaluated.
    public let nodes: NodeScheme
    /// How T_ψ is trained.
    public let settings: Settings
    /// The seed of all random numbers: held-out events, order, members, nodes.
    public let seed: UInt64
    /// ν⁰ and θ in full.
    let center: (nuisances: [Double], theta: [Double])
    /// Whether a nuisance of the window moves yields too.
    let movesYields: Bool
    /// Rows of ν that the window covers.
    let windowRows: [Int]
    /// ``mixture``, with what the networks of p(x|c) compute from the class tabulated.
    let tabulated: Mixture
    /// ν⁰ and θ⁰ as a point of ``space``.
    let centerPoint: [Double]
    /// N ln N_tot − N_tot and the constraints at the center, except for ``windowConstraints``.
    let constantTerm: Double
    /// The constraints that act on the nuisances of the window.
    let windowConstraints: [Constraints.Term]

    /// How T_ψ is trained.
    public struct Settings: Sendable {
        /// The largest number of passes over the training events.
        public let epochs: Int
        /// Events per batch.
        public let batchSize: Int
        /// The peak learning rate of a schedule with warm-up and cosine.
        public let learningRate: Double
        /// The weight decay of AdamW.
        public let weightDecay: Double
        /// The fraction of the events that is held out, between 0 and 1.
        public let heldOut: Double
        /// The number of times during the training at which the held-out events are evaluated.
        public let validations: Int
        /// The training ends after this many validation points without a new least held-out NLL; nil for never.
        public let patience: Int?
        /// Random points of the off-grid check, besides the corners of the window.
        let offGridPoints: Int

        /// - Precondition: 0 < `heldOut` < 1; at least one validation, and a patience of at least one or nil.
        public init(
            epochs: Int, batchSize: Int, learningRate: Double, weightDecay: Double = 0.01, heldOut: Double = 0.1,
            validations: Int = 50, patience: Int? = nil, offGridPoints: Int = 4
        ) {
            precondition(heldOut > 0 && heldOut < 1, "a fraction between 0 and 1 is held out, not \(heldOut)")
            precondition(validations > 0, "\(validations) validations")
            precondition(patience.map { $0 > 0 } ?? true, "a patience of \(patience ?? 0) validations")
            self.epochs = epochs
            self.batchSize = batchSize
            self.learningRate = learningRate
            self.weightDecay = weightDecay
            self.heldOut = heldOut
            self.validations = validations
            self.patience = patience
            self.offGridPoints = offGridPoints
        }
    }

    /// - Parameters:
    ///   - mixture: the densities, without T.
    ///   - space: which nuisances are profiled, and their constraints.
    ///   - transfer: T of the nominal fit, in front of the residual; nil for none.
    ///   - events: events of the densities at ν⁰ and θ⁰ with `transfer` in front.
    ///   - center: ν⁰ and θ⁰ as a point of `space`: the best fit of the global fit.
    ///   - window: a range for each profiled shape nuisance; nil for ±0.3 around the center. It should hold the scan.
    ///   - residual: T_ψ, usually from
    ///     ``residual(mixture:space:center:layers:hidden:scale:damping:pairs:inputs:seed:)``.
    ///   - nodes: the ν at which each event is evaluated.
    ///   - settings: how T_ψ is trained.
    ///   - seed: the seed of all random numbers.
    public init(
        mixture: Mixture, space: NuisanceSpace, transfer: TransportMap? = nil, events: Dataset, center: [Double],
        window: [ClosedRange<Double>]? = nil, residual: TransportMap, nodes: NodeScheme, settings: Settings,
        seed: UInt64
    ) {
        precondition(events.count > 1, "\(events.count) events cannot be divided into trained and held-out ones")
        let rows = space.profiledShapes
        let window = window ?? center.prefix(rows.count).map { $0 - 0.3...$0 + 0.3 }
        precondition(window.count == rows.count, "\(window.count) ranges for \(rows.count) profiled shape nuisances")
        self.mixture = mixture
        tabulated = mixture.tabulated()
        self.space = space
        self.transfer = transfer
        self.events = events
        self.window = window
        self.residual = residual
        self.nodes = nodes
        self.settings = settings
        self.seed = seed
        self.center = space.expand(center)
        movesYields = rows.contains { space.normalizations.contains(space.shapes[$0]) }
        windowRows = rows
        let term = ExtendedTerm(yields: mixture.yields, space: space, observed: events.total).value(at: center)
        centerPoint = center
        windowConstraints = space.constraints.acting(on: rows.indices)
        constantTerm = term - windowConstraints.reduce(0) { $0 + $1.value(at: center) }
        precondition(
            residual.bijection.hasCenter(self.center.nuisances.map(Float.init)),
            "the residual is not the identity at \(center)")
    }

    /// A new T_ψ: it begins as the identity everywhere, and stays the identity at ν⁰, whatever its weights become.
    ///
    /// - Parameters:
    ///   - mixture: the densities, without T.
    ///   - space: which nuisances are profiled.
    ///   - center: ν⁰ (and θ⁰), a point of `space`.
    ///   - layers: the number of layers.
    ///   - hidden: units of every hidden layer.
    ///   - scale: the unit of ν − ν⁰ inside of the residual; the smaller it is, the stronger the same weights act.
    ///   - damping: δ of the terms quadratic in ν.
    ///   - pairs: pairs of nuisances whose product has a separate term.
    ///   - inputs: how scores and context are standardized for the networks; nil if they are already of the order of 1.
    ///   - seed: the seed of the initial weights.
    public static func residual(
        mixture: Mixture, space: NuisanceSpace, center: [Double], layers: Int = 3, hidden: [Int] = [256, 256],
        scale: Double = 0.015, damping: Double = 0.01, pairs: [NuisancePair] = [], inputs: StandardizedInputs? = nil,
        seed: UInt64
    ) -> TransportMap {
        let nuisances = space.expand(center).nuisances
        return TransportMap(
            initializing: FactorizableResidual.polynomial(
                features: mixture.score.features, contextCount: mixture.score.contextCount, layers: layers,
                centers: nuisances.map(Float.init), scales: nuisances.map { _ in Float(scale) }, pairs: pairs,
                damping: Float(damping), hidden: hidden, inputs: inputs), seed: seed)
    }

    /// The training events and the held-out ones; the latter are those with the smallest random numbers.
    func divided() -> (training: [Int], heldOut: [Int]) {
        let count = min(max(1, Int((settings.heldOut * Double(events.count)).rounded())), events.count - 1)
        return HeldOutEvents.divided(events.count, held: count, seed: seed)
    }
}

extension Bijection {
    /// Whether all its residual layers are the identity at `center`.
    fileprivate func hasCenter(_ center: [Float]) -> Bool {
        switch self {
        case let composition as Composition: composition.parts.allSatisfy { $0.hasCenter(center) }
        case let residual as PolynomialResidual: residual.centers == center
        case let seen as ContextStandardized: seen.inner.hasCenter(center)
        default: nuisanceCount == 0
        }
    }
}
