import Report

/// What a reviewer says, as a page sends it.
struct Remark: Decodable, Sendable, Hashable {
    let target: String
    /// Of what the page showed.
    let key: String
    let kind: ReviewEntry.Kind
    let author: String
    let text: String

    /// Letters of a name, and of a text.
    private static let most = (author: 200, text: 20_000)

    /// Why it cannot be written; nil if it can.
    var complaint: String? {
        func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
        if isBlank(author) { return "Who says it? The entry needs a name." }
        if author.contains(where: \.isNewline) { return "A name stands on one line." }
        if author.count > Self.most.author || text.count > Self.most.text { return "This is too long." }
        if kind != .approval, isBlank(text) { return "Say what it is about." }
        return nil
    }
}
