import Foundation
import Report
import TestSupport
import Testing

@testable import Preview

/// A server on this machine, asked over sockets.
@Suite(.serialized, .timeLimit(.minutes(5))) struct PreviewServerTests {
    private static let report = "---\ntitle: First\n---\n\nOne.\n\n```{pace} a\nsteps: 3\n```\n\nTwo.\n"

    @Test func servesTheListAndThePages() async throws {
        let served = try Served(["first.md": Self.report, "sub/second.md": "---\ntitle: Second\n---\nText.\n"])
        let page = try await served.ask("/r/first")
        #expect(page.status == 200)
        #expect(page.body.contains("<h1>First</h1>"))
        #expect(page.body.contains("Not computed yet."))
        #expect(!page.body.contains("_record"))
        for (name, value) in [
            ("Cache-Control", "private, no-cache"), ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
        ] { #expect(page.header(name) == value) }
        let policy = try #require(page.header("Content-Security-Policy"))
        for part in ["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'", "script-src 'sha256-"] {
            #expect(policy.contains(part))
        }
        #expect(try await served.ask("/r/sub/second").body.contains("<h1>Second</h1>"))
        #expect(try await eventually { try await served.ask("/").body.contains("href=\"/r/sub/second\">Second</a>") })
        let head = try await served.ask("/r/first", method: "HEAD")
        #expect(head.status == 200 && head.body.isEmpty && head.header("Content-Length") != "0")
        _ = try await served.end()
    }

    /// Who has the page is told so in a few bytes, until there is another one.
    @Test func saysOfAPageThatItStillHolds() async throws {
        let served = try Served(["first.md": Self.report])
        let page = try await served.ask("/r/first")
        let tag = try #require(page.header("ETag"))
        for given in [tag, "\"other\", \(tag)", String(tag.dropFirst(2)), "*"] {
            let again = try await served.ask("/r/first", headers: ["If-None-Match: \(given)"])
            #expect(again.status == 304 && again.body.isEmpty, "\(given)")
            #expect(again.header("ETag") == tag && again.header("Content-Length") == nil)
        }
        #expect(try await served.ask("/r/first", headers: ["If-None-Match: \"other\""]).status == 200)
        #expect(try await served.ask("/r/first").header("ETag") == tag)
        try served.write(Self.report.replacing("Two.", with: "Three."), to: "first.md")
        let changed = try await served.ask("/r/first", headers: ["If-None-Match: \(tag)"])
        #expect(changed.status == 200 && changed.body.contains("<p>Three.</p>") && changed.header("ETag") != tag)
        #expect(try await served.ask("/").header("ETag") != nil)
        let file = try await served.ask("/r/first_files/none.svg")
        #expect(file.header("ETag") == nil && file.header("Cache-Control") == "no-store")
        _ = try await served.end()
    }

    @Test(arguments: [
        ("gzip", true), ("br, gzip;q=0.5", true), ("GZIP", true), ("gzip;q=0", false), ("br", false),
        ("x-gzipped", false),
    ]) func packsAPageForThoseWhoTakeIt(accepted: String, isPacked: Bool) async throws {
        let served = try Served(["first.md": Self.report])
        let page = try await served.ask("/r/first", headers: ["Accept-Encoding: \(accepted)"])
        #expect(page.status == 200 && page.header("Vary") == "Accept-Encoding")
        #expect((page.header("Content-Encoding") == "gzip") == isPacked)
        #expect(page.body.contains("<h1>First</h1>") == !isPacked)
        _ = try await served.end()
    }

    @Test func packsSoThatTheSameComesOut() throws {
        let html = Data((0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* $0 % 251) })
        let packed = PreparedPage(html, contentPolicy: "").packed
        #expect(packed.starts(with: [0x1f, 0x8b]) && packed.count < html.count)
        let folder = try TemporaryFolder()
        let (file, output) = (folder.file("page.gz"), folder.file("page"))
        try packed.write(to: file)
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-dc", file.path]
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try Data(contentsOf: output) == html)
    }

    @Test func refusesWhatIsNotThere() async throws {
        let served = try Served(["first.md": Self.report])
        for target in [
            "/r/none", "/x", "/r/first_files/none.svg", "/r/first/x", "/events/none", "/r/..%2ffirst", "/.store",
        ] {
            #expect(try await served.ask(target).status == 404, "\(target)")
        }
        #expect(try await served.ask("/r/first", host: "evil.example").status == 421)
        #expect(try await served.ask("/run/first").status == 405)
        #expect(try await served.ask("/", method: "DELETE").status == 405)
        #expect(try await served.ask("/", method: "DELETE").header("Allow") == "GET, HEAD, POST")
        _ = try await served.end()
    }

    @Test func startsWorkForItsOwnPagesAlone() async throws {
        let served = try Served(["first.md": Self.report])
        let token = try await served.token("/r/first")
        #expect(token.count == 64)
        #expect(try await served.post("/run/first", token: String(token.reversed())).status == 403)
        #expect(
            try await served.ask("/run/first", method: "POST", headers: ["X-Fiducial-Token: \(token)"]).status == 403)
        #expect(try await served.post("/run/first", token: token, body: "[]").status == 400)
        #expect(try await served.post("/run/first", token: token, body: "{\"refresh\": [\"b\"]}").status == 409)
        #expect(served.terminal.allSatisfy { !$0.contains("run started") })
        #expect(try await served.post("/run/first", token: token).status == 202)
        #expect(await eventually { served.terminal.contains { $0.contains("run finished") } })
        let page = try await served.ask("/r/first").body
        #expect(page.contains("resumed at step 0"))
        let file = try await served.ask("/r/first_files/a.svg")
        #expect(file.status == 200 && file.body.hasPrefix("<svg"))
        #expect(file.header("Content-Security-Policy")?.contains("sandbox") == true)
        #expect(try await served.end() == false)
    }

    @Test func takesWhatReviewersSay() async throws {
        let served = try Served(["first.md": Self.report])
        let token = try await served.token("/r/first")
        let file = served.folder.file("first.review.yaml")
        // Nothing is there to look at.
        #expect(try await !served.ask("/r/first").body.contains("data-target=\"a\""))
        _ = try await served.post("/run/first", token: token)
        #expect(try await eventually { try await served.ask("/r/first").body.contains("data-target=\"a\"") })
        let page = try await served.ask("/r/first").body
        let start = try #require(page.range(of: "data-target=\"a\" data-digest=\""))
        let key = page[start.upperBound...].prefix { $0 != "\"" }
        func remark(_ target: String = "a", key: String, kind: String = "approval", author: String = "Ada") -> String {
            #"{"target": "\#(target)", "key": "\#(key)", "kind": "\#(kind)", "author": "\#(author)", "text": "x < y"}"#
        }
        let other = String(key.reversed())
        for (body, status) in [
            (remark(key: other), 409), (remark("b", key: "\(key)"), 409), (remark(key: "\(key)", author: " "), 409),
            (remark(key: "\(key)", kind: "praise"), 400), ("{}", 400), ("", 415),
        ] { #expect(try await served.post("/review/first", token: token, body: body).status == status, "\(body)") }
        #expect(try await served.post("/review/first", token: other, body: remark(key: "\(key)")).status == 403)
        #expect(try await served.ask("/review/first").status == 405)
        #expect(try await served.post("/review/none", token: token, body: remark(key: "\(key)")).status == 404)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        #expect(try await served.post("/review/first", token: token, body: remark(key: "\(key)")).status == 202)
        #expect(try String(contentsOf: file, encoding: .utf8).contains("key: \(key)\n  text: 'x < y'\n"))
        #expect(try await served.ask("/r/first").body.contains("</span> Approved</strong>"))
        #expect(try await eventually { try await served.ask("/").body.contains("1 of 1 approved") })
        // A mistake in the file is one of the report.
        try served.write("- target: b\n", to: "first.review.yaml")
        let client = try RawClient(port: served.port)
        client.send("GET /events/first HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\n\r\n")
        #expect(await client.read(until: "first.review.yaml") != nil)
        _ = try await served.end()
    }

    @Test func anEditReachesThoseWhoLook() async throws {
        let served = try Served(["first.md": Self.report])
        let client = try RawClient(port: served.port)
        client.send("GET /events/first HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\n\r\n")
        let first = try #require(await client.read(until: "event: run"))
        #expect(first.contains("Content-Type: text/event-stream"))
        #expect(first.contains("event: page") && first.contains("retry: 1000"))
        let start = ContinuousClock.now
        try served.write(Self.report.replacing("Two.", with: "Three."), to: "first.md")
        let second = try #require(await client.read(until: "<p>Three.</p>"))
        let seconds = (ContinuousClock.now - start).inSeconds
        #expect(seconds < 20)
        #expect(!second.contains("<p>One.</p>"))
        try served.write("---\ntitle: [\n---\n", to: "first.md")
        let wrong = try #require(await client.read(until: "\"line\""))
        #expect(wrong.contains("event: problems"))
        #expect(try await served.ask("/r/first").body.contains("<p>Three.</p>"))
        try served.write(Self.report, to: "first.md")
        #expect(await client.read(until: "event: problems\ndata: []") != nil)
        _ = try await served.end()
    }

    @Test func whoConnectsAgainGetsWhatIsNewAlone() async throws {
        let served = try Served(["first.md": Self.report])
        let page = try await served.ask("/r/first").body
        let start = try #require(page.range(of: "data-revision=\""))
        let revision = page[start.upperBound...].prefix { $0 != "\"" }
        func first(_ line: String) async throws -> String {
            let client = try RawClient(port: served.port)
            client.send("GET /events/first HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\n\(line)\r\n\r\n")
            return try #require(await client.read(until: "event: run"))
        }
        #expect(try await !first("Last-Event-ID: \(revision)").contains("event: page"))
        try served.write(Self.report.replacing("Two.", with: "Three."), to: "first.md")
        let change = try await first("Last-Event-ID: \(revision)")
        #expect(change.contains("<p>Three.</p>") && !change.contains("<p>One.</p>"))
        #expect(try await first("Last-Event-ID: nonsense").contains("<p>One.</p>"))
        _ = try await served.end()
    }

    @Test func aClosedTabLeavesNothingBehind() async throws {
        let served = try Served(["first.md": Self.report])
        do {
            var clients: [RawClient] = []
            for _ in 0..<30 {
                let client = try RawClient(port: served.port)
                client.send("GET /events/first HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\n\r\n")
                _ = await client.read(until: "event: run")
                clients.append(client)
            }
            #expect(await served.server.watchers("first") == 30)
        }
        #expect(await eventually { await served.server.watchers("first") == 0 })
        #expect(await eventually { served.server.connections == 0 })
        _ = try await served.end()
    }

    @Test func stopsARunAndGoesOnFromThere() async throws {
        let slow = "```{pace} a\nsteps: 2000\npause: 0.005\n```\n"
        let served = try Served(["slow.md": slow])
        let token = try await served.token("/r/slow")
        #expect(try await served.post("/run/slow", token: token).status == 202)
        let client = try RawClient(port: served.port)
        client.send("GET /events/slow HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\n\r\n")
        let running = try #require(await client.read(until: "\"step\":"))
        #expect(running.contains("\"state\":\"running\""))
        // The second request is for the same run.
        #expect(try await served.post("/run/slow", token: token).status == 202)
        #expect(served.terminal.count { $0.contains("run started") } == 1)
        #expect(try await served.post("/stop/slow", token: token).status == 202)
        #expect(await eventually { served.terminal.contains { $0.contains("run stopped") } })
        #expect(try await served.ask("/r/slow").body.contains("Not computed yet."))
        #expect(try await served.post("/run/slow", token: token).status == 202)
        // Ended while it runs: it is stopped, and says so.
        #expect(await eventually { served.terminal.count { $0.contains("run started") } == 2 })
        #expect(try await served.end())
    }

    @Test func saysWhyACellFailedUntilItIsAnother() async throws {
        let served = try Served([
            "first.md": "Text.\n\n```{pace} a\nfails: no luck\n```\n\n```{pace} b\nuses: [a]\n```\n"
        ])
        let token = try await served.token("/r/first")
        _ = try await served.post("/run/first", token: token)
        #expect(try await eventually { try await served.ask("/r/first").body.contains("no luck</code></pre>") })
        try served.write("Text.\n\n```{pace} a\nsteps: 2\n```\n", to: "first.md")
        let page = try await served.ask("/r/first").body
        #expect(!page.contains("no luck") && page.contains("Not computed yet."))
        _ = try await served.end()
    }

    @Test func showsTheLastResultUntilThereIsAnother() async throws {
        let text = "Value `{value} a.steps`.\n\n```{pace} a\nsteps: 3\n```\n"
        let served = try Served(["first.md": text])
        _ = try await served.post("/run/first", token: try await served.token("/r/first"))
        #expect(try await eventually { try await served.ask("/r/first").body.contains("<figure") })
        try served.write(text.replacing("steps: 3", with: "steps: 4"), to: "first.md")
        let page = try await served.ask("/r/first").body
        #expect(page.contains("Out of date: this is the last result."))
        #expect(page.contains("Steps: 3 → 4."))
        #expect(page.contains("<figure") && page.contains("class=\"value outdated\""))
        // What was there before is there again.
        try served.write(text, to: "first.md")
        #expect(try await !served.ask("/r/first").body.contains("Out of date"))
        _ = try await served.end()
    }

    @Test(
        "answers or hangs up, whatever comes, and goes on",
        arguments: [
            "\r\n\r\n\r\n", "GET\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET /\(String(repeating: "x", count: 10_000)) HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "POST /run/first HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "POST /run/first HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
            "GET / HTTP/1.1\r\n\(String(repeating: "X: y\r\n", count: 200))\r\n",
        ])
    func survivesMalformedRequests(text: String) async throws {
        let served = try Served(["first.md": Self.report])
        let client = try RawClient(port: served.port)
        client.send(text)
        client.wait(2)
        let answer = await client.readAll()
        #expect(
            answer.isEmpty || (400..<600).contains(Answer(answer).status), "\(String(decoding: answer, as: UTF8.self))")
        #expect(try await served.ask("/r/first").status == 200)
        _ = try await served.end()
    }

    @Test func answersQuicklyOnOneConnection() async throws {
        let served = try Served(["first.md": Self.report])
        let client = try RawClient(port: served.port)
        let request = "HEAD /r/first HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\n\r\n"
        client.send(request)
        _ = await client.read(until: "\r\n\r\n")
        let start = ContinuousClock.now
        for _ in 0..<50 {
            client.send(request)
            _ = try #require(await client.read(until: "\r\n\r\n"))
        }
        // 44 ms each where an answer waits for the client's word on the one before.
        #expect((ContinuousClock.now - start).inSeconds < 50 * 0.03)
        _ = try await served.end()
    }

    @Test func cutsOffWhoIsTooSlow() async throws {
        var limits = HTTPLimits()
        limits.secondsToAsk = 0.2
        let server = try HTTPServer(host: "127.0.0.1", port: 0, limits: limits)
        let serving = Task { try await server.run(Hello()) }
        let client = try RawClient(port: server.port)
        client.send("GET / HT")
        #expect(await client.read() == Data())
        let other = try RawClient(port: server.port)
        other.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        #expect(Answer(await other.readAll()).status == 200)
        serving.cancel()
        try await serving.value
    }

    @Test func survivesAThousandConnections() async throws {
        var limits = HTTPLimits()
        limits.connections = 1000
        let server = try HTTPServer(host: "127.0.0.1", port: 0, limits: limits)
        let serving = Task { try await server.run(Hello()) }
        var clients: [RawClient] = []
        var files = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        // Both ends are in this process.
        let count = min(1000, Int(files.rlim_cur) / 2 - 300)
        for _ in 0..<count { clients.append(try RawClient(port: server.port)) }
        let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        for client in [clients[0], clients[count / 2], clients[count - 1]] {
            client.send(request)
            #expect(Answer(Data((await client.read(until: "hello") ?? "").utf8)).status == 200)
        }
        if count == 1000 {
            let late = try RawClient(port: server.port)
            #expect(Answer(await late.readAll()).status == 503)
        }
        clients = []
        #expect(await eventually { server.connections == 0 })
        let next = try RawClient(port: server.port)
        next.send(request)
        #expect(await next.read(until: "hello") != nil)
        serving.cancel()
        try await serving.value
    }

    /// The numbers of sockets that are reset are taken by others at once: what is still said of the former is none of theirs.
    @Test func connectionsThatAreResetDoNoHarmToOthers() async throws {
        let served = try Served(["first.md": Self.report])
        for _ in 0..<20 {
            for _ in 0..<20 {
                let client = try RawClient(port: served.port)
                client.send("GET /events/first HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\n\r\n")
                client.reset()
            }
            #expect(try await served.ask("/r/first").status == 200)
        }
        #expect(await eventually { await served.server.watchers("first") == 0 })
        _ = try await served.end()
    }

    @Test func saysThatThePortIsInUse() throws {
        let first = try HTTPServer(host: "127.0.0.1", port: 0)
        do {
            _ = try HTTPServer(host: "127.0.0.1", port: first.port)
            Issue.record("two servers on one port")
        } catch {
            #expect(error.description.contains("in use") && error.description.contains("--port 0"))
        }
    }

    private struct Hello: HTTPHandler {
        func answer(_ request: HTTPRequest) async -> HTTPResponse { .text(.ok, "hello") }
    }
}
