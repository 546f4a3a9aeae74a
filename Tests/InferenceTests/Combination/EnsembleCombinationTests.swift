import Foundation
import Testing

@testable import Inference

@Suite struct EnsembleCombinationTests {
    static let values = [-3.0, -1.2, -7.5, -1.1]
    static let maxima = [-1.0, -1.1, -0.4, 2.0]

    @Test func bearsTheNamesOfTheMethod() {
        #expect(
            EnsembleCombination.allCases.map(\.rawValue) == ["bma", "envelope", "rebased-bma", "rebased-envelope"])
    }

    @Test func followsTheFormulas() {
        func combine(_ combination: EnsembleCombination) -> Double {
            combination.combine(Self.values, memberMaxima: Self.maxima).value
        }
        let rebased = zip(Self.values, Self.maxima).map(-)
        #expect(abs(combine(.bma) - log(Self.values.map { exp($0) }.reduce(0, +) / 4)) < 1e-15 * 8)
        #expect(combine(.envelope) == -1.1)
        #expect(abs(combine(.rebasedBMA) - log(rebased.map { exp($0) }.reduce(0, +) / 4)) < 1e-15 * 8)
        #expect(combine(.rebasedEnvelope) == rebased[1])
    }

    @Test(arguments: EnsembleCombination.allCases)
    func ignoresTheOrderOfMembers(_ combination: EnsembleCombination) {
        let forward = combination.combine(Self.values, memberMaxima: Self.maxima)
        let backward = combination.combine(Self.values.reversed(), memberMaxima: Self.maxima.reversed())
        #expect(abs(forward.value - backward.value) < 1e-14)
        #expect(abs(forward.effectiveMembers - backward.effectiveMembers) < 1e-14)
    }

    @Test(arguments: EnsembleCombination.allCases, [-1e6, 1e6])
    func overflowsNowhere(_ combination: EnsembleCombination, _ shift: Double) {
        let near = combination.combine(Self.values, memberMaxima: Self.maxima)
        let far = combination.combine(Self.values.map { $0 + shift }, memberMaxima: Self.maxima)
        #expect(abs(far.value - near.value - shift) < 1e-9)
        #expect(abs(far.effectiveMembers - near.effectiveMembers) < 1e-8)
        let apart = combination.combine([-1e5, 0], memberMaxima: [0, 0])
        #expect(apart.weights == [0, 1])
        #expect(apart.value == (combination.isEnvelope ? 0 : -log(2)))
    }

    @Test func countsEffectiveMembers() {
        let alike = EnsembleCombination.bma.combine([2, 2, 2], memberMaxima: [2, 2, 2])
        #expect(abs(alike.effectiveMembers - 3) < 1e-14)
        let alone = EnsembleCombination.bma.combine([0, -1000, -1000], memberMaxima: [0, 0, 0])
        #expect(alone.effectiveMembers == 1)
        // Weights ⅔ and ⅓: 1 / (4/9 + 1/9).
        let uneven = EnsembleCombination.bma.combine([log(2), 0], memberMaxima: [0, 0])
        #expect(abs(uneven.effectiveMembers - 1.8) < 1e-14)
    }

    @Test(arguments: EnsembleCombination.allCases, 0..<3)
    func showsAMemberThatIsNotANumber(_ combination: EnsembleCombination, _ member: Int) {
        var values = [1.0, 2, 3]
        values[member] = .nan
        let combined = combination.combine(values, memberMaxima: [3, 3, 3])
        #expect(combined.value.isNaN)
        #expect(combined.notNumbers == [member])
        #expect(combined.weights.allSatisfy { $0.isNaN })
        #expect(combined.effectiveMembers.isNaN)
    }

    @Test func showsAMaximumThatIsNotANumberWhereItCounts() {
        let maxima = [0, Double.nan]
        #expect(EnsembleCombination.rebasedBMA.combine([1, 2], memberMaxima: maxima).notNumbers == [1])
        #expect(EnsembleCombination.bma.combine([1, 2], memberMaxima: maxima).notNumbers.isEmpty)
    }

    @Test func givesMembersWithoutLikelihoodNoWeight() {
        let combined = EnsembleCombination.bma.combine([-.infinity, 0], memberMaxima: [0, 0])
        #expect(combined.weights == [0, 1])
        #expect(combined.value == -log(2))
        #expect(EnsembleCombination.bma.combine([-.infinity], memberMaxima: [0]).value == -.infinity)
    }

    @Test func combinesPointByPoint() {
        let points = EnsembleCombination.envelope.combine(
            memberLogLikelihoods: [[1, 2, 3], [3, 2, 1]], memberMaxima: [3, 3])
        #expect(points.map(\.value) == [3, 2, 3])
        #expect(points.map(\.best) == [1, 0, 0])
    }
}
