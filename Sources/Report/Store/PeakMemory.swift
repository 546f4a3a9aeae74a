import Foundation

/// How much memory a process has needed.
enum PeakMemory {
    /// Bytes that this process has held at a time, at the most; nil where the system does not say.
    static var ofThisProcess: Int? {
        var usage = rusage()
        guard getrusage(Int32(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
        // Linux counts in kibibytes.
        return Int(usage.ru_maxrss) * 1024
    }
}
