import RandomStreams
import Statistics
import Testing

@Suite struct SampleQuantileTests {
    @Test func findsTheMedianOfAFewValues() throws {
        let quantile = try #require(SampleQuantile(0.5, of: [3, 1, 2]))
        #expect(quantile.value == 2)
    }

    @Test func isOpenBeyondTheSample() throws {
        let quantile = try #require(SampleQuantile(0.95, of: [1, 2, 3]))
        #expect(quantile.upper == nil && quantile.value == 3)
    }

    @Test func doesNotExistOfWhatIsNotANumber() {
        #expect(SampleQuantile(0.5, of: [1, .nan]) == nil)
        #expect(SampleQuantile(0.5, of: []) == nil)
    }

    /// The bounds hold the true quantile as often as one standard deviation says.
    @Test func boundsHoldTheTruthAboutTwoTimesInThree() throws {
        var held = 0
        for sample in 0..<400 {
            var stream = RandomStream(seed: 5, purpose: "quantiles", index: UInt64(sample))
            let quantile = try #require(SampleQuantile(0.68, of: (0..<100).map { _ in stream.uniform() }))
            if let lower = quantile.lower, let upper = quantile.upper, lower <= 0.68, upper >= 0.68 { held += 1 }
        }
        // 68 % of 400 with five standard deviations of 9.3.
        #expect((226...319).contains(held))
    }
}
