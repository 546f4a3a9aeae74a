/// Why a toy has no result: a finding, to be counted.
public enum ToyFailure: Error, Sendable, Equatable, CustomStringConvertible {
    case notFinite(member: Int)
    case maximumOutside([String])
    case memberOutside(Int)
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
