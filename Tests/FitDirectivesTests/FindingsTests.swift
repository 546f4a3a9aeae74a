import Report
import Testing

@testable import FitDirectives

/// What verbs find wrong with their own results: every sentence of that kind that a page ever said in grey.
@Suite struct FindingsTests {
    // MARK: What is declared

    @Test func everyVerbButThatOfEventsDeclaresWhatItFinds() {
        for directive in FitDirectives.all {
            let checks = directive.healthChecks
            #expect(checks.isEmpty == (directive.verb == "generate"), "\(directive.verb)")
            #expect(Set(checks.map(\.name)).count == checks.count, "\(directive.verb)")
            for check in checks {
                #expect(check.meaning.hasSuffix(".") && check.state != .sound, "\(directive.verb) \(check.name)")
            }
        }
    }

    // MARK: Profiles

    private static func profile(best: Int, gain: Double, corner: Double, left: Double = 0.001) -> Value {
        let comparison: Value = ["identity": 1, "profiled": 0.9, "gain": 0.1, "gain-error": 0.01]
        return [
            "gain": .number(gain), "gain-error": 0.01, "best-step": .integer(best), "steps": 100, "end": "all-steps",
            "parameters": 10, "training": comparison, "held-out": comparison,
            "off-grid": [
                "gain": 0.1, "corners": 0.1, "least": .number(corner),
                "points": [
                    [
                        "at": ["shift": 0.1], "corner": true, "identity": 1, "profiled": 0.9,
                        "gain": .number(corner), "gain-error": 0.01,
                    ]
                ],
            ],
            "leftover": ["shift": ["slope": 12.5, "in-sigma": .number(left)]],
            "events": ["training": 900, "held-out": 100], "window": ["shift": ["lower": 0, "upper": 1]],
            "history": ["points": []],
        ]
    }

    @Test(arguments: [
        (profile(best: 90, gain: 0.1, corner: 0.1), []),
        (profile(best: 0, gain: 0, corner: 0), ["no-step-helped"]),
        (profile(best: 90, gain: 0.1, corner: -0.015), []),
        (profile(best: 90, gain: 0.1, corner: .nan), ["worse-off-grid"]),
        (profile(best: 90, gain: 0.01, corner: 0.1), ["gain-not-shown"]),
        (profile(best: 90, gain: .nan, corner: 0.1), ["gain-not-shown"]),
        (profile(best: 90, gain: 0.1, corner: -0.1), ["worse-off-grid"]),
        (profile(best: 90, gain: 0.1, corner: 0.1, left: -1.2), ["slope-left"]),
        (profile(best: 90, gain: 0.1, corner: 0.1, left: .nan), ["slope-left"]),
    ]) func ofAProfile(_ result: Value, _ names: [String]) throws {
        try FindingsReport.expect("amortized", result, names)
    }

    /// Where the response of the scores is undone, the residual has hardly anything to gain.
    @Test(arguments: [
        (profile(best: 0, gain: 0, corner: 0), []),
        (profile(best: 90, gain: 0.01, corner: 0.1), []),
        (profile(best: 90, gain: .nan, corner: 0.1), ["gain-not-shown"]),
        (profile(best: 90, gain: 0.1, corner: -0.1), ["worse-off-grid"]),
        (profile(best: 90, gain: 0.1, corner: 0.1, left: -1.2), ["slope-left"]),
    ]) func ofAProfileOfAResponseUndone(_ result: Value, _ names: [String]) throws {
        try FindingsReport.expect("undone", result, names)
    }

    // MARK: Scans

    /// A scan that finds nothing wrong, with some values in the place of its own.
    private static func scan(_ changes: [String: Value] = [:], upper: Value = 0.6) -> Value {
        let closed: Value = ["lower": 0.4, "upper": 0.6, "minus": 0.1, "plus": 0.1, "sigma": 0.1]
        let contour: Value = ["points": [[0, 0]], "is-closed": true, "is-complete": true]
        let whole: [String: Value] = [
            "nuisances": [
                "shift": [
                    "best": 0.5, "lower": 0.4, "upper": upper, "interval-two-sigma": closed, "interval-95": closed,
                ]
            ],
            "order": ["shift"], "method": "surface", "combination": "rebased-bma", "converged": true, "unsettled": 0,
            "at-edge": [], "ends": [], "effective-members": 1, "error": 0.01, "evaluations": 100, "members": [],
            "window": [:],
            "curves": [:], "planes": [["nuisances": ["shift", "squeeze"], "contour-68": contour]],
        ]
        return .object(whole.merging(changes) { $1 })
    }

    private static func plane(closed: Bool, complete: Bool) -> Value {
        [
            [
                "nuisances": ["squeeze", "shift"],
                "contour-68": ["points": [[0, 0]], "is-closed": .bool(closed), "is-complete": .bool(complete)],
            ]
        ]
    }

