import Report
import Testing

@testable import FitDirectives

/// A report with a cell of every verb and of every kind of figure that finds something, to hold results against.
enum FindingsReport {
    private static let text = EnsembleReport(
        members: 2,
        end: """
            ```{fit} settled
            data: data
            kinematics: kinematics-response
            score: score-response
            ```

            ```{fit} plain
            data: data
            kinematics: kinematics-response
            score: score-response
            transfer: none
            ```

            ```{profile} amortized
            fit: measurement
            response: learned
            epochs: 1
            ```

            ```{profile} undone
            fit: measurement
            epochs: 1
            ```

            ```{scan} plane
            fit: measurement
            nuisances: [shift, squeeze]
            ```

            ```{scan} climbed
            fit: measurement
            nuisances: [shift]
            method: newton
            ```

            ```{hessian} minimum
            of: measurement
            ```

            ```{hessian} elsewhere
            of: measurement
            at: {shift: 0.4}
            ```

            ```{coverage} toys
            of: measurement
            toys: 4
            ```


            """
                + [
                    ("post-fit", "plane"), ("convergence", "plane"), ("pulls", "plane"), ("contours", "plane"),
                    ("ellipses", "minimum"), ("correlations", "minimum"), ("coverage-bands", "toys"),
                    ("toy-contours", "toys"), ("pull-distribution", "toys"),
                ].map { kind, of in "```{plot} \(kind)-figure\nkind: \(kind)\nof: [\(of)]\n```\n" }.joined(
                    separator: "\n")
    ).text

    /// The names of what a cell of the report finds in a result.
    static func found(_ label: String, _ result: Value) throws -> [Finding] {
        func findings<D: Directive>(_ directive: D.Type, _ options: Options) throws -> [Finding] {
            D.health(options, try result.decoded(as: D.Result.self))
        }
        let workplace = try Workplace()
        let cell = try #require(try workplace.document(text).cell(label))
        return try findings(cell.directive, cell.options)
    }

    /// The finding has a state, a sentence with what was found, and a remedy that says what to do.
    static func expect(_ label: String, _ result: Value, _ names: [String]) throws {
        let findings = try found(label, result)
        #expect(findings.map(\.check.name).sorted() == names.sorted(), "\(label): \(findings)")
        for finding in findings {
            #expect(finding.check.state > .sound)
            for sentence in [finding.sentence, finding.remedy] {
                #expect(sentence.count > 15 && sentence.hasSuffix(".") && !sentence.contains("nil"), "\(sentence)")
            }
        }
    }
}
