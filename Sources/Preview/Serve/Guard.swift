import Foundation

/// Who may ask: pages of this server alone, whatever else the browser shows.
///
/// A page of another origin cannot read an answer. It could still make a browser ask for work (cross-site request forgery), which
/// needs the token, or give its own name this address (DNS rebinding), which the header Host betrays.
struct Guard: Sendable {
    /// What a page has to show when it asks for work: 256 random bits, another one each time the server starts.
    let token: String
    /// Names under which the server is asked, with its port: "localhost:8421".
    private let hosts: Set<String>
    /// Whether it listens on an address of the network, and so is asked by addresses that it does not know.
    private let isOpen: Bool
    private let port: UInt16

    /// - Parameters:
    ///   - host: the host of the command line.
    ///   - address: the address on which the server listens.
    init(host: String, address: String, port: UInt16) {
        var random = SystemRandomNumberGenerator()
        token = (0..<4).map { _ in
            let word = String(random.next(), radix: 16)
            return String(repeating: "0", count: 16 - word.count) + word
        }.joined()
        let names = ["localhost", "127.0.0.1", "[::1]", Self.bracketed(host), Self.bracketed(address)]
        hosts = Set(names.map { "\($0.lowercased()):\(port)" })
        isOpen = !Self.isLoopback(address)
        self.port = port
    }

    /// Refuses a request of another origin, and a request for work without the token.
    ///
    /// - Throws: ``HTTPRefusal``.
    func check(_ request: HTTPRequest) throws(HTTPRefusal) {
        let host = (request.header("host") ?? "").lowercased()
        guard isKnown(host) else {
            throw HTTPRefusal(.misdirected, "This server does not go by the name '\(host.prefix(100))'.")
        }
        if let origin = request.header("origin"), origin.lowercased() != "http://\(host)" {
            throw HTTPRefusal(.forbidden, "Another site asks.")
        }
        if let site = request.header("sec-fetch-site"), site != "same-origin", site != "none" {
            // A link from elsewhere to a page may be followed.
            let isLink =
                request.header("sec-fetch-mode") == "navigate" && request.header("sec-fetch-dest") == "document"
            guard request.method != .post, isLink else { throw HTTPRefusal(.forbidden, "Another site asks.") }
        }
        guard request.method == .post else { return }
        guard request.header("origin") != nil, Self.equal(request.header("x-fiducial-token") ?? "", token) else {
            throw HTTPRefusal(.forbidden, "This needs the token of a page that this server made since it started.")
        }
    }

    private func isKnown(_ host: String) -> Bool {
        if hosts.contains(host) || port == 80 && hosts.contains("\(host):80") { return true }
        // Another name for this address is what an attack needs; an address is none.
        guard isOpen, host.hasSuffix(":\(port)") else { return false }
        let name = host.dropLast("\(port)".count + 1).trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        return Self.isAddress(name) || name == Self.ownName
    }

    /// Compares two texts in a time that does not depend on the position of their difference.
    static func equal(_ given: String, _ wanted: String) -> Bool {
        let (given, wanted) = (Array(given.utf8), Array(wanted.utf8))
        guard !wanted.isEmpty else { return false }
        var difference = given.count ^ wanted.count
        for index in wanted.indices {
            difference |= Int((index < given.count ? given[index] : 0) ^ wanted[index])
        }
        return difference == 0
    }

    /// Whether only this machine can reach an address.
    static func isLoopback(_ address: String) -> Bool {
        address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
    }

    private static func isAddress(_ text: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        return inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1
    }

    private static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

    private static let ownName = ProcessInfo.processInfo.hostName.lowercased()
}
