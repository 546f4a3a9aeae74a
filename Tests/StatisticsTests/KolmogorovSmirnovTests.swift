import RandomStreams
import Statistics
import Testing

@Suite struct KolmogorovSmirnovTests {
    /// scipy 1.17.1: `stats.kstwobign.sf(x)`.
    @Test(
        "has Kolmogorov's distribution",
        arguments: [
            (0.3, 0.9999906941986655), (0.5, 0.9639452436648751), (1.0, 0.26999967167735456),
            (1.17, 0.12939004218561884), (1.19, 0.11774229287977166), (1.3580986393225507, 0.05),
            (2.0, 0.0006709252557796953), (3.0, 3.045995948942526e-08),
        ])
    func hasKolmogorovsDistribution(_ scaled: Double, _ probability: Double) {
        #expect(abs(KolmogorovSmirnov.probability(above: scaled) - probability) < 1e-12)
        #expect(KolmogorovSmirnov.probability(above: -scaled) == 1)
    }

    /// scipy 1.17.1: `stats.kstwo.sf(d, n)`, which is exact for n events.
    @Test(
        "is near the exact law of few events",
        arguments: [
            (20.0, 0.1, 0.976255094592155), (100, 0.1, 0.2526927570063874), (100, 0.05, 0.9532159710635725),
            (1000, 0.05, 0.013012074781090332), (1000, 0.03, 0.3226902143914636),
        ])
    func isNearTheExactLaw(_ events: Double, _ distance: Double, _ probability: Double) {
        #expect(abs(KolmogorovSmirnov(distance: distance, effective: events).pValue - probability) < 0.008)
    }

    /// scipy 1.17.1: `stats.ks_1samp(values, stats.uniform.cdf)` has the statistic 0.28.
    @Test func findsTheDistance() {
        let values = [0.52, 0.02, 0.11, 0.9, 0.13, 0.24, 0.31, 0.36, 0.5, 0.71]
        let test = KolmogorovSmirnov(uniform: values)
        #expect(abs(test.distance - 0.28) < 1e-15 && test.effective == 10)
    }

    @Test func countsAnEventOfWeightTwoAsTwo() {
        let twice = KolmogorovSmirnov(uniform: [0.1, 0.3, 0.3, 0.3, 0.8, 0.8])
        let weighted = KolmogorovSmirnov(uniform: [0.1, 0.3, 0.8], weights: [1, 3, 2])
        #expect(abs(twice.distance - weighted.distance) < 1e-15)
        #expect(abs(weighted.effective - 36.0 / 14) < 1e-15)
        // An event and its negative are none.
        let cancelled = KolmogorovSmirnov(uniform: [0.1, 0.3, 0.8, 0.5, 0.5], weights: [1, 3, 2, 4, -4])
        #expect(abs(cancelled.distance - weighted.distance) < 1e-15)
    }

    @Test func exceedsItsChanceOnceInTwentyTimes() {
        for effective in [12.0, 400, 1e6] {
            let chance = KolmogorovSmirnov(distance: 0, effective: effective).chance
            #expect(abs(KolmogorovSmirnov(distance: chance, effective: effective).pValue - 0.05) < 1e-12)
        }
    }

    /// Of events that follow the law p-values are uniform, also with weights of both signs that do not depend on the values.
    @Test(arguments: [false, true]) func isUniformForTheLaw(isWeighted: Bool) {
        let key = RandomKey(seed: 3, purpose: "KS")
        let small = (0..<400).count { index in
            var stream = key.stream(UInt64(index))
            let values = (0..<150).map { _ in stream.uniform() }
            let weights = values.map { _ in stream.uniform() < 0.2 ? -1.0 : 1.5 }
            return KolmogorovSmirnov(uniform: values, weights: isWeighted ? weights : nil).pValue < 0.2
        }
        // 80 ± 8 expected.
        #expect(abs(small - 80) < 32, "\(small)")
    }

    @Test func isNotANumberWithoutEvents() {
        #expect(KolmogorovSmirnov(uniform: []).distance.isNaN && KolmogorovSmirnov(uniform: []).pValue.isNaN)
        #expect(KolmogorovSmirnov(uniform: [0.2, 0.4], weights: [1, -1]).distance.isNaN)
        #expect(KolmogorovSmirnov(uniform: [0.2, .nan]).distance.isNaN)
    }
}
