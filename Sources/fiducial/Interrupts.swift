import Dispatch
import Foundation
import Report
import Synchronization

/// Turns Ctrl-C, a request to end, and a terminal or a reader that has gone into a clean stop; a second signal stops at once.
final class Interrupts {
    private let sources: [any DispatchSourceSignal]

    init(_ cancellation: Cancellation) {
        // A thread of its own, whatever the others do.
        let queue = DispatchQueue(label: "signals", qos: .userInteractive)
        let stop = Stop(cancellation)
        sources = [SIGINT, SIGTERM, SIGHUP, SIGPIPE].compactMap { number in
            let before = signal(number, SIG_IGN)
            // What `nohup` starts stays when its terminal goes.
            if number == SIGHUP, unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
                return nil
            }
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { stop.take(number) }
            source.resume()
            return source
        }
    }

    /// What the signals so far have led to.
    private final class Stop: Sendable {
        private let cancellation: Cancellation
        private let first = Mutex<ContinuousClock.Instant?>(nil)

        init(_ cancellation: Cancellation) { self.cancellation = cancellation }

        func take(_ signal: Int32) {
            // Nobody reads: not the message either. It may come with each line that is written.
            if signal == SIGPIPE { return cancellation.cancel() }
            let now = ContinuousClock.now
            let before = first.withLock { first in
                defer { first = first ?? now }
                return first
            }
            guard let before else {
                cancellation.cancel()
                // Elsewhere, because a full pipe or a stopped terminal would keep the second signal waiting.
                DispatchQueue.global().async { complain(["Stopping; again to stop at once."]) }
                return
            }
            // A terminal that goes tells its shell and its jobs, and the shell tells the jobs once more.
            if signal == SIGHUP, now - before < .seconds(2) { return }
            _exit(130)
        }
    }
}
