import Foundation
import Testing

@testable import Preview

@Suite struct HTTPRequestReaderTests {
    private func read(_ text: String, _ limits: HTTPLimits = HTTPLimits()) throws(HTTPRefusal) -> HTTPRequest? {
        var reader = HTTPRequestReader(limits)
        reader.take(Array(text.utf8))
        return try reader.next()
    }

    private func refusal(_ text: String, _ limits: HTTPLimits = HTTPLimits()) -> HTTPStatus? {
        do {
            _ = try read(text, limits)
            return nil
        } catch {
            return error.status
        }
    }

    @Test func readsPathQueryHeadersAndBody() throws {
        let request = try #require(
            try read(
                "POST /run/a%20b/c?x=1&y=%C3%A9 HTTP/1.1\r\nHost: h\r\nX-One:  two \r\nContent-Length: 3\r\n\r\nabcd"))
        #expect(request.method == .post)
        #expect(request.path == ["run", "a b", "c"])
        #expect(request.query == ["x": "1", "y": "é"])
        #expect(request.header("x-one") == "two")
        #expect(request.body == Data("abc".utf8))
        #expect(request.keepsConnection)
    }

    @Test func readsRequestsThatComeByteByByteAndOneAfterAnother() throws {
        var reader = HTTPRequestReader(HTTPLimits())
        var paths: [[String]] = []
        for byte in Array("\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.0\r\n\r\n".utf8) {
            reader.take([byte])
            while let request = try reader.next() { paths.append(request.path) }
        }
        #expect(paths == [["a"], ["b"]])
        #expect(!reader.hasBegun)
    }

    @Test func keepsTheConnectionAsTheVersionAndTheHeaderSay() throws {
        #expect(try read("GET / HTTP/1.0\r\n\r\n")?.keepsConnection == false)
        #expect(try read("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")?.keepsConnection == true)
        #expect(try read("GET / HTTP/1.1\r\nHost: h\r\nConnection: x, CLOSE\r\n\r\n")?.keepsConnection == false)
    }

    @Test(
        "refuses what has no form",
        arguments: [
            "GET / HTTP/1.1\r\n\r\n", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", "GET /\r\nHost: h\r\n\r\n",
            "\0\0\0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost : h\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n",
            "GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n", "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n", "GET /a\u{7f} HTTP/1.1\r\nHost: h\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", ": /\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
            "GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n", "G(T / HTTP/1.1\r\nHost: h\r\n\r\n",
        ])
    func refusesMalformed(text: String) { #expect(refusal(text) == .badRequest) }

    @Test func refusesOtherVersionsMethodsAndCodings() {
        #expect(refusal("GET / HTTP/2.0\r\nHost: h\r\n\r\n") == .otherVersion)
        #expect(refusal("DELETE / HTTP/1.1\r\nHost: h\r\n\r\n") == .methodNotAllowed)
        #expect(refusal("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n") == .notImplemented)
        #expect(refusal("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n") == .expectationFailed)
    }

    @Test func refusesWhatIsTooLongBeforeItsEndComes() {
        var limits = HTTPLimits()
        limits.requestLine = 100
        limits.head = 300
        limits.headers = 3
        limits.body = 10
        #expect(refusal("GET /\(String(repeating: "a", count: 100))", limits) == .targetTooLong)
        #expect(
            refusal("GET /\(String(repeating: "a", count: 100)) HTTP/1.1\r\nHost: h\r\n\r\n", limits) == .targetTooLong)
        #expect(refusal("GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 300))", limits) == .headersTooLarge)
        #expect(refusal("GET / HTTP/1.1\r\nHost: h\r\na: 1\r\nb: 1\r\nc: 1\r\n\r\n", limits) == .headersTooLarge)
        #expect(refusal("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n", limits) == .contentTooLarge)
        let huge = String(repeating: "9", count: 40)
        #expect(refusal("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(huge)\r\n\r\n", limits) == .contentTooLarge)
    }

    @Test(
        "does not go up, nor to what is hidden",
        arguments: ["/../a", "/r/..", "/r/%2e%2e/a", "/r/.git", "/r/%2Egit", "/r/a%2f..%2fb", "//a", "/r//a", "/./a"])
    func refusesPaths(target: String) {
        #expect(refusal("GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n") == .notFound)
    }

    /// Every prefix and every change of one byte of a request is read, refused, or waits: nothing else happens.
    @Test func survivesWhateverComes() {
        let text = Array("POST /run/a%20b?x=%C3%A9 HTTP/1.1\r\nHost: h:1\r\nContent-Length: 2\r\nX: y\r\n\r\n{}".utf8)
        var outcomes = 0
        for index in text.indices {
            for byte in [UInt8](0...255) {
                var bytes = text
                bytes[index] = byte
                var reader = HTTPRequestReader(HTTPLimits())
                reader.take(bytes)
                outcomes += (try? reader.next()) != nil ? 1 : 0
            }
        }
        #expect(outcomes > text.count)
    }
}
