/// How one normalization θ moves the expected events of every class.
///
/// The responses of all normalizations add up in ln N_c (``Yields``). A new law is one type that conforms, and its place
/// in ``Yields/laws``.
public protocol YieldResponse: Sendable, Codable, Equatable {
    /// What artifacts call the law.
    static var law: String { get }

    /// The name of θ.
    var name: String { get }

    /// C, the number of classes.
    var classes: Int { get }

    /// ln N_c(θ) − ln N_c⁰, 0 at θ = 0.
    func logFactor(of classIndex: Int, at theta: Double) -> Double

    /// ∂ ln N_c/∂θ.
    func slope(of classIndex: Int, at theta: Double) -> Double

    /// ∂² ln N_c/∂θ².
    func curvature(of classIndex: Int, at theta: Double) -> Double
}
