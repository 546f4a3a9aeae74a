import Foundation
import Report
import TestSupport
import Testing

@testable import FitDirectives

/// What verbs declare of their results, and the typos that are found by it before anything runs.
@Suite struct ResultDeclarationTests {
    /// Members without a sentence, anywhere inside.
    private func unexplained(_ shape: ResultShape, _ path: String = "") -> [String] {
        switch shape {
        case .leaf, .any: []
        case .group(let members):
            members.flatMap { member in
                (member.meaning.isEmpty ? ["\(path).\(member.name)"] : [])
                    + unexplained(member.shape, "\(path).\(member.name)")
            }
        case .named(_, _, let shape), .list(_, _, let shape): unexplained(shape, path + ".*")
        }
    }

    @Test func everyVerbDeclaresWhatItsResultHolds() {
        for directive in FitDirectives.all {
            let shapes = directive.variantShapes.isEmpty ? ["": directive.resultShape] : directive.variantShapes
            #expect(directive.variantShapes.isEmpty || shapes.count == directive.schema.variants.count)
            for (variant, shape) in shapes {
                #expect(shape != .any && shape.paths.count > 1, "\(directive.verb) \(variant) declares nothing")
            }
        }
    }

    /// All but how a sample is made anew.
    @Test func everyValueThatAVerbDeclaresIsExplained() {
        let below = ["recipe", "point"]
        for directive in FitDirectives.all {
            let variants = Array(directive.variantShapes.values)
            let shapes = variants.isEmpty ? [directive.resultShape] : variants
            let missing = shapes.flatMap { unexplained($0, directive.verb) }.filter { path in
                !below.contains { path.contains(".\($0)") }
            }
            #expect(missing == [], "\(directive.verb)")
        }
    }

    /// A cell of every verb that has a result of its own, a value of it, and the same with one letter wrong.
    static let typos = [
        ("data", "information.x-alone.shift.sigma", "information.x-alone.shift.sigm"),
        ("data", "truth.squeeze", "truth.sqeeze"),
        ("score", "gap.value", "gapp.value"),
        ("score-response", "gaps.3.error", "gaps.9.error"),
        ("measurement", "shift.best", "shift.bezt"),
        ("measurement", "nuisances.shift.members.deviation", "nuisances.shft.members.deviation"),
        ("measurement", "members.1.squeeze.best", "members.7.squeeze.best"),
        ("amortized", "held-out.gain", "held-out.gian"),
        ("amortized", "off-grid.points.0.at.shift", "off-grid.points.0.at.lumi"),
        ("plane", "shift.sigma", "shft.sigma"),
        ("plane", "combinations.bma.squeeze.interval-95.lower", "combinations.bmaa.squeeze.interval-95.lower"),
        ("bends", "shift.correlation.squeeze", "shift.correlation.squeze"),
        ("bends", "modes.0.sigma", "modes.0.sgima"),
        ("toys", "squeeze.covered-68.fraction", "squeeze.covered-86.fraction"),
        ("toys", "x-alone.shift.pull.width", "x-alone.shift.pull.with"),
        ("widths", "series.0.sizes.0.sigma", "series.0.sizes.0.sgma"),
        ("claims", "passed", "pased"),
        ("numbers", "rows.0.0", "row.0.0"),
        ("checked", "points.4.classes.b.z.1.p-value", "points.4.classes.b.z.2.p-value"),
    ]

    static var cells: String {
        EnsembleReport(
            members: 2,
            end: """
                ```{profile} amortized
                fit: measurement
                epochs: 1
                ```

                ```{scan} plane
                fit: measurement
                nuisances: [shift, squeeze]
                ```

                ```{hessian} bends
                of: plane
                ```

                ```{coverage} toys
                of: measurement
                toys: 2
                ```

                ```{plot} widths
                kind: convergence
                of: [plane]
                ```

                ```{diagnose} checked
                of: kinematics-response
                ```

                ```{check} claims
                claims:
                  - {claim: it holds, value: measurement.shift.best, below: 10}
                ```

                ```{table} numbers
                header: [a]
                rows: [["{measurement.shift.best}"]]
                ```


                """
        ).text
    }

    private func diagnostics(_ text: String) throws -> [String] {
        let workplace = try Workplace()
        do {
            _ = try workplace.document(text)
            return []
        } catch let error as InvalidDocument {
            return error.diagnostics.map(\.description)
        }
    }

    @Test func takesWhatResultsHoldInProseTablesAndClaims() throws {
        let text = Self.typos.enumerated().map { index, typo in
            """
            `{value} \(typo.0).\(typo.1)`

            ```{table} t\(index)
            header: [a]
            rows: [["{\(typo.0).\(typo.1)}"]]
            ```


            """
        }
        #expect(try diagnostics(Self.cells + text.joined()) == [])
    }

    /// Chosen 'epochs' hold no events out, so that there is nothing to name of any.
    @Test(arguments: ["gain", "excess"]) func namesNothingOfHeldOutEventsWhereThereAreNone(_ name: String) throws {
        let cells =
            Self.cells + """
                ```{fit} settled
                data: data
                kinematics: kinematics-response
                score: score-response
                ```


                """
        #expect(try diagnostics(cells + "`{value} settled.training.\(name)`\n") == [])
        #expect(try diagnostics(cells + "`{value} measurement.training.\(name)`\n").count == 1)
    }

    @Test(arguments: typos) func findsATypoWhereverAPathCanStand(_ typo: (String, String, String)) throws {
        let (label, right, wrong) = typo
        let text = """
            `{value} \(label).\(wrong)`

            ```{table} t
            header: [a]
            rows: [["{\(label).\(wrong)}"]]
            ```

            ```{check} c
            claims:
              - {claim: it holds, value: \(label).\(wrong), below: 1}
            ```

            """
        let found = try diagnostics(Self.cells + text)
        #expect(found.count == 3, "\(found)")
        for diagnostic in found { #expect(diagnostic.contains("'\(label)' has no value '\(wrong)'"), "\(diagnostic)") }
        // One letter is near enough for a suggestion that leads somewhere.
        if found.allSatisfy({ $0.contains("did you mean") }), right.count == wrong.count {
            #expect(found[0].contains("available") || found[0].contains("has:"))
        }
    }

    @Test func refusesAClaimAboutWhatIsNoNumber() throws {
        let text = """
            ```{check} c
            claims:
              - {claim: a group, value: measurement.nuisances, below: 1}
              - {claim: a truth value, value: plane.converged, below: 1}
              - {claim: a number, value: plane.error, is: true}
            ```

            `{value} measurement.shift`
            """
        let found = try diagnostics(Self.cells + text)
        #expect(found.count == 4, "\(found)")
        #expect(found[0].contains("is values by nuisance, and the claim is about a number"))
    }
}
