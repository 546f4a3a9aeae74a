import Report
import Testing

@testable import FitDirectives

/// Scans, Hessians and toys with T free at every ν: the likelihood of x alone.
@Suite struct FreeTransferTests {
    /// The fit's ν̂ is the maximum of that likelihood and its σ that of its curvature, whatever the small networks are.
    @Test func isTheLikelihoodThatTheFitClimbed() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            TinyReport().densities + TinyReport().fit + """
                ```{scan} free
                fit: measurement
                nuisances: [shift, squeeze]
                transfer: free
                tolerance: 0.01
                ```

                ```{hessian} curvature
                of: free
                ```

                ```{coverage} toys
                of: free
                toys: 2
                tolerance: 1
                ```

                """)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        for name in ["shift", "squeeze"] {
            let fromFit = try #require(outcome.value("free", "\(name).from-fit")?.double)
            #expect(abs(fromFit) < 0.05, "\(name) by \(fromFit) σ")
            let (own, fitted) = (
                try #require(outcome.value("curvature", "\(name).sigma")?.double),
                try #require(outcome.value("measurement", "\(name).sigma")?.double)
            )
            #expect(abs(own / fitted - 1) < 0.02, "\(name): \(own) and \(fitted)")
        }
        #expect(outcome.value("toys", "failed")?.int == 0)
        let words = try workplace.section("toys")
        #expect(words.contains("that was fitted to the observed events"))
        #expect(!words.contains("not how often the whole measurement"))
    }

    /// With T free there are no members to draw, and what helps is not another 'ensemble'.
    @Test(arguments: ["member-scans", "convergence"]) func hasNoMembersToDraw(kind: String) async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            EnsembleReport(
                end: """
                    ```{scan} free
                    fit: measurement
                    nuisances: [shift]
                    transfer: free
                    ```

                    ```{plot} drawn
                    kind: \(kind)
                    of: [free]
                    ```
                    """
            ).text)
        #expect(outcome.exitStatus == 2)
        let words = "'free' combines no members; scan with 'transfer: held'"
        #expect(outcome.messages.contains { $0.contains(words) }, "\(outcome.messages)")
    }

    @Test(arguments: [
        ("fit: measurement\nensemble: true", "with T free all members have the same likelihood"),
        ("fit: measurement\ncombination: bma", "nothing to combine"), ("fit: amortized", "so it is not free"),
    ]) func refusesWhatHasNoMeaning(_ option: String, _ words: String) async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            TinyReport().densities + TinyReport().fit + """
                ```{profile} amortized
                fit: measurement
                ```

                ```{scan} free
                \(option)
                nuisances: [shift]
                transfer: free
                ```

                """)
        #expect(outcome.exitStatus == 2)
        #expect(outcome.messages.contains { $0.contains(words) }, "\(outcome.messages)")
    }

    /// Scores can be moved with T held alone, which a likelihood with T free does not: what would show that is refused.
    @Test(arguments: [
        ("{scan} source\nfit: measurement\nnuisances: [shift, squeeze]", "post-fit", "make their bands too wide"),
        ("{hessian} source\nof: plane", "morphings", "move them where T would follow"),
    ]) func movesNoScoresThatTWouldFollow(_ cell: String, _ kind: String, _ words: String) throws {
        func messages(_ transfer: String) throws -> [String] {
            let scan = cell.hasPrefix("{scan}")
            return try Workplace().messages(
                TinyReport().densities + TinyReport().fit + """
                    ```{scan} plane
                    fit: measurement
                    nuisances: [shift, squeeze]
                    transfer: \(transfer)
                    ```

                    ```\(cell)
                    \(scan ? "transfer: \(transfer)" : "")
                    ```

                    ```{plot} drawn
                    kind: \(kind)
                    of: [source]
                    ```

                    """)
        }
        #expect(try messages("held") == [])
        let found = try messages("free")
        #expect(found.count == 1 && found[0].contains("'source' is of T free at every ν"), "\(found)")
        #expect(found.first?.contains(words) == true && found.first?.contains("'transfer: held'") == true, "\(found)")
    }

    @Test(arguments: ["hessian", "coverage"]) func combinesNothing(verb: String) throws {
        func messages(_ of: String, defaults: String = "") throws -> [String] {
            try Workplace().messages(
                TinyReport().densities.replacing("defaults:", with: "defaults:\(defaults)") + TinyReport().fit + """
                    ```{scan} free
                    fit: measurement
                    nuisances: [shift]
                    transfer: free
                    ```

                    ```{\(verb)} combined
                    of: \(of)
                    \(defaults.isEmpty ? "combination: bma" : "")
                    ```

                    """)
        }
        #expect(try messages("measurement") == [])
        let found = try messages("free")
        #expect(found.count == 1 && found[0].contains("nothing to combine"), "\(found)")
        // What the front matter says of every cell is not wrong of this one.
        #expect(try messages("free", defaults: "\n  \(verb): {combination: bma}") == [])
    }
}
