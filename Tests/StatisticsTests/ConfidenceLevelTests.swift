import Statistics
import Testing

@Suite struct ConfidenceLevelTests {
    /// mpmath 1.3.0 with 40 digits: `erfc(n/√2)`, `√2 erfinv(1 − tail)`, and the roots of `gammainc(k/2, x/2, ∞) = tail`.
    @Test(
        "follows from its exact value",
        arguments: [
            (.oneSigma, 0.68268949213708589717, 1.0, [1.0, 2.2957489288986363927, 3.5267403802617205806]),
            (.twoSigma, 0.9544997361036415856, 2.0, [4.0, 6.1800743062441732788, 8.0248817602662509349]),
            (
                .ninetyFivePercent, 0.95, 1.9599639845400542355,
                [3.8414588206941259584, 5.9914645471079819869, 7.8147279032511799553]
            ),
            (
                ConfidenceLevel(tail: 0.1), 0.9, 1.6448536269514727149,
                [2.7055434540954145671, 4.605170185988091368, 6.2513886311703231964]
            ),
            (
                ConfidenceLevel(sigmas: 3), 0.99730020393673981095, 3.0,
                [9.0, 11.829158081900808468, 14.156413609126688133]
            ),
        ] as [(ConfidenceLevel, Double, Double, [Double])])
    func followsFromItsExactValue(level: ConfidenceLevel, probability: Double, quantile: Double, deviances: [Double]) {
        #expect(abs(level.probability - probability) < 2e-16)
        #expect(abs(level.normalQuantile - quantile) < 1e-15 * quantile)
        for (index, deviance) in deviances.enumerated() {
            #expect(abs(level.deviance(degreesOfFreedom: index + 1) - deviance) < 2e-15 * deviance)
        }
    }

    @Test func isExactWhereItIsAWholeNumberOfSigmas() {
        #expect(ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1) == 1)
        #expect(ConfidenceLevel.twoSigma.deviance(degreesOfFreedom: 1) == 4)
        #expect(ConfidenceLevel.ninetyFivePercent.probability == 0.95)
    }

    @Test func saysItselfInPercent() {
        #expect(ConfidenceLevel.oneSigma.percent == "68.27 %" && ConfidenceLevel.oneSigma.label == "68 %")
        #expect(ConfidenceLevel.twoSigma.percent == "95.45 %" && ConfidenceLevel.twoSigma.label == "95 %")
        #expect(ConfidenceLevel.ninetyFivePercent.percent == "95 %")
        #expect(ConfidenceLevel.ninetyFivePercent.label == "95 %")
    }
}
