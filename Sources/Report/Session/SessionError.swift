/// Why a session cannot do what it was asked for, apart from mistakes in the report.
public enum SessionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The page would be written over the report.
    case pageReplacesReport
    /// What cells have to say about their results would be written over another file of the render.
    case healthReplaces(String)
    /// The stored result of a cell is not what was written.
    case damagedResult(label: String, why: String)

    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .pageReplacesReport:
            "the page would take the place of the report; give another file to -o"
        case .healthReplaces(let what): "the health would take the place of \(what); give another file to --health"
        case .damagedResult(let label, let why):
            "the stored result of '\(label)' is damaged: \(why); render the report again; it is then computed anew"
        }
    }
}
