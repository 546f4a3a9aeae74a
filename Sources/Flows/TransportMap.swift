import FlowKernels

/// A bijection together with the values of its parameters: one trained (or imported) piece of a flow.
///
/// An immutable value: training takes one and returns another.
public struct TransportMap: Sendable {
    /// The architecture.
    public let bijection: any Bijection
    /// The parameters, in the layout of the bijection; they must not be changed once the map exists.
    public let parameters: ParameterBuffer

    /// - Precondition: the number of parameters is that of the bijection's layout.
    public init(_ bijection: any Bijection, parameters: ParameterBuffer) {
        precondition(
            parameters.count == bijection.layout.count,
            "\(parameters.count) parameters for a bijection of \(bijection.layout.count)")
        self.bijection = bijection
        self.parameters = parameters
    }

    /// A map with fresh weights: uniform within ±1/√inputs, as PyTorch initializes linear layers. The last layers of
    /// residuals, and of maps that start as the identity, are zero.
    ///
    /// - Parameters:
    ///   - bijection: the architecture.
    ///   - identity: whether to start as the identity map; a residual always does.
    ///   - seed: of the random streams (``ParameterInitialization``).
    public init(initializing bijection: any Bijection, identity: Bool = false, seed: UInt64) {
        let parameters = ParameterBuffer(count: bijection.layout.count)
        bijection.initialize(parameters, ParameterInitialization(seed: seed, identity: identity, offset: 0))
        self.init(bijection, parameters: parameters)
    }

    /// The maps of which this one is composed, data side first, at any depth of nested compositions; the map itself if
    /// it is not a composition.
    public var parts: [TransportMap] {
        let parts = bijection.parts(parameters)
        return parts.isEmpty ? [self] : parts.flatMap(\.parts)
    }
}
