import FlowKernels
import Foundation
import Testing

@testable import Training

/// Which of several weights is kept, on groups of held-out losses whose scatter is known.
@Suite struct HeldOutSelectionTests {
    /// Losses of 16 groups of 10 events about a mean, with a pattern that groups of other weights share or not.
    func groups(mean: Double, noise: Double = 0, common: Double = 1) -> [WeightedLoss] {
        (0..<16).map { group in
            let sign: Double = group.isMultiple(of: 2) ? 1 : -1
            let shared = common * Double(group)
            return WeightedLoss(loss: 10 * (mean + shared + noise * sign), weight: 10)
        }
    }

    func selection(_ losses: [[WeightedLoss]]) -> HeldOutSelection? {
        var selection: HeldOutSelection?
        for (step, groups) in losses.enumerated() where selection?.prefers(groups) ?? true {
            let kept = TrainingResult.Kept(step: step, loss: groups.total.mean, parameters: [])
            selection = HeldOutSelection(kept: kept, groups: groups, after: selection)
        }
        return selection
    }

    /// The groups' means differ by 0.5 ± 0.2 in turn: an error of 0.2·√(1/15).
    @Test func knowsTheErrorOfADifference() {
        let (a, b) = (groups(mean: 1), groups(mean: 1.5, noise: 0.2))
        #expect(abs(b.errorOfDifference(from: a) - 0.2 / 15.0.squareRoot()) < 1e-12)
        #expect(a.errorOfDifference(from: a) == 0)
        #expect([a[0]].errorOfDifference(from: [b[0]]).isNaN)
    }

    /// What the events share does not count: a small difference without scatter is known.
    @Test func keepsALaterOneThatCannotBeToldFromTheBest() {
        let start = groups(mean: 3)
        let least = groups(mean: 1)
        let error = groups(mean: 1, noise: 0.2).errorOfDifference(from: least)
        let within = groups(mean: 1 + 1.9 * error, noise: 0.2)
        let beyond = groups(mean: 1 + 2.1 * error, noise: 0.2)
        #expect(selection([start, least, within])?.kept.step == 2)
        #expect(selection([start, least, beyond])?.kept.step == 1)
        #expect(selection([start, least, groups(mean: 1.001)])?.kept.step == 1)
        #expect(selection([start, least, beyond, within, beyond])?.kept.step == 3)
    }

    /// Otherwise many small increases would add up far above the least loss.
    @Test func measuresFromTheLeastLossAndNotFromTheOneKept() {
        let least = groups(mean: 1)
        let error = groups(mean: 1, noise: 0.2).errorOfDifference(from: least)
        let up = (1...4).map { groups(mean: 1 + 0.6 * error * Double($0), noise: 0.2) }
        let found = selection([groups(mean: 3), least] + up)
        #expect(found?.kept.step == 4)
        #expect(found?.leastStep == 1)
    }

    @Test func keepsTheStartUnlessSomethingIsBetter() {
        let start = groups(mean: 1)
        #expect(selection([start, groups(mean: 1, noise: 0.2)])?.kept.step == 0)
        #expect(selection([start, groups(mean: 1 - 1e-9, noise: 0.2)])?.kept.step == 1)
    }

    @Test func doesNotTrustTheScatterOfFewGroups() {
        func few(_ mean: Double, _ noise: Double) -> [WeightedLoss] {
            Array(groups(mean: mean, noise: noise).prefix(4))
        }
        #expect(selection([few(3, 0), few(1, 0), few(1.01, 0.2)])?.kept.step == 1)
    }
}
