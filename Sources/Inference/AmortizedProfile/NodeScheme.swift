/// The method of averaging over a window of nuisances: it chooses the ν at which each event of a batch is evaluated.
public enum NodeScheme: Sendable, Equatable {
    /// Gauss–Legendre nodes, `perNuisance` in each direction: every event is evaluated at all perNuisanceᴷ of them.
    ///
    /// The nodes are the same at every step. The quadrature itself is minimized; it is exact for polynomials of ν of
    /// degree 2·perNuisance − 1 in each nuisance; arXiv:2602.13184 takes 6 × 6.
    case quadrature(perNuisance: Int)

    /// `perEvent` random nodes per event, an unbiased estimate of the average over the window.
    ///
    /// In each nuisance the window is divided into `perEvent` strata, and an event has one node in each stratum, in
    /// random order. Each stratum is divided into as many cells as the batch has events, and each event has its own
    /// cell (Latin hypercube sampling: McKay, Beckman and Conover 1979, doi:10.2307/1268522). An even number of nodes
    /// comes in pairs that are mirrored about the middle of the window (antithetic variates: Hammersley and Morton
    /// 1956, doi:10.1017/S0305004100031455), so that the odd part in ν − ν⁰ of each event's gradient, which is most of
    /// the noise, cancels. An odd number has no pairs, and more noise.
    case stratified(perEvent: Int)

    /// `perEvent` points of a Sobol sequence per event, with a random digital shift for every step: an unbiased
    /// estimate.
    ///
    /// The points are most even if `perEvent` and the number of events in a batch are powers of two. There may be at
    /// most ``maximumSobolNuisances`` nuisances.
    case sobol(perEvent: Int)

    /// Dimensions of the Sobol sequence.
    public static let maximumSobolNuisances = SobolSequence.maximumDimensions

    /// The number of nodes per event, for K = `dimensions` nuisances.
    public func count(dimensions: Int) -> Int {
        switch self {
        case .quadrature(let perNuisance): (0..<dimensions).reduce(1) { count, _ in count * perNuisance }
        case .stratified(let perEvent), .sobol(let perEvent): perEvent
        }
    }
}
