import Foundation
import Statistics
import Testing

@Suite struct ClopperPearsonTests {
    /// scipy 1.17.1: `beta.ppf(α/2, k, n−k+1)` and `beta.ppf(1−α/2, k+1, n−k)` with α = 1 − level.
    @Test(
        "reproduces the beta quantiles of one standard deviation",
        arguments: [
            (0, 10, 0.0, 0.1681491861379764), (1, 10, 0.017127014136728243, 0.29413538963846697),
            (10, 10, 0.8318508138620236, 1.0), (7, 12, 0.4002506476978671, 0.7495108878682747),
            (68, 100, 0.6266341532203001, 0.7294058676581183), (95, 100, 0.9175914072225595, 0.9714289073774381),
            (683, 1000, 0.6676036890861892, 0.6980181053861517),
            (99990, 100_000, 0.9998573335462287, 0.9999310862177841),
        ])
    func reproducesOneSigma(successes: Int, trials: Int, lower: Double, upper: Double) {
        let interval = ClopperPearson(successes: successes, trials: trials)
        // lgamma(10⁵) is 10⁶, so its last bit is worth 10⁻¹⁰ of the probability.
        #expect(abs(interval.lower - lower) < 1e-10 && abs(interval.upper - upper) < 1e-10)
    }

    @Test(
        "reproduces the beta quantiles of 95 %",
        arguments: [
            (0, 10, 0.0, 0.3084971078187607), (1, 10, 0.0025285785444617848, 0.4450161170281954),
            (68, 100, 0.5792331383683775, 0.769780083238423), (95, 100, 0.8871650888945373, 0.9835681208179479),
            (954, 1000, 0.9391164472862573, 0.9661285014523221),
        ])
    func reproduces95(successes: Int, trials: Int, lower: Double, upper: Double) {
        let interval = ClopperPearson(successes: successes, trials: trials, level: .ninetyFivePercent)
        #expect(abs(interval.lower - lower) < 1e-10 && abs(interval.upper - upper) < 1e-10)
    }

    @Test func hasClosedFormsForOneTrial() {
        // P(K ≥ 1 | p) = p = α/2.
        #expect(abs(ClopperPearson(successes: 1, trials: 1, level: .ninetyFivePercent).lower - 0.025) < 1e-14)
        #expect(ClopperPearson(successes: 1, trials: 1).upper == 1)
        #expect(abs(ClopperPearson(successes: 0, trials: 1, level: .ninetyFivePercent).upper - 0.975) < 1e-14)
    }

    @Test func mirrorsWhereSuccessAndFailureChangeRoles() {
        for successes in 0...17 {
            let (one, other) = (
                ClopperPearson(successes: successes, trials: 17), ClopperPearson(successes: 17 - successes, trials: 17)
            )
            #expect(abs(one.lower - (1 - other.upper)) < 1e-14)
        }
    }

    @Test func knowsNothingWithoutATrial() {
        let interval = ClopperPearson(successes: 0, trials: 0)
        #expect(interval.lower == 0 && interval.upper == 1)
    }

    /// The coverage at a probability, summed over all counts: at least the level, and by each side's tail at most half of
    /// the rest.
    @Test(arguments: [ConfidenceLevel.oneSigma, .ninetyFivePercent])
    func coversAtLeastAsOftenAsItSays(level: ConfidenceLevel) {
        let trials = 20
        let intervals = (0...trials).map { ClopperPearson(successes: $0, trials: trials, level: level) }
        for step in 1..<200 {
            let p = Double(step) / 200
            var (below, above) = (0.0, 0.0)
            for (successes, interval) in intervals.enumerated() {
                let (k, n) = (Double(successes), Double(trials))
                let choices = exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1))
                let probability = choices * pow(p, k) * pow(1 - p, n - k)
                if p < interval.lower { below += probability }
                if p > interval.upper { above += probability }
            }
            #expect(below <= level.tail / 2 + 1e-12 && above <= level.tail / 2 + 1e-12)
        }
    }
}
