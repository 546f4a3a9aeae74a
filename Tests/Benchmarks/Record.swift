import Foundation

/// One line of the table: how long one kind of work takes.
struct Row: Encodable {
    let name: String
    let work: String
    let unit: String
    /// In the unit.
    let time: Timing
    /// The most memory that the process held meanwhile, MB.
    let peakMemory: Double
    /// The machine's rate of matrix products meanwhile, GFLOP/s: the least between measurements, the median of rounds.
    let matrixRate: Double
    /// Part of the machine's own rate of matrix products that the whole of the work reaches, if its products are known;
    /// multiplications by units that are off count, although they are left out.
    var fractionOfMatrixRate: Double?

    var text: String {
        let fraction = fractionOfMatrixRate.map { String(format: "   %.0f %% of sgemm", 100 * $0) } ?? ""
        return name.padding(toLength: 34, withPad: " ", startingAt: 0)
            + "\(time.text) \(unit)"
            + String(format: "   (least %.3f, %.0f MB, sgemm at %.0f)", time.shortest, peakMemory, matrixRate)
            + fraction
    }
}

/// One point of a scaling table.
struct ScalingPoint: Encodable {
    let work: String
    /// What grows: threads, events, nuisances, features, members.
    let along: String
    let size: Int
    let unit: String
    let time: Timing
    let peakMemory: Double
    /// The machine's rate of matrix products meanwhile, GFLOP/s.
    let matrixRate: Double

    var text: String {
        "\(work) \(along) \(size)".padding(toLength: 34, withPad: " ", startingAt: 0)
            + "\(time.text) \(unit)"
            + String(format: "   (%.0f MB, sgemm at %.0f)", peakMemory, matrixRate)
    }
}

/// Everything that a run of the benchmark measured.
struct Record: Encodable {
    var machine = Machine()
    let threads: Int
    let clock: String
    /// GFLOP/s of float32 products, all threads together.
    var matrixRate: Timing?
    var rows: [Row] = []
    var scaling: [ScalingPoint] = []
    var peers: [PeerRow] = []
    /// Of the paper report's networks and of the published ones, where they were given.
    var surfaces: [SurfaceStudy.Result] = []
    /// Of the published networks.
    var profiles: [ProfileStudy.Result] = []

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        try encoder.encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}

/// What the numbers were measured on.
struct Machine: Encodable {
    let processor: String
    let cores: Int
    let date: String

    init() {
        let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
        let model = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
        processor = model.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
        cores = ProcessInfo.processInfo.activeProcessorCount
        date = ISO8601DateFormatter().string(from: Date())
    }
}

/// The most memory that the process has held.
enum PeakMemory {
    /// Forgets earlier peaks, where the system allows it.
    static func reset() {
        guard let file = fopen("/proc/self/clear_refs", "w") else { return }
        fputs("5", file)
        fclose(file)
    }

    /// MB since the last reset.
    static var megabytes: Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").compactMap { Double($0) }.first ?? .nan) / 1000
    }
}
