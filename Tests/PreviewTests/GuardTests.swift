import Foundation
import Testing

@testable import Preview

@Suite struct GuardTests {
    private let gate = Guard(host: "127.0.0.1", address: "127.0.0.1", port: 8421)

    private func request(_ method: HTTPRequest.Method, _ headers: [String: String]) -> HTTPRequest {
        HTTPRequest(method: method, path: [], query: [:], headers: headers, keepsConnection: true)
    }

    private func status(
        _ method: HTTPRequest.Method, _ headers: [String: String], _ gate: Guard? = nil
    ) -> HTTPStatus? {
        do {
            try (gate ?? self.gate).check(request(method, headers))
            return nil
        } catch {
            return error.status
        }
    }

    @Test(
        "answers under its own names", arguments: ["127.0.0.1:8421", "localhost:8421", "LOCALHOST:8421", "[::1]:8421"])
    func ownNames(host: String) { #expect(status(.get, ["host": host]) == nil) }

    @Test(
        "answers under no other name",
        arguments: [
            "evil.example", "evil.example:8421", "127.0.0.1", "127.0.0.1:80", "", "192.168.1.5:8421",
            "localhost:8421.evil",
        ])
    func otherNames(host: String) { #expect(status(.get, ["host": host]) == .misdirected) }

    @Test func isAskedByAddressesWhereItIsOpenButNotByOtherNames() {
        let open = Guard(host: "0.0.0.0", address: "0.0.0.0", port: 8421)
        #expect(status(.get, ["host": "192.168.1.5:8421"], open) == nil)
        #expect(status(.get, ["host": "[fe80::1]:8421"], open) == nil)
        #expect(status(.get, ["host": "evil.example:8421"], open) == .misdirected)
        #expect(status(.get, ["host": "192.168.1.5:80"], open) == .misdirected)
    }

    @Test func refusesOtherSites() {
        let host = "127.0.0.1:8421"
        #expect(status(.get, ["host": host, "origin": "http://\(host)"]) == nil)
        #expect(status(.get, ["host": host, "origin": "http://evil.example"]) == .forbidden)
        #expect(status(.get, ["host": host, "origin": "null"]) == .forbidden)
        #expect(status(.get, ["host": host, "origin": "http://localhost:8421"]) == .forbidden)
        #expect(status(.get, ["host": host, "sec-fetch-site": "cross-site"]) == .forbidden)
        let link = [
            "host": host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document",
        ]
        #expect(status(.get, link) == nil)
        #expect(status(.get, link.merging(["sec-fetch-dest": "iframe"]) { _, new in new }) == .forbidden)
    }

    @Test func asksForTheTokenWhereWorkIsAskedFor() {
        let (host, origin) = ("127.0.0.1:8421", "http://127.0.0.1:8421")
        let right = ["host": host, "origin": origin, "x-fiducial-token": gate.token]
        #expect(status(.post, right) == nil)
        for (name, value) in [
            ("x-fiducial-token", ""), ("x-fiducial-token", String(gate.token.dropLast())),
            ("x-fiducial-token", gate.token + "0"), ("origin", "http://evil.example"),
        ] {
            #expect(status(.post, right.merging([name: value]) { _, new in new }) == .forbidden)
        }
        for name in ["x-fiducial-token", "origin"] {
            #expect(status(.post, right.filter { $0.key != name }) == .forbidden)
        }
    }

    @Test func hasAnotherTokenEachTime() {
        let other = Guard(host: "127.0.0.1", address: "127.0.0.1", port: 8421)
        #expect(gate.token != other.token)
        #expect(gate.token.count == 64)
        #expect(!Guard.equal("", ""))
    }
}
