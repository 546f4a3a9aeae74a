import Foundation

/// Reads requests from the bytes of a connection (RFC 9112), strictly: what has two readings is refused.
struct HTTPRequestReader: Sendable {
    private let limits: HTTPLimits
    private var bytes: [UInt8] = []
    /// How far the search for the end of the head has come, so that bytes which come one by one are not searched anew.
    private var searched = 0
    /// A request whose body is not all there.
    private var waiting: (request: HTTPRequest, length: Int)?

    init(_ limits: HTTPLimits) { self.limits = limits }

    /// Whether an incomplete request has begun.
    var hasBegun: Bool { !bytes.isEmpty || waiting != nil }

    /// Adds received bytes.
    mutating func take(_ more: [UInt8]) { bytes += more }

    /// The next request; nil if it is not complete yet.
    ///
    /// - Throws: ``HTTPRefusal``; then the beginning of the next request is not known.
    mutating func next() throws(HTTPRefusal) -> HTTPRequest? {
        if waiting == nil {
            guard let head = try takeHead() else { return nil }
            waiting = try request(head)
        }
        guard let (head, length) = waiting, bytes.count >= length else { return nil }
        var request = head
        request.body = Data(bytes.prefix(length))
        bytes.removeFirst(length)
        waiting = nil
        return request
    }

    /// What stands before the empty line.
    private mutating func takeHead() throws(HTTPRefusal) -> [UInt8]? {
        // Empty lines before a request are skipped, as the standard asks.
        while bytes.starts(with: [13, 10]) {
            bytes.removeFirst(2)
            searched = 0
        }
        let end: [UInt8] = [13, 10, 13, 10]
        var index = max(0, searched - 3)
        while index + 4 <= bytes.count {
            if bytes[index] == 13, bytes[index..<(index + 4)].elementsEqual(end) {
                guard index + 4 <= limits.head else { throw Self.tooLargeHead(limits) }
                let head = Array(bytes[..<index])
                bytes.removeFirst(index + 4)
                searched = 0
                return head
            }
            index += 1
        }
        searched = bytes.count
        let line = bytes.firstIndex(of: 10) ?? bytes.count
        if line > limits.requestLine {
            throw HTTPRefusal(.targetTooLong, "The request line is longer than \(limits.requestLine) bytes.")
        }
        if bytes.count > limits.head { throw Self.tooLargeHead(limits) }
        return nil
    }

    private static func tooLargeHead(_ limits: HTTPLimits) -> HTTPRefusal {
        HTTPRefusal(.headersTooLarge, "The headers are longer than \(limits.head) bytes.")
    }

    private func request(_ head: [UInt8]) throws(HTTPRefusal) -> (HTTPRequest, Int) {
        var lines = try Self.lines(head)
        let line = lines.removeFirst()
        guard line.utf8.count <= limits.requestLine else {
            throw HTTPRefusal(.targetTooLong, "The request line is longer than \(limits.requestLine) bytes.")
        }
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[0].utf8.allSatisfy(Self.isTokenByte) else {
            throw HTTPRefusal(.badRequest, "The request line is not 'METHOD /path HTTP/1.1'.")
        }
        guard parts[2] == "HTTP/1.1" || parts[2] == "HTTP/1.0" else {
            let isVersion = parts[2].hasPrefix("HTTP/")
            throw HTTPRefusal(isVersion ? .otherVersion : .badRequest, "This server speaks HTTP/1.1.")
        }
        guard let method = HTTPRequest.Method(rawValue: String(parts[0])) else {
            throw HTTPRefusal(.methodNotAllowed, "This server knows GET, HEAD and POST.")
        }
        let headers = try headers(lines)
        let isCurrent = parts[2] == "HTTP/1.1"
        if isCurrent && headers["host"] == nil { throw HTTPRefusal(.badRequest, "The request names no Host.") }
        if headers["expect"] != nil { throw HTTPRefusal(.expectationFailed, "This server does not send 100 Continue.") }
        let target = try RequestTarget(parts[1])
        let wish = (headers["connection"] ?? "").lowercased().split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        let request = HTTPRequest(
            method: method, path: target.path, query: target.query, headers: headers,
            keepsConnection: isCurrent ? !wish.contains("close") : wish.contains("keep-alive"))
        return (request, try length(headers))
    }

