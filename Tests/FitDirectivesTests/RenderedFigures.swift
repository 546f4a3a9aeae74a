import Foundation
import Report
import Testing

@testable import FitDirectives

/// One small report with a figure of every kind, rendered once for all tests of figures.
struct RenderedFigures: Sendable {
    let outcome: RenderSession.Outcome
    private let files: [String: Data]
    private let alternativeTexts: [String: String]

    private static let task = Task { () throws -> RenderedFigures in
        let workplace = try Workplace()
        let outcome = try await workplace.render(report)
        let texts = try figures.map { ($0.label, try workplace.alternativeText($0.label)) }
        return RenderedFigures(
            outcome: outcome, files: try workplace.files(),
            alternativeTexts: Dictionary(uniqueKeysWithValues: texts))
    }

    static var shared: RenderedFigures {
        get async throws { try await task.value }
    }

    /// The words that stand for a figure.
    func alternativeText(_ label: String) throws -> String { try #require(alternativeTexts[label]) }

    /// A column of a table of a figure's numbers.
    func column(_ label: String, _ table: String, _ column: String) throws -> [Double] {
        let tables = try #require(try json(label)["tables"] as? [String: [String: [Any]]])
        let columns = try #require(tables[table], "\(label) has the tables \(tables.keys.sorted())")
        let values = try #require(columns[column], "\(table) has the columns \(columns.keys.sorted())")
        return values.map { $0 as? Double ?? .nan }
    }

    func tables(_ label: String) throws -> [String] {
        try #require(try json(label)["tables"] as? [String: Any]).keys.sorted()
    }

    func value(_ label: String, _ name: String) throws -> Double {
        let values = try #require(try json(label)["values"] as? [String: Any])
        return try #require(values[name] as? Double, "\(label) has the values \(values.keys.sorted())")
    }

    /// What the plot's cell keeps.
    func result(_ label: String, _ path: String) throws -> Value {
        try #require(outcome.value(label, path), "\(label).\(path)")
    }

    func number(_ label: String, _ path: String) throws -> Double { try #require(result(label, path).double) }

    private func json(_ label: String) throws -> [String: Any] {
        let data = try #require(files["\(label).json"], "\(label): \(outcome.messages)")
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private static var figures: [(label: String, options: String)] {
        [
            ("base-x", "kind: base-closure\nof: [kinematics]\nevents: 4000\nbins: 12"),
            ("base-y", "kind: base-closure\nof: [score]\nevents: 4000\nbins: 12"),
            ("base-contours", "kind: base-closure\nof: [score]\nview: contours\nclasses: [a]\nx: [[0.3, -0.2]]"),
            (
                "residual-x",
                "kind: residual-closure\nof: [kinematics-response]\nevents: 4000\nbins: 12\n"
                    + "at: [{shift: 1, squeeze: 1}]"
            ),
            (
                "residual-contours",
                "kind: residual-closure\nof: [score-response]\nview: contours\nevents: 1000\nat: [{shift: 2}]"
            ),
            ("responses-x", "kind: responses\nof: [kinematics-response]\nnuisance: squeeze\nreach: 1"),
            ("responses-y", "kind: responses\nof: [score-response]\nx: [[-1, 0.5]]"),
            ("displacement", "kind: displacement\nof: [kinematics-response]\nnuisance: shift"),
            ("cross", "kind: cross-terms\nof: [joint-response]"),
            ("transfer", "kind: transfer\nof: [ensemble]"),
            (
                "members-line",
                "kind: member-scans\nof: [ensemble-scan]\nnuisances: [shift]\ncombinations: [rebased-envelope]"
            ),
            (
                "members-plane",
                "kind: member-scans\nof: [ensemble-scan]\ncombinations: [rebased-bma, bma, envelope, rebased-envelope]\n"
                    + "effective-members: true"
            ),
            ("convergence", "kind: convergence\nof: [ensemble-scan]"),
            ("pulls", "kind: pulls\nof: [ensemble-scan]"),
            ("prior-pulls", "kind: pulls\nof: [ensemble-scan]\nagainst: prior"),
            ("correlations", "kind: correlations\nof: [curvature]"),
            ("ellipses", "kind: ellipses\nof: [curvature]"),
            ("morphings", "kind: morphings\nof: [curvature]\narrows: 7"),
            ("pull-distribution", "kind: pull-distribution\nof: [toys]"),
            ("coverage-bands", "kind: coverage-bands\nof: [toys]\nreferences: true"),
            ("toy-contours", "kind: toy-contours\nof: [toys]"),
            ("post-fit", "kind: post-fit\nof: [ensemble-scan]\nevents: 2000\nbins: 10\ndirections: 6"),
        ]
    }

    private static var report: String {
        let ensemble = """
            ```{generate} joint
            events: 2000
            at: [{shift: 1}, {shift: -1}, {squeeze: 1}, {squeeze: -1}, {shift: 1, squeeze: 1}, {shift: -1, squeeze: 1}]
            ```

            ```{train} joint-response
            base: score
            sample: joint
            pairs: [[shift, squeeze]]
            ```

            ```{fit} ensemble
            data: data
            kinematics: kinematics-response
            score: score-response
            transforms: 1
            bins: 4
            hidden: [8]
            epochs: 2
            batch: 256
            members: 3
            ```

            ```{scan} ensemble-scan
            fit: ensemble
            nuisances: [shift, squeeze]
            half-width: 1.2
            tolerance: 1
            ```

            ```{hessian} curvature
            of: ensemble-scan
            ```

            ```{coverage} toys
            of: ensemble-scan
            toys: 5
            tolerance: 1
            ```


            """
        return TinyReport().densities + ensemble
            + figures.map { "```{plot} \($0.label)\n\($0.options)\nformats: [json]\n```\n" }.joined(separator: "\n")
    }
}
