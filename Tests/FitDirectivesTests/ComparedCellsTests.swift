import Report
import Testing

@testable import FitDirectives

/// Cells that a reader takes for alike, and that are not.
@Suite struct ComparedCellsTests {
    private func comparisons(
        data: String = "", fit: String = ""
    ) async throws -> (other: Value?, score: Value?, held: Value?) {
        let workplace = try Workplace()
        let report = TinyReport()
        let outcome = try await workplace.render(
            report.densities.replacing("distorted: true", with: "distorted: true\n\(data)")
                + report.fit.replacing("batch: 256", with: "batch: 256\n\(fit)"))
        #expect(outcome.cells { if case .failed = $0 { true } else { false } } == [], "\(outcome.messages)")
        func value(_ name: String) -> Value? { outcome.value("measurement", "comparisons.\(name)") }
        return (value("other-laws"), value("beyond-score"), value("held-beside-exact"))
    }

    @Test func findsNothingWhereTheyAreAlike() async throws {
        let found = try await comparisons()
        #expect(found.other == [] && found.held == [])
    }

    /// What σ of a nuisance does is a setting of every sample by itself; the distortion is one of data alone.
    @Test(arguments: [
        ("{shift-scale: 0.5}", "shift in p(x|c"), ("{y-squeeze-scale: 0.1}", "squeeze in p(y|x,c"),
        ("{strength: 0.4}", nil),
    ]) func findsThatOneSigmaIsAnother(_ settings: String, _ words: String?) async throws {
        let other = try await comparisons(data: "settings: \(settings)").other
        let names = try #require(other?.array?.compactMap { $0.string })
        #expect(names.count == (words == nil ? 0 : 1), "\(names)")
        if let words { #expect(names.first?.hasPrefix(words) == true, "\(names)") }
    }

    /// Templates of ±1 hold the truth of 0.5; those of another density may not hold a fixed value of 3.
    @Test func findsWhatTheFitHoldsAndOthersDoNot() async throws {
        let found = try await comparisons(fit: "fixed: {squeeze: 3}")
        #expect(found.held == ["squeeze"])
        #expect(found.score?.array?.contains("squeeze") == true)
    }

    /// The residual of a profile goes with the nominal T as well as with those of members.
    @Test(arguments: [0, 2]) func scansThroughAProfileWithAnyT(members: Int) throws {
        let report = TinyReport(members: members)
        let messages = try Workplace().messages(
            report.densities + report.fit + """
                ```{profile} amortized
                fit: measurement
                ```

                ```{scan} followed
                fit: amortized
                nuisances: [shift]
                ensemble: false
                ```

                """)
        #expect(messages.isEmpty, "\(messages)")
    }
}
