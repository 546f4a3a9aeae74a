/// An error in an expression, with its place.
public struct EventExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// In characters of the text, from 1.
    public let column: Int
    /// What is wrong.
    public let message: String
    /// What to do.
    public let remedy: String?

    /// With these values.
    public init(column: Int, _ message: String, remedy: String? = nil) {
        self.column = column
        self.message = message
        self.remedy = remedy
    }

    public var description: String { "column \(column): \(message)" + (remedy.map { "; \($0)" } ?? "") }
}
