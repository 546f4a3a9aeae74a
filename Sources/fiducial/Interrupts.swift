import Dispatch
import Foundation
import Report
import Synchronization

/// Where the handler of signals writes which one came; -1 before there is one.
nonisolated(unsafe) private var signalPipe: Int32 = -1

/// Makes a clean stop of Ctrl-C, SIGTERM, a closed terminal and a reader that has gone; a second signal stops at once.
///
/// A handler writes into a pipe, and a thread reads it. (Dispatch's signal sources sometimes lose a signal, when an older
/// thread receives it.)
final class Interrupts {
    convenience init(_ cancellation: Cancellation) { self.init(whenReaderGoes: true) { cancellation.cancel() } }

    /// For work that a scheduler ends: it may signal several times, and what is done so far is to be written in any case.
    ///
    /// - Parameter onSignal: called at each signal with its number; SIGUSR2 is one, too.
    convenience init(ofScheduler onSignal: @escaping @Sendable (Int32) -> Void) {
        self.init(Stop(onSignal, isPatient: true), [SIGINT, SIGTERM, SIGHUP, SIGUSR2])
    }

    /// - Parameters:
    ///   - whenReaderGoes: whether a reader that has gone is a reason to stop; a server has many, who come and go.
    ///   - onStop: called at the first signal.
    convenience init(whenReaderGoes: Bool, onStop: @escaping @Sendable () -> Void) {
        self.init(
            Stop({ _ in onStop() }, isPatient: false), [SIGINT, SIGTERM, SIGHUP] + (whenReaderGoes ? [SIGPIPE] : []))
    }

    private init(_ stop: Stop, _ signals: [Int32]) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // A handler must never wait.
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        signalPipe = ends[1]
        for number in signals { Self.handle(number) }
        let reading = ends[0]
        Thread.detachNewThread {
            var byte: UInt8 = 0
            while true {
                let count = read(reading, &byte, 1)
                if count == 1 { stop.take(Int32(byte)) } else if count == 0 || errno != EINTR { return }
            }
        }
    }

    /// How long a stopped command waits for work that does not react, in seconds: it is to end within two.
    static let patience = 1.5

    /// Ends a process whose run was stopped, without waiting for work that still runs.
    static func leave() -> Never {
        fflush(nil)
        _exit(130)
    }

    private static func handle(_ number: Int32) {
        var (action, before) = (sigaction(), sigaction())
        action.__sigaction_handler.sa_handler = { number in
            let (error, byte) = (errno, UInt8(truncatingIfNeeded: number))
            withUnsafePointer(to: byte) { _ = write(signalPipe, $0, 1) }
            errno = error
        }
        // What a signal interrupts goes on.
        action.sa_flags = SA_RESTART
        sigaction(number, &action, &before)
        // What `nohup` starts stays when its terminal goes.
        let ignored = unsafeBitCast(SIG_IGN, to: Int.self)
        if number == SIGHUP, unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == ignored {
            sigaction(number, &before, nil)
        }
    }

    /// What the signals so far have led to.
    private final class Stop: Sendable {
        private let onStop: @Sendable (Int32) -> Void
        /// Whether a second signal stops no sooner than the first.
        private let isPatient: Bool
        private let first = Mutex<ContinuousClock.Instant?>(nil)

        init(_ onStop: @escaping @Sendable (Int32) -> Void, isPatient: Bool) {
            self.onStop = onStop
            self.isPatient = isPatient
        }

        func take(_ signal: Int32) {
            // Nobody reads: not the message either. It may come with each line that is written.
            if signal == SIGPIPE || isPatient { return onStop(signal) }
            let now = ContinuousClock.now
            let before = first.withLock { first in
                defer { first = first ?? now }
                return first
            }
            guard let before else {
                onStop(signal)
                // Elsewhere, because a full pipe or a stopped terminal would keep the second signal waiting.
                DispatchQueue.global().async { complain(["Stopping; again to stop at once."]) }
                return
            }
            // A closed terminal signals its shell and its jobs, and the shell signals the jobs again.
            if signal == SIGHUP, now - before < .seconds(2) { return }
            _exit(130)
        }
    }
}
