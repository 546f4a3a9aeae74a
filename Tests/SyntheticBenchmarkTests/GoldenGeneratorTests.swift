import TestSupport
import Testing

@testable import SyntheticBenchmark

@Suite(.enabled(if: ReferenceFolder.isAvailable, "\(ReferenceFolder.reason)"))
struct GoldenGeneratorTests {
    /// Float32 numbers of size below 8: 3 units in the last place after a few operations.
    static let tolerance = 2e-6

    @Test func reproducesMeanCovarianceAndDistortionOfThePublishedGenerator() throws {
        let golden = try ReferenceFolder.golden("generator")
        let (x, y, classes) = (try golden.doubles("x"), try golden.doubles("y"), try golden.integers("class"))
        let (mean, cholesky) = (try golden.doubles("mean"), try golden.doubles("cholesky"))
        let distorted = try golden.doubles("distorted")
        let model = BenchmarkModel()
        #expect(classes.count == 64)
        for event in classes.indices {
            let kind = try #require(BenchmarkClass(rawValue: UInt8(classes[event])))
            let point = SIMD2(x[2 * event], x[2 * event + 1])
            let score = SIMD2(y[2 * event], y[2 * event + 1])
            let normal = model.score(point, kind, at: .paperTruth)
            let image = model.distortion(point, kind, at: .paperTruth).forward(score)
            let pairs = [
                (normal.mean.x, mean[2 * event]), (normal.mean.y, mean[2 * event + 1]),
                (normal.cholesky.l00, cholesky[4 * event]), (0, cholesky[4 * event + 1]),
                (normal.cholesky.l10, cholesky[4 * event + 2]), (normal.cholesky.l11, cholesky[4 * event + 3]),
                (image.x, distorted[2 * event]), (image.y, distorted[2 * event + 1]),
            ]
            for (ours, reference) in pairs {
                #expect(abs(ours - reference) <= Self.tolerance, "event \(event): \(ours) against \(reference)")
            }
        }
    }

    @Test func findsTheTruthInThePublishedEvents() throws {
        let golden = try ReferenceFolder.golden("events")
        let (x, y) = (try golden.floats("x"), try golden.floats("y"))
        func column(_ values: [Float], _ offset: Int) -> [Float] {
            stride(from: offset, to: values.count, by: 2).map { values[$0] }
        }
        let events = BenchmarkEvents(
            x0: column(x, 0), x1: column(x, 1), y0: column(y, 0), y1: column(y, 1),
            classes: Array(repeating: 0, count: x.count / 2))
        let likelihood = BenchmarkLikelihood(
            model: BenchmarkModel(), events: events, observables: .kinematicsAndDistortedScore)
        let maximum = likelihood.maximum()
        #expect(maximum.outcome == .converged)
        let sigma = try #require(maximum.sigma)
        #expect(abs(maximum.bestFit.shift - 0.5) < 3.5 * sigma[0])
        #expect(abs(maximum.bestFit.squeeze + 0.5) < 3.5 * sigma[1])
    }
}
