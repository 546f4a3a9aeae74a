/// Why a session cannot do what it was asked for, apart from mistakes in the report.
public enum SessionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The stored result of a cell is not what was written.
    case damagedResult(label: String, why: String)

    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .damagedResult(let label, let why):
            "the stored result of '\(label)' is damaged: \(why); render the report again; it is then computed anew"
        }
    }
}
