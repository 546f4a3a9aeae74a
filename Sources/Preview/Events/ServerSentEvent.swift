import Foundation

/// A message to a page, as `EventSource` reads it (HTML standard, section 9.2).
struct ServerSentEvent: Sendable, Hashable {
    /// What it is about, such as "page".
    let name: String
    /// The identifier that a browser sends when it connects again; nil to leave it unchanged.
    var id: String?
    /// Any text.
    let data: String

    /// - Parameter id: the identifier that a browser sends when it connects again.
    init(_ name: String, id: String? = nil, json: some Encodable) {
        self.name = name
        self.id = id
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            data = String(decoding: try encoder.encode(json), as: UTF8.self)
        } catch {
            preconditionFailure("the event '\(name)' cannot be written as JSON: \(error)")
        }
    }

    init(_ name: String, id: String? = nil, data: String) {
        self.name = name
        self.id = id
        self.data = data
    }

    /// The bytes to send.
    var frame: Data {
        var text = "event: \(name)\n"
        if let id { text += "id: \(id)\n" }
        // Every end of a line would end the field. Both signs together are one character.
        let lines = data.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
        for line in lines { text += "data: \(line)\n" }
        return Data((text + "\n").utf8)
    }

    /// Sets the time after which the browser connects again, in milliseconds.
    static func retry(after milliseconds: Int) -> Data { Data("retry: \(milliseconds)\n\n".utf8) }

    /// Keeps a connection open that nothing else is sent on.
    static let heartbeat = Data(":\n\n".utf8)
}
