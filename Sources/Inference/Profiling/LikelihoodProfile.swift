/// The maximum of a likelihood with some nuisances held and all others free.
public struct LikelihoodProfile: Sendable {
    /// Where the maximum lies, all nuisances in order.
    public let point: [Double]
    /// −2Δln L there.
    public let deviance: Double
    /// The gradient of −2Δln L there, shape [nuisances]. In a nuisance that is held it is the slope of the profiled
    /// curve; in others it vanishes, but for the tolerance and at the edge of a window.
    public let gradient: [Double]
    /// B_eff there.
    public let effectiveMembers: Double
    /// False where the climb did not come to rest.
    public let converged: Bool
}
