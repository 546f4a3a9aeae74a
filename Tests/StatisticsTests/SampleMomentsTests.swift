import Foundation
import Statistics
import Testing

@Suite struct EnsembleSpreadTests {
    @Test func isTheSampleStandardDeviation() {
        let moments = SampleMoments([2, 4, 4, 4, 5, 5, 7, 9])
        #expect(moments.mean == 5)
        #expect(abs(moments.deviation - (32.0 / 7).squareRoot()) < 1e-15)
        #expect(abs(moments.meanError - (4.0 / 7).squareRoot()) < 1e-15)
        #expect(abs(moments.deviationError - (32.0 / 7 / 14).squareRoot()) < 1e-15)
    }

    @Test func isNotKnownFromOneValue() {
        let moments = SampleMoments([3])
        #expect(moments.mean == 3)
        #expect(moments.deviation.isNaN && moments.deviationError.isNaN)
    }

    @Test func showsWhatIsNotANumber() {
        #expect(SampleMoments([1, .nan, 2]).mean.isNaN)
        #expect(SampleMoments([1, .nan, 2]).deviation.isNaN)
    }
}
