import Foundation
import Statistics

/// The program and the machine that computed a result.
struct Host: Sendable, Hashable {
    /// Name and version of the program.
    let engine: String
    /// Of the machine in its network.
    let name: String
    /// The operating system and its version.
    let system: String
    /// How many processors there are.
    let cores: Int
    /// The instruction set of the computation; nil if it is not known.
    var instructionSet: String?

    /// The machine in words.
    var machine: String {
        let set = instructionSet.map { " (\($0))" } ?? ""
        return "\(name), \(NumberText.counted(cores, "core"))\(set), \(system)"
    }

    /// This machine.
    ///
    /// - Parameters:
    ///   - engine: name and version of the program.
    ///   - instructionSet: the instruction set of its computations; nil if it is not known.
    static func current(engine: String, instructionSet: String?) -> Host {
        let process = ProcessInfo.processInfo
        return Host(
            engine: engine, name: ThisMachine.name, system: process.operatingSystemVersionString,
            cores: process.activeProcessorCount, instructionSet: instructionSet)
    }
}

/// The machine that this process runs on.
package enum ThisMachine {
    /// Its name in the network; "unknown" where the system does not state it.
    package static var name: String {
        // Not `ProcessInfo.hostName`, which may ask the network.
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// How much memory a process has needed.
enum PeakMemory {
    /// The peak memory of this process in bytes; nil where the system does not state it.
    static var ofThisProcess: Int? {
        var usage = rusage()
        guard getrusage(Int32(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
        // Linux counts in kibibytes.
        return Int(usage.ru_maxrss) * 1024
    }
}
