import Foundation

/// An answer.
struct HTTPResponse: Sendable {
    enum Body: Sendable {
        case data(Data)
        /// A stream of events until one of both sides ends it.
        case events(EventSubscription)
    }

    var status: HTTPStatus
    /// Headers in addition to those of every answer.
    var headers: [(name: String, value: String)]
    var body: Body
    /// Whether a browser may store the answer, which it must then revalidate each time.
    var isKept = false

    init(_ status: HTTPStatus, headers: [(name: String, value: String)], body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A page, or, if the client already has it, the answer that it is unchanged.
    static func page(_ page: PreparedPage, to request: HTTPRequest) -> HTTPResponse {
        var response = HTTPResponse(
            .ok,
            headers: [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Security-Policy", page.contentPolicy + "; frame-ancestors 'none'"), ("ETag", page.tag),
                ("Vary", "Accept-Encoding"),
            ], body: .data(Data()))
        response.isKept = true
        if request.knows(page.tag) {
            response.status = .notModified
        } else if request.takesGzip {
            response.headers.append(("Content-Encoding", "gzip"))
            response.body = .data(page.packed)
        } else {
            response.body = .data(page.html)
        }
        return response
    }

    /// A file that pages must not run as a script.
    static func file(_ data: Data, type: String) -> HTTPResponse {
        HTTPResponse(
            .ok,
            headers: [
                ("Content-Type", type),
                (
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; sandbox; "
                        + "frame-ancestors 'none'"
                ),
            ], body: .data(data))
    }

    /// A sentence.
    static func text(_ status: HTTPStatus, _ text: String) -> HTTPResponse {
        var headers = [
            ("Content-Type", "text/plain; charset=utf-8"), ("Content-Security-Policy", nothing),
        ]
        if status == .methodNotAllowed { headers.append(("Allow", "GET, HEAD, POST")) }
        if status == .unavailable { headers.append(("Retry-After", "2")) }
        return HTTPResponse(status, headers: headers, body: .data(Data((text + "\n").utf8)))
    }

    /// The stream of new events.
    static func events(_ subscription: EventSubscription) -> HTTPResponse {
        HTTPResponse(
            .ok,
            headers: [("Content-Type", "text/event-stream; charset=utf-8"), ("Content-Security-Policy", nothing)],
            body: .events(subscription))
    }

    private static let nothing = "default-src 'none'; frame-ancestors 'none'"

    /// Everything before the body.
    ///
    /// - Parameter closes: whether the connection ends with this answer.
    func head(closes: Bool) -> Data {
        var lines = ["HTTP/1.1 \(status.rawValue) \(status.phrase)"]
        var all = headers
        if case .data(let data) = body, status != .notModified { all.append(("Content-Length", String(data.count))) }
        all += [
            ("Cache-Control", isKept ? "private, no-cache" : "no-store"), ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Connection", closes ? "close" : "keep-alive"),
        ]
        lines += all.map { "\($0.name): \($0.value)" }
        return Data((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }
}

/// Answers requests. Called for many connections at once; long work runs on separate threads.
protocol HTTPHandler: Sendable {
    func answer(_ request: HTTPRequest) async -> HTTPResponse
}