    @Test(arguments: [
        (scan(), []), (scan(["converged": false]), ["not-converged"]), (scan(["at-edge": ["shift"]]), ["at-edge"]),
        (scan(upper: "open"), ["open-interval"]), (scan(["lowest-deviance": -0.5]), ["higher-maximum"]),
        (scan(["lowest-deviance": -0.001]), []), (scan(["outside-profile": []]), []),
        (scan(["outside-profile": ["shift"]]), ["beyond-profile"]),
        (
            scan(["members": [["nuisances": [:]], ["nuisances": [:]]], "effective-members": 1.2]),
            ["few-effective-members"]
        ),
        (scan(["members": [["nuisances": [:]], ["nuisances": [:]]], "effective-members": 2]), []),
        (scan(["planes": plane(closed: false, complete: true)]), ["open-contour"]),
        (scan(["planes": plane(closed: false, complete: false)]), ["open-contour"]),
        (scan(["planes": [["nuisances": ["shift", "squeeze"]]]]), ["open-contour"]),
        (
            scan(["converged": false, "at-edge": ["shift"]], upper: "open"),
            ["at-edge", "not-converged", "open-interval"]
        ),
    ]) func ofAScan(_ result: Value, _ names: [String]) throws { try FindingsReport.expect("plane", result, names) }

    @Test(arguments: [(3, "3 of the climbs did not converge"), (0, "right to 0.01 only")])
    func saysWhyAScanByNewtonsMethodDidNotConverge(_ unsettled: Int, _ words: String) throws {
        let result = Self.scan(["method": "newton", "converged": false, "unsettled": .integer(unsettled)])
        let sentence = try #require(try FindingsReport.found("climbed", result).first).sentence
        #expect(sentence.contains(words), "\(sentence)")
    }

    // MARK: Hessians

    private static func hessian(_ changes: [String: Value] = [:]) -> Value {
        let whole: [String: Value] = [
            "nuisances": ["shift": ["at": 0.5, "gradient": 0.1]], "order": ["shift"], "prior": true,
            "combination": "bma", "outcome": "positive definite", "weights": [1], "effective-members": 1,
            "gradient": [0.1], "mean-hessian": [[1]], "gradient-covariance": [[0]], "hessian": [[1]],
            "eigenvalues": [-5, 2], "distance": 0.05,
            "members": [["log-likelihood": 0, "gradient": [0.1], "hessian": [[1]]]],
        ]
        return .object(whole.merging(changes) { $1 })
    }

    @Test(arguments: [
        ("minimum", hessian(), []), ("minimum", hessian(["distance": 0.3]), ["step-to-go"]),
        ("minimum", hessian(["distance": 9.3]), ["minimum-elsewhere"]),
        ("minimum", hessian(["distance": .number(.nan)]), ["minimum-elsewhere"]),
        ("elsewhere", hessian(["distance": 9.3]), []), ("minimum", hessian(["outside-profile": []]), []),
        ("elsewhere", hessian(["outside-profile": ["shift"]]), ["beyond-profile"]),
        ("minimum", hessian(["outcome": "not positive definite"]), ["not-positive-definite"]),
        (
            "minimum", hessian(["outcome": "members not positive definite", "not-usable": [1]]),
            ["members-not-positive-definite"]
        ), ("elsewhere", hessian(["outcome": "members not finite", "not-usable": [0]]), ["members-not-finite"]),
    ]) func ofAHessian(_ label: String, _ result: Value, _ names: [String]) throws {
        try FindingsReport.expect(label, result, names)
    }

    // MARK: Toys

    private static func coverage(_ changes: [String: Value] = [:]) -> Value {
        let whole: [String: Value] = [
            "nuisances": [:], "order": [], "toys": [], "requested": 4, "measured": 4, "failed": 0, "failures": [],
            "evaluations-per-toy": 20, "rough": 0, "error": 0.01, "unbalanced": 0,
        ]
        return .object(whole.merging(changes) { $1 })
    }

    private static let failure: Value = [["toy": 3, "why": "the maximum of shift was not reached"]]

    @Test(arguments: [
        (coverage(), []), (coverage(["rough": 2]), ["rough-toys"]), (coverage(["unbalanced": 1]), ["unbalanced-toys"]),
        (coverage(["measured": 3, "failed": 1, "failures": failure]), ["failed-toys"]),
        (coverage(["measured": 0, "failed": 4, "failures": failure]), ["no-toys"]),
        (coverage(["measured": 3, "failed": 1, "failures": failure, "rough": 1]), ["failed-toys", "rough-toys"]),
    ]) func ofToys(_ result: Value, _ names: [String]) throws { try FindingsReport.expect("toys", result, names) }

