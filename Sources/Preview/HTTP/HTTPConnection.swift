import FlyingSocks
import Foundation

/// One connection: requests one after another, each answered before the next is read.
struct HTTPConnection: Sendable {
    let wire: Wire
    let limits: HTTPLimits
    let deadlines: Deadlines
    let handler: any HTTPHandler

    private var number: Int32 { wire.number }

    /// Serves the client until one of both sides ends it.
    func serve() async {
        // An answer must not wait for the client's word on the one before.
        try? wire.socket.setValue(true, for: BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY))
        var reader = HTTPRequestReader(limits)
        do {
            deadlines.set(limits.secondsToAsk, for: number)
            while let request = try await next(&reader) {
                // From here on it is the server that takes its time.
                deadlines.set(nil, for: number)
                let response = await handler.answer(request)
                let closes = !request.keepsConnection
                try await send(response, isHead: request.method == .head, closes: closes)
                if closes { break }
                deadlines.set(limits.secondsIdle, for: number)
            }
            await linger()
        } catch let refusal as HTTPRefusal {
            try? await send(.text(refusal.status, refusal.reason), isHead: false, closes: true)
            await linger()
        } catch {
            // The client has gone.
        }
        deadlines.remove(number)
        await wire.close()
    }

    /// - Returns: nil where the client asks for nothing more.
    private func next(_ reader: inout HTTPRequestReader) async throws -> HTTPRequest? {
        var hasBegun = reader.hasBegun
        while true {
            if let request = try reader.next() { return request }
            let bytes: [UInt8]
            do {
                bytes = try await wire.read(atMost: 4096)
            } catch SocketError.disconnected {
                return nil
            }
            if !hasBegun {
                hasBegun = true
                deadlines.set(limits.secondsToAsk, for: number)
            }
            reader.take(bytes)
        }
    }

    private func send(_ response: HTTPResponse, isHead: Bool, closes: Bool) async throws {
        switch response.body {
        case .data(let data):
            let head = response.head(closes: closes)
            if isHead {
                try await write(head)
            } else if data.count < Self.shortest {
                try await write(head + data)
            } else {
                // Without a copy; no part waits for the client's word on another, since Nagle's algorithm is off.
                try await write(head)
                try await write(data)
            }
        case .events(let subscription):
            defer { subscription.end() }
            try await write(response.head(closes: true))
            if !isHead { await stream(subscription) }
            throw SocketError.disconnected
        }
    }

    /// Sends what comes until the client has gone, which it says by ending its side.
    private func stream(_ subscription: EventSubscription) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while (try? await wire.read(atMost: 4096)) != nil {}
                subscription.end()
            }
            for await frame in subscription.frames {
                do {
                    try await write(frame)
                    subscription.wrote(frame)
                } catch {
                    break
                }
            }
            // Wakes the one that reads.
            shutdown(number, Int32(SHUT_RDWR))
        }
    }

    /// A body that is longer is written by itself.
    private static let shortest = 16 << 10

    /// Writes all of it, as long as the client takes a piece of it from time to time.
    private func write(_ data: Data) async throws {
        deadlines.set(limits.secondsToTake, for: number)
        var mark = data.startIndex
        try await wire.write(data) { place in
            guard place - mark >= 256 << 10 else { return }
            mark = place
            deadlines.set(limits.secondsToTake, for: number)
        }
        deadlines.set(nil, for: number)
    }

    /// Ends this side, and lets the client read what was written last: closing with bytes unread would take it away.
    private func linger() async {
        guard shutdown(number, Int32(SHUT_WR)) == 0 else { return }
        deadlines.set(1, for: number)
        var left = 1 << 20
        while left > 0, let bytes = try? await wire.read(atMost: 4096) { left -= bytes.count }
    }
}
