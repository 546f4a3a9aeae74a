import Foundation
import Testing

@testable import Training

/// 30 steps of PyTorch's optimizers on Σ w·p² + Σ sin p, w = (1, 3, 0.2), in float64; w was rounded to float32.
///
/// Entry k of `trajectory` is where step k led, and entry k of `lr` the rate of the step after it: the first step has
/// rate 0 and leaves its mark in the moments only.
private struct GoldenRun: Decodable {
    let lr0: Double
    let warmup: Int
    let total: Int
    let start: [Double]
    let trajectory: [[Double]]
    let lr: [Double]

    var schedule: LearningRateSchedule { .warmupCosine(peak: lr0, warmup: warmup, total: total) }

    static let folder: URL? = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let candidates = [
            ProcessInfo.processInfo.environment["FIDUCIAL_REFERENCE"].map { URL(fileURLWithPath: $0) },
            package.deletingLastPathComponent().appendingPathComponent("shared/reference"),
        ]
        return candidates.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    static func read(_ name: String) throws -> GoldenRun {
        let url = try #require(folder).appendingPathComponent("golden/optimizers.json")
        return try #require(try JSONDecoder().decode([String: GoldenRun].self, from: Data(contentsOf: url))[name])
    }

    func gradient(_ parameters: [Double]) -> [Double] {
        zip([1, 3, Double(Float(0.2))], parameters).map { 2 * $0 * $1 + cos($1) }
    }
}

@Suite(.enabled(if: GoldenRun.folder != nil, "the reference folder is not there; set FIDUCIAL_REFERENCE"))
struct OptimizerGoldenTests {
    /// Numbers of order 1 after 30 steps of a dozen operations in float64.
    static let tolerance = 1e-12

    @Test func followsAdamWOfPyTorch() throws {
        try follow("adamw", AdamW<Double>(parameterCount: 3))
    }

    @Test func followsRAdamOfPyTorch() throws {
        try follow("radam", RAdam<Double>(parameterCount: 3))
    }

    @Test(arguments: ["adamw", "radam"])
    func followsTheLearningRatesOfTheReference(name: String) throws {
        let run = try GoldenRun.read(name)
        #expect(run.lr.count == 30)
        for (step, rate) in run.lr.enumerated() {
            #expect(abs(run.schedule.rate(at: step + 1) - rate) <= 1e-17, "step \(step)")
        }
    }

    private func follow(_ name: String, _ optimizer: some Optimizer<Double>) throws {
        let run = try GoldenRun.read(name)
        var optimizer = optimizer
        var parameters = run.start
        #expect(run.trajectory.count == 30)
        for (step, expected) in run.trajectory.enumerated() {
            optimizer.step(
                parameters: &parameters, gradient: run.gradient(parameters), learningRate: run.schedule.rate(at: step))
            for (ours, reference) in zip(parameters, expected) {
                #expect(abs(ours - reference) <= Self.tolerance, "step \(step): \(ours) against \(reference)")
            }
        }
    }
}
