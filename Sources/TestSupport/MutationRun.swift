import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A run over many mutated inputs, in a process that may not grow by more than the inputs justify.
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

    /// Forbids this process to take more than so many bytes in addition to what it has; allocations beyond fail, and
    /// Swift ends the process.
    public static func limitMemory(toFurther bytes: UInt) {
        guard
            let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").first
                .flatMap({ UInt($0) })
        else { return }
        let total = pages * UInt(sysconf(Int32(_SC_PAGESIZE))) + bytes
        var limit = rlimit(rlim_cur: rlim_t(total), rlim_max: rlim_t(total))
        #if canImport(Glibc)
            let status = setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        #else
            let status = setrlimit(RLIMIT_AS, &limit)
        #endif
        precondition(status == 0, "the memory limit cannot be set: \(errno)")
    }
}
