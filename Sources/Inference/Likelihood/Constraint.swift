/// A term of ln L that holds nuisances close to what is known of them beforehand: an auxiliary measurement, or a prior.
///
/// Terms are known up to a constant. A new kind is one type that conforms. It may act on several nuisances at once, as
/// a normal distribution with correlations does. A nuisance that no constraint acts on is free.
public protocol Constraint: Sendable {
    /// Names of the nuisances that it acts on.
    var nuisances: [String] { get }

    /// The term of ln L.
    ///
    /// - Parameter values: one for each of ``nuisances``.
    func value(at values: [Double]) -> Double

    /// The exact gradient of ``value(at:)``, shape [nuisances].
    func gradient(at values: [Double]) -> [Double]

    /// The exact Hessian of ``value(at:)``, shape [nuisances, nuisances].
    func hessian(at values: [Double]) -> [[Double]]
}
