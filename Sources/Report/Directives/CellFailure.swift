/// Why a cell could not compute its artifact, in words for the page.
public struct CellFailure: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    public let message: String
    /// What to try.
    public let advice: String?

    public init(_ message: String, advice: String? = nil) {
        self.message = message
        self.advice = advice
    }

    public var description: String { message + (advice.map { "; \($0)" } ?? "") }
}
