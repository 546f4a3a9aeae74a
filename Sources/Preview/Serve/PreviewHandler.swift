import Foundation
import Report

/// What a client may ask for:
///
///     GET  /                    the list of reports
///     GET  /events              what is new in it
///     GET  /r/NAME              the page of a report
///     GET  /r/NAME_files/FILE   a file beside it
///     GET  /events/NAME         what is new in it
///     POST /run/NAME            runs what is out of date; {"refresh": ["label"]} a cell that runs only when asked
///     POST /stop/NAME           stops the run
///     POST /review/NAME         what a reviewer says; {"target", "key", "kind", "author", "text"}
struct PreviewHandler: HTTPHandler {
    let gate: Guard
    let rooms: ReportRooms

    func answer(_ request: HTTPRequest) async -> HTTPResponse {
        do {
            try gate.check(request)
            return try await route(request)
        } catch let refusal as HTTPRefusal {
            return .text(refusal.status, refusal.reason)
        } catch {
            return .text(.failure, "\(error)")
        }
    }

    private func route(_ request: HTTPRequest) async throws -> HTTPResponse {
        let name = request.path.dropFirst().joined(separator: "/")
        let isPost = request.method == .post
        switch (request.path.first, request.path.count, isPost) {
        case (nil, _, false):
            return .page(try await rooms.prepared(), to: request)
        case ("events", 1, false):
            return .events(try await rooms.subscribe(from: revision(request)))
        case ("events", _, false):
            return .events(try await room(name).subscribe(from: revision(request)))
        case ("r", 2..., false):
            if let room = await rooms.room(name) {
                guard let page = await room.prepared() else {
                    throw HTTPRefusal(.failure, "The page could not be made.")
                }
                return .page(page, to: request)
            }
            return try await file(request.path)
        case ("run", 2..., true):
            let labels = try refreshed(request)
            if let why = try await room(name).start(refresh: labels) { throw HTTPRefusal(.conflict, why) }
            return .text(.accepted, "The run goes on.")
        case ("stop", 2..., true):
            try await room(name).stop()
            return .text(.accepted, "The run stops.")
        case ("review", 2..., true):
            let remark: Remark = try body(of: request, as: "{\"target\", \"key\", \"kind\", \"author\", \"text\"}")
            if let why = try await room(name).sign(remark) { throw HTTPRefusal(.conflict, why) }
            return .text(.accepted, "It is written.")
        case ("run", 2..., false), ("stop", 2..., false), ("review", 2..., false), (nil, _, true), ("events", _, true),
            ("r", _, true):
            throw HTTPRefusal(.methodNotAllowed, "This is asked for in another way.")
        default: throw HTTPRefusal(.notFound, "There is no such page.")
        }
    }

    private func room(_ name: String) async throws(HTTPRefusal) -> ReportRoom {
        guard let room = await rooms.room(name) else { throw HTTPRefusal(.notFound, "There is no such report.") }
        return room
    }

    /// Of the page that the browser shows; one that connects again says it in a header.
    private func revision(_ request: HTTPRequest) -> String? {
        request.header("last-event-id") ?? request.query["revision"]
    }

    /// A file beside a page, which the page holds: nothing is read from a folder.
    private func file(_ path: [String]) async throws -> HTTPResponse {
        let parts = path.dropFirst()
        guard parts.count > 1, let file = parts.last, let folder = parts.dropLast().last, folder.hasSuffix("_files")
        else { throw HTTPRefusal(.notFound, "There is no such report.") }
        let name = (parts.dropLast(2) + [String(folder.dropLast("_files".count))]).joined(separator: "/")
        guard let data = try await room(name).file(file) else {
            throw HTTPRefusal(.notFound, "There is no such file.")
        }
        return .file(data, type: Self.type(of: file))
    }

    private func refreshed(_ request: HTTPRequest) throws(HTTPRefusal) -> [String] {
        struct Wish: Decodable {
            let refresh: [String]?
        }
        if request.body.isEmpty { return [] }
        let wish: Wish = try body(of: request, as: "{\"refresh\": [\"label\"]}")
        return wish.refresh ?? []
    }

    private func body<Body: Decodable>(of request: HTTPRequest, as form: String) throws(HTTPRefusal) -> Body {
        guard request.header("content-type")?.hasPrefix("application/json") == true else {
            throw HTTPRefusal(.unsupportedMediaType, "The body is JSON.")
        }
        guard let body = try? JSONDecoder().decode(Body.self, from: request.body) else {
            throw HTTPRefusal(.badRequest, "The body is not \(form).")
        }
        return body
    }

    private static func type(of file: String) -> String {
        switch file.split(separator: ".").last {
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "pdf": "application/pdf"
        case "csv": "text/csv; charset=utf-8"
        case "json": "application/json"
        default: "application/octet-stream"
        }
    }
}
