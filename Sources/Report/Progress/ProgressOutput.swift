import Files
import Foundation

/// Where a display writes and which clock it reads; tests put their own in place.
struct ProgressOutput: Sendable {
    let write: @Sendable (String) -> Void
    /// Seconds from some fixed moment; never goes back.
    let now: @Sendable () -> Double

    /// Standard error, so that standard output stays free for results. A run goes on where it is closed or full.
    ///
    /// - Parameter nobodyReads: called where it is a pipe whose reader has gone; perhaps more than once.
    static func standardError(nobodyReads: @escaping @Sendable () -> Void = {}) -> ProgressOutput {
        ProgressOutput(
            write: { text in
                do throws(FileError) { try StandardStream.error.write(text) } catch {
                    if error.code == EPIPE { nobodyReads() }
                }
            }, now: { monotonicSeconds })
    }

    /// On a clock that never goes back.
    static var monotonicSeconds: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
}
