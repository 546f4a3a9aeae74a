import Foundation

/// A request, read and checked as far as its form goes.
struct HTTPRequest: Sendable, Hashable {
    enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
    }

    let method: Method
    /// The parts of the path, decoded: "/r/closure" is ["r", "closure"], and "/" is none.
    let path: [String]
    /// What stands behind the question mark, decoded, by name.
    let query: [String: String]
    /// By names in lower case. None stands twice among those that are read here.
    let headers: [String: String]
    var body = Data()
    /// Whether another request may follow on the same connection.
    let keepsConnection: Bool

    /// - Parameter name: in lower case.
    func header(_ name: String) -> String? { headers[name] }

    /// Whether the client has the answer with this tag (RFC 9110, section 13.1.2).
    func knows(_ tag: String) -> Bool {
        func opaque(_ tag: some StringProtocol) -> String {
            let text = tag.trimmingCharacters(in: .whitespaces)
            return text.hasPrefix("W/") ? String(text.dropFirst(2)) : text
        }
        let given = header("if-none-match")?.split(separator: ",").map { opaque($0) } ?? []
        return given == ["*"] || given.contains(opaque(tag))
    }

    /// Whether the client accepts gzip (RFC 9110, section 12.5.3).
    var takesGzip: Bool {
        let codings = header("accept-encoding")?.lowercased().split(separator: ",") ?? []
        return codings.contains { coding in
            let parts = coding.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            return parts.first == "gzip" && weight > 0
        }
    }
}

/// Why a request is refused before anybody looks at what it asks for.
struct HTTPRefusal: Error, Sendable, Hashable {
    let status: HTTPStatus
    /// One sentence.
    let reason: String

    init(_ status: HTTPStatus, _ reason: String) {
        self.status = status
        self.reason = reason
    }
}

/// How a request ended.
enum HTTPStatus: Int, Sendable, CaseIterable {
    case ok = 200
    case accepted = 202
    case notModified = 304
    case badRequest = 400
    case forbidden = 403
    case notFound = 404
    case methodNotAllowed = 405
    case conflict = 409
    case contentTooLarge = 413
    case targetTooLong = 414
    case unsupportedMediaType = 415
    case expectationFailed = 417
    case misdirected = 421
    case headersTooLarge = 431
    case failure = 500
    case notImplemented = 501
    case unavailable = 503
    case otherVersion = 505

    /// The phrase of RFC 9110.
    var phrase: String {
        switch self {
        case .ok: "OK"
        case .accepted: "Accepted"
        case .notModified: "Not Modified"
        case .badRequest: "Bad Request"
        case .forbidden: "Forbidden"
        case .notFound: "Not Found"
        case .methodNotAllowed: "Method Not Allowed"
        case .conflict: "Conflict"
        case .contentTooLarge: "Content Too Large"
        case .targetTooLong: "URI Too Long"
        case .unsupportedMediaType: "Unsupported Media Type"
        case .expectationFailed: "Expectation Failed"
        case .misdirected: "Misdirected Request"
        case .headersTooLarge: "Request Header Fields Too Large"
        case .failure: "Internal Server Error"
        case .notImplemented: "Not Implemented"
        case .unavailable: "Service Unavailable"
        case .otherVersion: "HTTP Version Not Supported"
        }
    }
}
