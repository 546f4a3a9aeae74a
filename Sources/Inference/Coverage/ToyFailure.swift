/// Why a toy has no result: a finding, to be counted.
public enum ToyFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// ln L of this member is infinite or NaN.
    case notFinite(member: Int)
    /// The best fit of these nuisances stayed at an edge of the last window.
    case maximumOutside([String])
    /// The best fit of this member stayed at an edge of the last window.
    case memberOutside(Int)
    /// A climb to the best fit, or to a profile, did not come to rest.
    case notConverged

    public var description: String {
        switch self {
        case .notFinite(let member): "the likelihood of member \(member) is not finite in the window"
        case .maximumOutside(let names): "the maximum of \(names.joined(separator: ", ")) was not reached"
        case .memberOutside(let member): "the maximum of member \(member) was not reached"
        case .notConverged: "the climb to the maximum did not come to rest"
        }
    }
}
