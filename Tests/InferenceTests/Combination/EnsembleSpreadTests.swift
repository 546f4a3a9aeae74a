import Foundation
import Testing

@testable import Inference

@Suite struct EnsembleSpreadTests {
    @Test func isTheSampleStandardDeviation() {
        let spread = EnsembleSpread([2, 4, 4, 4, 5, 5, 7, 9])
        #expect(spread.mean == 5)
        #expect(abs(spread.deviation - (32.0 / 7).squareRoot()) < 1e-15)
        #expect(abs(spread.meanError - (4.0 / 7).squareRoot()) < 1e-15)
        #expect(abs(spread.deviationError - (32.0 / 7 / 14).squareRoot()) < 1e-15)
    }

    @Test func isNotKnownFromOneMember() {
        let spread = EnsembleSpread([3])
        #expect(spread.mean == 3)
        #expect(spread.deviation.isNaN && spread.deviationError.isNaN)
    }

    @Test func showsAMemberThatIsNotANumber() {
        #expect(EnsembleSpread([1, .nan, 2]).mean.isNaN)
        #expect(EnsembleSpread([1, .nan, 2]).deviation.isNaN)
    }

    @Test func readsTheBestFitsOfMembers() {
        let spreads = SurfaceLikelihood(
            members: SmallEnsemble.members(SmallEnsemble.parabolas.map(\.surface)), combination: .bma
        ).spreads
        #expect(spreads.count == 2)
        for (index, spread) in spreads.enumerated() {
            let expected = EnsembleSpread(SmallEnsemble.parabolas.map { $0.bestFit[index] })
            #expect(abs(spread.mean - expected.mean) < 1e-7)
            #expect(abs(spread.deviation - expected.deviation) < 1e-7)
        }
    }
}
