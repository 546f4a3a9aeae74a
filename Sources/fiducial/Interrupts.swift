import Dispatch
import Foundation
import Report

/// Turns Ctrl-C into a clean stop; the second one stops at once.
final class Interrupts {
    private let sources: [any DispatchSourceSignal]

    init(_ cancellation: Cancellation) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if cancellation.isCancelled { _exit(130) }
                cancellation.cancel()
                complain(["Stopping; again to stop at once."])
            }
            source.resume()
            return source
        }
    }
}
