import Foundation
import Testing

@testable import Statistics

@Suite struct PoissonIntervalTests {
    /// Garwood's central 68.27 % bounds: N. Gehrels, ApJ 303 (1986) 336, tables 1 and 2 (1σ), to their three decimals.
    @Test(
        "reproduces the tabulated central intervals",
        arguments: [
            (0, 0.0, 1.841), (1, 0.173, 3.300), (2, 0.708, 4.638), (3, 1.367, 5.918), (4, 2.086, 7.163),
            (5, 2.840, 8.382), (6, 3.620, 9.584), (7, 4.419, 10.77), (8, 5.232, 11.95), (9, 6.057, 13.11),
        ])
    func reproducesTable(count: Int, lower: Double, upper: Double) {
        let interval = PoissonInterval.garwood(count)
        #expect(abs(interval.lower - lower) < 6e-4)
        #expect(abs(interval.upper - upper) < (count < 7 ? 6e-4 : 6e-3))
    }

    /// scipy 1.17.1: `gamma.ppf(0.025, n)` and `gamma.isf(0.025, n + 1)`.
    @Test(
        "reproduces the gamma quantiles of 95 %",
        arguments: [
            (0, 0.0, 3.6888794541139363), (1, 0.025317807984289876, 5.571643390938898),
            (5, 1.6234863901184207, 11.66833207932267), (25, 16.178681847829328, 36.904931697530394),
            (100, 81.36399125092314, 121.62679379242638),
        ])
    func reproduces95(count: Int, lower: Double, upper: Double) {
        let interval = PoissonInterval.garwood(count, level: .ninetyFivePercent)
        #expect(abs(interval.lower - lower) < 1e-11 && abs(interval.upper - upper) < 1e-11)
    }

    @Test func hasClosedFormsForNoAndOneEvent() {
        // P(0 | μ) = e^{−μ} = α/2, and 1 − e^{−μ} = α/2 for the lower bound at one event.
        let half = (1 - erf(1 / 2.0.squareRoot())) / 2
        #expect(abs(PoissonInterval.garwood(0).upper + log(half)) < 1e-12)
        #expect(abs(PoissonInterval.garwood(1).lower + log1p(-half)) < 1e-12)
    }

    @Test func changesToTheSquareRootAtTenEvents() {
        #expect(PoissonInterval(count: 9) == PoissonInterval.garwood(9))
        #expect(PoissonInterval(count: 10).upper == 10 + 10.0.squareRoot())
        #expect(PoissonInterval(count: 400).lower == 380)
    }
}
