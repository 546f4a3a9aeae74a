/// A digest of what a reviewer sees. Result and words have separate digests, so that a page can say which of them has
/// changed.
///
/// The words of a figure are its caption and its title, those of a claim the claim and its tolerance, those of a section its
/// text; the result is everything that a run may change.
public struct ReviewKey: Sendable, Hashable, CustomStringConvertible {
    private static let digits = 16

    private let result: String
    private let words: String

    init(result: Value, words: Value) {
        self.result = Self.digest(result)
        self.words = Self.digest(words)
    }

    /// - Returns: nil where the text does not have the form of ``description``.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        let isHexadecimal = parts.allSatisfy { part in
            part.utf8.count == Self.digits && part.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
        }
        guard parts.count == 2, isHexadecimal else { return nil }
        (result, words) = (parts[0], parts[1])
    }

    /// The form in files of reviews: 16 digits of the result, a hyphen, 16 of the words.
    public var description: String { "\(result)-\(words)" }

    /// What has changed since, as a continuation of "expired:"; nil if nothing has changed.
    func change(to now: ReviewKey) -> String? {
        switch (result == now.result, words == now.words) {
        case (true, true): nil
        case (false, true): "its result has changed since"
        case (true, false): "its words have changed since"
        case (false, false): "its result and its words have changed since"
        }
    }

    private static func digest(_ value: Value) -> String {
        String(SHA256.hex(value.canonicalJSON.utf8).prefix(digits))
    }
}
