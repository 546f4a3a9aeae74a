import Testing

@testable import FitDirectives

/// Closed-form likelihoods of toys, of which some have no number.
@Suite struct LostReferenceTests {
    private func toy(_ pull: Double) -> [ToyExperiment.Reference] {
        [ToyExperiment.Reference(name: "shift", best: 0.1, sigma: pull.isNaN ? .nan : 0.05, pull: pull)]
    }

    /// One toy without a pull does not hide the others, and is counted with none.
    @Test func areLeftOut() throws {
        let reference = try #require(CoverageDirective.Reference([toy(1), toy(.nan), toy(-0.5), toy(0.1)]))
        let shift = try #require(reference.nuisances["shift"])
        #expect(shift.covered68.toys == 3 && shift.covered95.toys == 3 && shift.pull.toys == 3)
        #expect(abs(shift.pull.mean - 0.2) < 1e-12 && shift.pull.width.isFinite)
        #expect(CoverageDirective.Reference([toy(.nan)]) == nil)
    }
}
