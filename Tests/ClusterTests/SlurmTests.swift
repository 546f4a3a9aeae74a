import Foundation
import Testing

@testable import Cluster

/// A small report on a real Slurm of two nodes. What else can happen there is `make slurm-test`, which takes a quarter of an hour.
@Suite struct SlurmTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "slurm")

    /// Beside the tests, where they were built.
    private static let program: URL? = {
        let places = [Bundle.main.executableURL?.path].compactMap { $0 } + CommandLine.arguments
        return places.filter { $0.contains("/") }.map { place in
            URL(fileURLWithPath: URL(fileURLWithPath: place).path.components(separatedBy: ".xctest")[0])
                .deletingLastPathComponent().appendingPathComponent("fiducial")
        }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }()

    /// nil where everything is there.
    private static let missing: String? = {
        if geteuid() != 0 { return "it takes root to start a Slurm" }
        for name in ["slurmctld", "slurmd", "munged", "sbatch"] {
            let places = ["/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/"]
            guard places.contains(where: { FileManager.default.isExecutableFile(atPath: $0 + name) }) else {
                return "there is no \(name)"
            }
        }
        return program == nil ? "there is no program 'fiducial' beside the tests" : nil
    }()

    @Test(.enabled(if: SlurmTests.missing == nil, "\(SlurmTests.missing ?? "")"))
    func theResultsAreThoseOfALocalRender() throws {
        let program = try #require(Self.program)
        let answer = try Command.run(
            ["bash", Self.folder.appendingPathComponent("scenarios.sh").path, program.path, "same"], timeout: 300)
        #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
        #expect(answer.output.hasPrefix("ok same"))
    }
}
