import Foundation
import Report
import Statistics
import Testing

@testable import FitDirectives

@Suite struct CoverageDirectiveTests {
    private static func report(
        toys: Int, members: Int = 2, more: String = "", fit: String = ""
    ) -> String {
        let end = """
            ```{coverage} coverage
            of: measurement
            toys: \(toys)
            tolerance: 0.5
            \(more)
            ```

            """
        return EnsembleReport(members: members, epochs: 2, fit: fit, end: end).text
    }

    private static func toys(_ outcome: RenderSession.Outcome) throws -> [ToyExperiment.Result] {
        try (outcome.value("coverage", "toys")?.array ?? []).map { try $0.decoded(as: ToyExperiment.Result.self) }
    }

    @Test func countsAndShowsConditionalToys() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(Self.report(toys: 5))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let toys = try Self.toys(outcome)
        #expect(toys.map(\.toy) == [0, 1, 2, 3, 4])
        #expect(Set(toys.map(\.events)).count > 1)
        let measured = toys.compactMap(\.measurement)
        #expect(outcome.value("coverage", "measured")?.int == measured.count && measured.count > 2)
        for name in ["shift", "squeeze"] {
            let covered = measured.count { $0.nuisances.contains { $0.name == name && $0.isCovered } }
            #expect(outcome.value("coverage", "\(name).covered-68.covered")?.int == covered)
            #expect(outcome.value("coverage", "\(name).covered-68.toys")?.int == measured.count)
            #expect(outcome.value("coverage", "\(name).truth")?.double == (name == "shift" ? 0.5 : -0.5))
            #expect(outcome.value("coverage", "x-alone.\(name).pull.width")?.double ?? 0 > 0)
        }
        for toy in measured {
            for nuisance in toy.nuisances {
                // Covered says the same of the curve as of its bounds.
                let isInside =
                    (nuisance.lower ?? -.infinity) <= nuisance.truth && nuisance.truth <= (nuisance.upper ?? .infinity)
                #expect(nuisance.isCovered == isInside)
            }
            #expect(toy.jointDeviance >= toy.nuisances.map(\.deviance).max() ?? 0)
        }
        let section = try workplace.section("coverage")
        #expect(section.contains("Conditional: T stays") && section.contains("width of pulls"))
    }

    @Test func keepsEarlierToysBitForBit() async throws {
        let workplace = try Workplace()
        let few = try await workplace.render(Self.report(toys: 2))
        let many = try await workplace.render(Self.report(toys: 4))
        #expect(many.ran == ["coverage"])
        let (before, after) = (
            try #require(few.value("coverage", "toys")?.array), try #require(many.value("coverage", "toys")?.array)
        )
        #expect(before.count == 2 && after.count == 4)
        #expect(Array(after.prefix(2)) == before)
        let fresh = try await workplace.render(Self.report(toys: 4), jobs: 1, store: "other")
        #expect(fresh.value("coverage", "toys")?.array == after)
    }

    @Test func refitsEveryMemberOfAnUnconditionalToy() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(Self.report(toys: 2, more: "kind: unconditional\npoisson: false"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let toys = try Self.toys(outcome)
        #expect(toys.map(\.events) == [2000, 2000])
        #expect(toys.contains { $0.measurement != nil })
        #expect(try workplace.section("coverage").contains("every member is fitted again"))
    }

    /// A toy without a measurement stays in the list, is counted, and enters no fraction.
    @Test func countsAToyThatFails() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(Self.report(toys: 3))
        var toys = try Self.toys(outcome)
        let lost = ToyExperiment.Result(
            toy: 3, events: 2000, failure: "the maximum of shift was not reached", measurement: nil, evaluations: 0,
            error: .nan, slope: nil, references: [:])
        let before = CoverageDirective.Result(toys, tolerance: 0.5)
        toys.append(lost)
        let after = CoverageDirective.Result(toys, tolerance: 0.5)
        #expect(after.requested == 4)
        #expect(after.failed == before.failed + 1)
        #expect(after.toys.values.count == 4)
        let (old, new) = (try Value(encoding: before), try Value(encoding: after))
        for path in ["nuisances.shift.covered-68", "nuisances.shift.pull", "joint", "error"] {
            #expect(new[path: path] == old[path: path] && new[path: path] != nil)
        }
        let options = try #require(try workplace.document(Self.report(toys: 3)).cell("coverage")?.options)
        let finding = try #require(CoverageDirective.health(options, after).first)
        #expect(finding.check == CoverageDirective.failedToys)
        #expect(finding.sentence.contains("failed and count in no fraction below"))
        #expect(finding.sentence.contains("the maximum of shift was not reached"))
    }

    @Test func saysSoWhereEveryToyFailed() {
        let lost = ToyExperiment.Result(
            toy: 0, events: 10, failure: "nothing", measurement: nil, evaluations: 0, error: .nan, slope: nil,
            references: [:])
        let result = CoverageDirective.Result([lost], tolerance: 0.5)
        #expect(result.failed == 1 && result.measured == 0)
        #expect(CoverageDirective.words(result, .conditional).count == 1)
    }

    @Test func findsTheNumberOfToysThatResolvesADeviation() {
        // 60 of 100 against 68.27 %: 1.96² · 0.6827 · 0.3173 / 0.0827² = 121.7.
        let fraction = CoverageDirective.Fraction((0..<100).map { $0 < 60 }, nominal: .oneSigma)
        #expect(fraction.toysToResolve == 122)
        #expect(!fraction.resolved)
        #expect(CoverageDirective.Fraction((0..<100).map { $0 < 40 }, nominal: .oneSigma).resolved)
        let half = CoverageDirective.Fraction([true, false], nominal: ConfidenceLevel(tail: 0.5))
        #expect(half.toysToResolve == nil)
        // Pulls with mean 0.1 and width √0.02: 1.96² · 0.02 / 0.01 = 7.7.
        #expect(CoverageDirective.PullMoments([0, 0.2]).toysToResolve == 8)
    }

    @Test func coversANormalizationToo() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            Self.report(
                toys: 2, members: 0, fit: "fixed: {squeeze: -0.5}\nnormalization: {lumi: {uncertainty: 0.1}}"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.value("coverage", "lumi.truth")?.double == 0)
        #expect(outcome.value("coverage", "joint.covered-68.toys") == outcome.value("coverage", "measured"))
    }
}
