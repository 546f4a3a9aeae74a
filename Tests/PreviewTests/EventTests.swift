import Foundation
import Testing

@testable import Preview

@Suite struct EventTests {
    private func text(_ event: ServerSentEvent) -> String { String(decoding: event.frame, as: UTF8.self) }

    @Test func isFramedAsBrowsersReadIt() {
        #expect(text(ServerSentEvent("page", id: "7", data: "{}")) == "event: page\nid: 7\ndata: {}\n\n")
        #expect(text(ServerSentEvent("a", data: "")) == "event: a\ndata: \n\n")
    }

    @Test func noEndOfALineEndsTheMessage() {
        #expect(text(ServerSentEvent("a", data: "1\n2\r\n3\r4")) == "event: a\ndata: 1\ndata: 2\ndata: 3\ndata: 4\n\n")
        #expect(text(ServerSentEvent("a", json: ["x": "1\n\n2"])) == "event: a\ndata: {\"x\":\"1\\n\\n2\"}\n\n")
    }

    @Test func reachesAllWhoLookAndNobodyElse() async {
        let channel = EventChannel()
        let subscriptions = [channel.subscribe([Data("first".utf8)]), channel.subscribe([])]
        channel.send(Data("second".utf8))
        subscriptions[1].end()
        #expect(channel.count == 1)
        channel.send(Data("third".utf8))
        channel.endAll()
        #expect(channel.count == 0)
        var seen: [[String]] = []
        for subscription in subscriptions {
            var frames: [String] = []
            for await frame in subscription.frames { frames.append(String(decoding: frame, as: UTF8.self)) }
            seen.append(frames)
        }
        #expect(seen == [["first", "second", "third"], ["second"]])
    }

    @Test func letsGoWhoReadsNothing() {
        let channel = EventChannel()
        let subscription = channel.subscribe([])
        let piece = Data(repeating: 0, count: 1 << 20)
        for _ in 0..<20 { channel.send(piece) }
        #expect(channel.count == 1)
        for _ in 0..<20 { channel.send(piece) }
        #expect(channel.count == 0)
        withExtendedLifetime(subscription) {}
    }
}
