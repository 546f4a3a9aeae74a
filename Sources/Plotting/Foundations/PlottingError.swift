/// Why a figure could not be drawn.
public enum PlottingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The pinned font family is not installed; `found` is the font that the system would use instead.
    case fontMissing(family: String, found: String)
    /// Cairo refused; `status` is its own message.
    case cairo(status: String)
    /// Columns of one figure have different lengths, or too few entries.
    case shape(String)

    /// The error, and its remedy if there is one.
    public var description: String {
        switch self {
        case .fontMissing(let family, let found):
            "font '\(family)' is not installed (the system offers '\(found)'); "
                + "install it: apt-get install fonts-dejavu-core, then fc-cache -f"
        case .cairo(let status):
            "Cairo could not draw the figure: \(status)"
        case .shape(let message):
            message
        }
    }
}
