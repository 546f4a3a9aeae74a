import Statistics
import Testing

@testable import Inference

@Suite struct MemberScansTests {
    @Test func readsTheBestFitsOfMembers() {
        let spreads = SmallEnsemble.members(SmallEnsemble.parabolas.map(\.surface)).spreads
        #expect(spreads.count == 2)
        for (index, spread) in spreads.enumerated() {
            let expected = SampleMoments(SmallEnsemble.parabolas.map { $0.bestFit[index] })
            #expect(abs(spread.mean - expected.mean) < 1e-7)
            #expect(abs(spread.deviation - expected.deviation) < 1e-7)
        }
    }
}
