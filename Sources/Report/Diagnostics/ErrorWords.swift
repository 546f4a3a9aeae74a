import Foundation

extension Error {
    /// The error in words for an author: what it says of itself, or its description.
    var words: String { (self as? any LocalizedError)?.errorDescription ?? "\(self)" }
}
