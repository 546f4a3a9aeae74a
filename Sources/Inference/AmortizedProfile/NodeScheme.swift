/// How the average over a window of nuisances is taken: at which ν each event of a batch is looked at.
public enum NodeScheme: Sendable, Equatable {
    /// Gauss–Legendre nodes, `perNuisance` in each direction: every event sees all perNuisanceᴷ of them.
    ///
    /// The same at every step. What is minimized is the quadrature itself, exact for polynomials of ν of degree
    /// 2·perNuisance − 1 in each nuisance; arXiv:2602.13184 takes 6 × 6.
    case quadrature(perNuisance: Int)

    /// `perEvent` random nodes an event, an unbiased estimate of the average over the window.
    ///
    /// In each nuisance the window is cut into `perEvent` strata, of which an event has one node each, in random
    /// order; and each stratum into as many cells as the batch has events, of which each event has its own (Latin
    /// hypercube sampling: McKay, Beckman and Conover 1979, doi:10.2307/1268522). An even number of nodes comes in pairs
    /// that mirror each other about the middle of the window (antithetic variates: Hammersley and Morton 1956,
    /// doi:10.1017/S0305004100031455), so that of each event's gradient what is odd in ν − ν⁰, most of the noise,
    /// cancels. An odd number has no pairs, and more noise.
    case stratified(perEvent: Int)

    /// `perEvent` points of a Sobol sequence an event, with a random digital shift for every step: an unbiased
    /// estimate.
    ///
    /// Evenest where `perEvent` and the number of events in a batch are powers of two. At most
    /// ``maximumSobolNuisances``.
    case sobol(perEvent: Int)

    /// Dimensions of the Sobol sequence.
    public static let maximumSobolNuisances = SobolSequence.maximumDimensions

    /// Nodes an event, for K = `dimensions` nuisances.
    public func count(dimensions: Int) -> Int {
        switch self {
        case .quadrature(let perNuisance): (0..<dimensions).reduce(1) { count, _ in count * perNuisance }
        case .stratified(let perEvent), .sobol(let perEvent): perEvent
        }
    }
}
