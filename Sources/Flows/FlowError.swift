/// What can be wrong with a flow that comes from outside.
public enum FlowError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A description of a flow from which none can be built.
    case invalidArchitecture(String)
    /// A model file that lacks something, or holds something it should not.
    case invalidModel(String)

    public var description: String {
        switch self {
        case .invalidArchitecture(let what): "no flow can be built from \(what)"
        case .invalidModel(let what): what
        }
    }
}