    /// Lines of bytes that may stand in a head; each of another is a sign of an attempt to be read in two ways.
    private static func lines(_ head: [UInt8]) throws(HTTPRefusal) -> [String] {
        var lines: [String] = []
        var start = 0
        var index = 0
        func text(_ range: Range<Int>) -> String { String(decoding: head[range], as: UTF8.self) }
        while index < head.count {
            switch head[index] {
            case 13:
                guard index + 1 < head.count, head[index + 1] == 10 else {
                    throw HTTPRefusal(.badRequest, "A line of the head ends in half of a line break.")
                }
                lines.append(text(start..<index))
                index += 2
                start = index
            case 9, 32...126, 128...255: index += 1
            default: throw HTTPRefusal(.badRequest, "The head holds a control character.")
            }
        }
        lines.append(text(start..<head.count))
        return lines
    }

    private func headers(_ lines: [String]) throws(HTTPRefusal) -> [String: String] {
        guard lines.count <= limits.headers else {
            throw HTTPRefusal(.headersTooLarge, "The request has more than \(limits.headers) headers.")
        }
        var headers: [String: String] = [:]
        for line in lines {
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")), colon != line.startIndex,
                line.utf8[..<colon].allSatisfy(Self.isTokenByte)
            else { throw HTTPRefusal(.badRequest, "A header is not 'Name: value'.") }
            let name = line[..<colon].lowercased()
            let value = line[line.index(after: colon)...].trimmingCharacters(in: CharacterSet(charactersIn: " \t"))
            if headers[name] != nil, Self.single.contains(name) {
                throw HTTPRefusal(.badRequest, "The header '\(name)' stands twice.")
            }
            headers[name] = headers[name].map { $0 + ", " + value } ?? value
        }
        return headers
    }

    /// Headers of which there is one at most.
    private static let single: Set<String> = ["content-length", "content-type", "host", "origin", "x-fiducial-token"]

    private func length(_ headers: [String: String]) throws(HTTPRefusal) -> Int {
        if headers["transfer-encoding"] != nil {
            throw HTTPRefusal(.notImplemented, "This server takes bodies with a Content-Length alone.")
        }
        guard let text = headers["content-length"] else { return 0 }
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw HTTPRefusal(.badRequest, "The Content-Length is no number.")
        }
        guard let length = Int(text), length <= limits.body else {
            throw HTTPRefusal(.contentTooLarge, "The body is longer than \(limits.body) bytes.")
        }
        return length
    }

    /// RFC 9110, section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

/// What a request asks for: the path in parts, and the query.
struct RequestTarget: Sendable, Hashable {
    let path: [String]
    let query: [String: String]

    /// - Throws: ``HTTPRefusal`` if it is not a path from the root, or leads out of it or to a hidden file.
    init(_ text: some StringProtocol) throws(HTTPRefusal) {
        guard text.hasPrefix("/"), text.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw HTTPRefusal(.badRequest, "The target is not a path.")
        }
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let raw = parts[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        var path: [String] = []
        for (index, part) in raw.enumerated() {
            // "/" and "/r/" end in an empty part.
            if part.isEmpty && index == raw.count - 1 { continue }
            let name = try Self.decoded(part)
            // Hidden files, and the way up, under any spelling.
            guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/") else {
                throw HTTPRefusal(.notFound, "There is no such page.")
            }
            path.append(name)
        }
        var query: [String: String] = [:]
        for pair in parts.dropFirst().joined().split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query[try Self.decoded(sides[0])] = sides.count > 1 ? try Self.decoded(sides[1]) : ""
        }
        self.path = path
        self.query = query
    }

    private static func decoded(_ text: some StringProtocol) throws(HTTPRefusal) -> String {
        guard let decoded = String(text).removingPercentEncoding,
            decoded.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else { throw HTTPRefusal(.badRequest, "The target is not well encoded.") }
        return decoded
    }
}
