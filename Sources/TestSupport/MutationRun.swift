import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A run over many mutated inputs, in a process that must not grow by more than the inputs justify.
///
/// `FIDUCIAL_FUZZ_FACTOR` multiplies the number of inputs, for long runs; `FIDUCIAL_FUZZ_FIRST` is the number of the
/// first one, to look at one that was found.
public enum MutationRun {
    /// The numbers of the inputs.
    public static func indices(count: Int) -> Range<Int> {
        let first = environment("FIDUCIAL_FUZZ_FIRST") ?? 0
        return first..<first + count * (environment("FIDUCIAL_FUZZ_FACTOR") ?? 1)
    }

    private static func environment(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    /// Writes an input without waiting for the disk, as `Data` does.
    public static func write(_ input: Data, to url: URL) throws {
        guard let file = fopen(url.path, "wb") else { throw CocoaError(.fileWriteUnknown) }
        let written = input.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
        guard fclose(file) == 0, written == input.count else { throw CocoaError(.fileWriteUnknown) }
    }

    /// Runs `body` while this process may take only this many bytes in addition to what it has; allocations beyond
    /// fail, and Swift ends the process.
    ///
    /// Afterwards the limit is what it was: threads of libraries that start late wait for their memory, and a process
    /// does not end before they have it.
    public static func withMemory(limitedToFurther bytes: UInt, _ body: () throws -> Void) throws {
        let statistics = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        guard let pages = statistics.split(separator: " ").first.flatMap({ UInt($0) }) else {
            preconditionFailure("no number of pages in '\(statistics)'")
        }
        let before = addressSpace
        addressSpace = rlimit(
            rlim_cur: rlim_t(pages * UInt(sysconf(Int32(_SC_PAGESIZE))) + bytes), rlim_max: before.rlim_max)
        defer { addressSpace = before }
        try body()
    }

    private static var addressSpace: rlimit {
        get {
            var limit = rlimit()
            precondition(getrlimit(resource, &limit) == 0, "the memory limit cannot be read: \(errno)")
            return limit
        }
        set {
            var limit = newValue
            precondition(setrlimit(resource, &limit) == 0, "the memory limit cannot be set: \(errno)")
        }
    }

    #if canImport(Glibc)
        private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_AS.rawValue) }
    #else
        private static var resource: Int32 { RLIMIT_AS }
    #endif
}