    // MARK: Figures

    private static func contours(_ contour: Value) -> Value {
        let window: Value = ["lower": 0, "upper": 1]
        return [
            "nuisances": [], "references": [],
            "contours": ["contour-68": contour, "contour-95": contour, "x": window, "y": window],
        ]
    }

    @Test(
        arguments: [
            ("post-fit", ["members": 2, "directions": 12, "open": 0, "histograms": []], []),
            ("post-fit", ["members": 2, "directions": 10, "open": 2, "histograms": []], ["open-contour"]),
            (
                "convergence",
                ["series": [["name": "shift", "sizes": [["members": 1, "open": 0]]]], "references": []], []
            ),
            (
                "convergence",
                ["series": [["name": "shift", "sizes": [["members": 1, "open": 3]]]], "references": []],
                ["open-interval"]
            ),
            ("pulls", ["entries": [["scan": "plane", "nuisance": "shift", "best": 0.5, "truth": 0.4, "pull": 1]]], []),
            (
                "pulls", ["entries": [["scan": "plane", "nuisance": "shift", "best": 0.5, "truth": 0.4]]],
                ["open-interval"]
            ),
            ("contours", contours(["points": [[0, 0]], "is-closed": true, "is-complete": true]), []),
            ("contours", contours(["points": [[0, 0]], "is-closed": false, "is-complete": true]), ["open-contour"]),
            ("ellipses", ["nuisances": [["name": "shift", "at": 0, "sigma": 1]], "modes": []], []),
            ("ellipses", ["nuisances": [["name": "shift", "at": 0]], "modes": []], ["no-covariance"]),
            ("correlations", ["order": ["shift"], "correlation": [[1]]], []),
            ("correlations", ["order": ["shift"]], ["no-covariance"]),
            ("coverage-bands", ["entries": [], "references": [], "failed": 0], []),
            ("coverage-bands", ["entries": [], "references": [], "failed": 1], ["failed-toys"]),
            (
                "toy-contours", ["nuisances": ["a", "b"], "truth": [0, 0], "toys": [["best": [0, 0]]], "failed": 0],
                ["missing-contours"]
            ),
            ("toy-contours", ["nuisances": ["a", "b"], "truth": [0, 0], "toys": [], "failed": 0], []),
            ("pull-distribution", ["series": [["nuisance": "shift", "pulls": [0.1]]], "failed": 0], []),
            (
                "pull-distribution", ["series": [["nuisance": "shift", "pulls": [0.1, .number(.nan)]]], "failed": 0],
                ["missing-pulls"]
            ),
        ] as [(String, Value, [String])]) func ofAFigure(_ kind: String, _ numbers: Value, _ names: [String]) throws
    {
        try FindingsReport.expect("\(kind)-figure", numbers, names)
    }

    // MARK: On the page

    /// An interval that the window cuts off is a word in tables, prose and claims, and a finding of the scan and of what
    /// is drawn from it.
    @Test func saysOpenWhereverAValueStands() async throws {
        let report = TinyReport()
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            report.densities + report.fit + """
                ```{scan} narrow
                fit: measurement
                nuisances: [shift]
                half-width: 1e-5
                tolerance: 1
                accept: [at-edge]
                ```

                ```{table} t
                header: [σ, Interval]
                rows:
                  - ["{narrow.shift.sigma}", "{narrow.shift.best + narrow.shift.plus - narrow.shift.minus}"]
                ```

                ```{check} c
                claims:
                  - {claim: it is narrow, value: narrow.shift.sigma, below: 1}
                  - {claim: it ends, value: narrow.shift.upper, below: 10}
                ```

                ```{plot} curve
                kind: curves
                of: [narrow]
                ```

                σ is `{value} narrow.shift.sigma`.

                """)
        #expect(outcome.cells { if case .failed = $0 { true } else { false } } == [])
        let row = try #require(outcome.value("t", "rows.0")?.array?.map { $0.string ?? "" })
        #expect(row[0] == "open" && row[1].hasSuffix(", both bounds open"), "\(row)")
        #expect(outcome.value("c", "verdicts.0.measured") == "narrow.shift.sigma is open")
        #expect(outcome.value("c", "verdicts.1.measured") == "narrow.shift.upper is open")
        #expect(outcome.exitStatus == 1, "claims about what is open do not hold")
        #expect(try workplace.html.contains("title=\"narrow.shift.sigma\">open</span>"))
        #expect(try workplace.section("narrow").contains("<code>open-interval</code>"))
        let origin = try workplace.section("curve").firstMatch(of: /<a href="#narrow">narrow<\/a> \((.*?)\)/)
        #expect(try #require(origin).output.1.contains("open-interval"), "with the names of all findings")
    }
}
