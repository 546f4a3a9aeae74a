import Report
import Testing

@testable import FitDirectives

/// What verbs find wrong with their own results: every sentence of that kind that a page ever said in grey.
@Suite struct FindingsTests {
    /// A cell of every verb and of every kind of figure that finds something.
    private static let report = EnsembleReport(
        members: 2,
        end: """
            ```{fit} settled
            data: data
            kinematics: kinematics-response
            score: score-response
            ```

            ```{profile} amortized
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
    private static func found(_ label: String, _ result: Value) throws -> [Finding] {
        func findings<D: Directive>(_ directive: D.Type, _ options: Options) throws -> [Finding] {
            D.health(options, try result.decoded(as: D.Result.self))
        }
        let workplace = try Workplace()
        let cell = try #require(try workplace.document(report).cell(label))
        return try findings(cell.directive, cell.options)
    }

    /// The finding has a state, a sentence with what was found, and a remedy that says what to do.
    private static func expect(_ label: String, _ result: Value, _ names: [String]) throws {
        let findings = try found(label, result)
        #expect(findings.map(\.check.name).sorted() == names.sorted(), "\(label): \(findings)")
        for finding in findings {
            #expect(finding.check.state > .sound)
            for sentence in [finding.sentence, finding.remedy] {
                #expect(sentence.count > 15 && sentence.hasSuffix(".") && !sentence.contains("nil"), "\(sentence)")
            }
        }
    }

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

    // MARK: Trainings

    private static func training(
        best: Int, end: String = "all-steps", validation: Double = 1.2, _ changes: [String: Value] = [:]
    ) -> Value {
        let whole: [String: Value] = [
            "density": "kinematics", "nuisances": [], "parameters": 10, "steps": 1000, "best-step": .integer(best),
            "end": .string(end), "loss": 1.2, "validation": .number(validation), "validation-events": 500,
            "untaught": [], "untaught-pairs": [], "history": ["points": []],
        ]
        return .object(whole.merging(changes) { $1 })
    }

    /// Held-out losses before the first step and along the training.
    private static func course(_ start: Double, _ losses: [Double]) -> Value {
        let points = losses.enumerated().map { index, loss -> Value in
            [
                "step": .integer(index + 1), "loss": 1, "validation": .number(loss), "learning-rate": 1e-3,
                "tracked": [],
            ]
        }
        return training(best: 1000, ["history": ["start": .number(start), "points": .array(points)]])
    }

    private static func gap(_ value: Double, error: Double, course: Value? = nil) -> Value {
        let gap: Value = [
            "point": ["shift": 1], "value": .number(value), "error": .number(error), "loss": 1.2, "events": 500,
        ]
        return training(best: 1000, ["gap": gap, "history": course?[path: "history"] ?? ["points": []]])
    }

    /// One point where 10 000 events have σ = 0.02, unless another σ of one event is given.
    private static func bias(_ value: Double, error: Double = 0.0001, sigma: Double = 2) -> Value {
        let point: Value = [
            "bias": ["shift": .number(value)], "error": ["shift": .number(error)], "at": ["shift": 1],
            "sigma-per-event": ["shift": .number(sigma)], "information": ["shift": ["shift": 0.25]], "events": 500,
        ]
        let worst: Value = ["value": .number(value), "error": .number(error), "at": ["shift": 1]]
        return training(
            best: 1000,
            [
                "bias": [
                    "worst": ["shift": worst], "sigma-per-event": ["shift": .number(sigma)], "points": [point],
                ]
            ])
    }

    @Test(arguments: [
        (training(best: 1000), []), (training(best: 600), []), (training(best: 0), ["no-step-helped"]),
        (training(best: 400), ["early-weights"]), (training(best: 400, end: "plateau"), []),
        (training(best: 1000, validation: .nan), ["not-finite"]),
        (training(best: 0, validation: .infinity), ["not-finite", "no-step-helped"]),
    ]) func ofATraining(_ result: Value, _ names: [String]) throws { try Self.expect("score", result, names) }

    @Test(arguments: [
        (course(3, [2.5, 2.3, 2.21, 2.205, 2.2]), []),
        (course(3, [2.2, 2.25, 2.21, 2.2, 2.2]), []),
        // A gain of 0.8, of which the second half brought 0.1.
        (course(3, [2.6, 2.3, 2.25, 2.2, 2.2]), ["too-brief"]),
        (course(3, [2.2, 2.7, 2.21, 2.2, 2.2]), ["unsteady"]),
        (course(3, [2.2, 3.2, 2.21, 2.2, 2.2]), ["diverged"]),
        (course(3, [2.5, 2.9, 3.1, 3.2, 3.4]), ["diverged"]),
        (course(3, [2.2, .nan, 2.2, 2.2, 2.2]), ["diverged"]),
        (course(3, [2.999, 2.998, 3.0005, 2.998, 2.998]), []),
    ]) func ofTheCourseOfATraining(_ result: Value, _ names: [String]) throws {
        try Self.expect("score", result, names)
    }

    private static let brief = course(3, [2.6, 2.3, 2.25, 2.2, 2.2])

    @Test(arguments: [
        (gap(0.0002, error: 0.0001), []), (gap(0.0050, error: 0.0012), []), (gap(0.012, error: 0.002), []),
        (gap(0.016, error: 0.001), ["wide-gap"]), (gap(0.035, error: 0.001), ["far-from-truth"]),
        (gap(0.3, error: 0.01), ["far-from-truth"]), (gap(0.05, error: 0.03), []),
        (gap(0.0002, error: 0.0001, course: brief), []),
        (gap(0.016, error: 0.001, course: brief), ["too-brief", "wide-gap"]),
    ]) func ofAGap(_ result: Value, _ names: [String]) throws { try Self.expect("score", result, names) }

    @Test(arguments: [
        (training(best: 1000, ["untaught": ["squeeze"]]), ["untaught-nuisance"]),
        (training(best: 1000, ["untaught-pairs": [["shift", "squeeze"]]]), ["untaught-pair"]),
        (
            training(best: 1000, ["untaught": ["squeeze"], "untaught-pairs": [["shift", "squeeze"]]]),
            ["untaught-nuisance", "untaught-pair"]
        ),
        (bias(0.0001), []), (bias(0.005), []), (bias(-0.008), ["noticeable-bias"]), (bias(0.03), ["large-bias"]),
        // What may be chance, and what the prior of the nuisance settles.
        (bias(0.03, error: 0.015), []), (bias(0.03, error: 0.01), ["noticeable-bias"]), (bias(3, sigma: 200), []),
        (bias(.nan, error: .nan, sigma: .infinity), []), (bias(.nan, error: .nan, sigma: .nan), ["unmeasured-bias"]),
    ]) func ofWhatAResidualWasTaughtAndDoes(_ result: Value, _ names: [String]) throws {
        try Self.expect("score-response", result, names)
    }

    @Test func aBiasIsToldInTheUnitsOfTheNuisanceAndInSigma() throws {
        let finding = try #require(try Self.found("score-response", Self.bias(0.03, error: 0.001)).first)
        #expect(finding.sentence.contains("At shift +1"))
        #expect(
            finding.sentence.contains("0.0300 ± 0.0010, 1.5 σ of a fit of 10\u{202F}000 events"), "\(finding.sentence)")
    }

    // MARK: Fits

    private static func fit(_ shift: Value, settled: Bool = true, gain: Value = 0.1) -> Value {
        [
            "nuisances": ["shift": shift], "order": ["shift"], "fixed": [:],
            "yields": ["nominal": [1, 1], "sources": []], "events": 2000, "steps": 30, "members": [],
            "training": ["rounds": 3, "settled": .bool(settled), "gain": gain, "excess": 0.02], "uncharted": [],
            "history": ["points": []],
        ]
    }

    private static func sound(_ changes: [String: Value]) -> Value {
        let reach: Value = ["lowest": -1, "highest": 1]
        let whole: [String: Value] = [
            "best": 0.5, "sigma": 0.02, "distance": 0.003, "imbalance": -0.4, "score-pull": 0.2, "bias": 0.1,
            "templates": reach,
        ]
        return .object(whole.merging(changes) { $1 })
    }

    @Test(
        arguments: [
            ([:], []), (["best": .number(.nan)], ["not-finite"]), (["sigma": .null], ["no-maximum"]),
            (["distance": -0.3], ["near-maximum"]), (["distance": 2], ["far-from-maximum"]),
            (["imbalance": 2.5], ["unsettled"]), (["score-pull": -1.2], ["score-pull"]),
            (["best": 1.3], ["beyond-templates"]), (["best": -2.5], ["far-beyond-templates"]), (["best": 1.05], []),
            (["bias": -0.5], ["noticeable-bias"]), (["bias": 1.5], ["large-bias"]), (["bias": .null], []),
            (["bias": -0.5, "distance": 0.3], ["near-maximum", "noticeable-bias"]),
        ] as [([String: Value], [String])]) func ofAFit(_ changes: [String: Value], _ names: [String]) throws
    {
        try Self.expect("measurement", Self.fit(Self.sound(changes)), names)
    }

    @Test func ofTheTrainingOfItsMap() throws {
        try Self.expect("measurement", Self.fit(Self.sound([:]), settled: false), ["unsettled"])
        // With chosen 'epochs' no events are held out, and nothing can be said of any.
        try Self.expect("measurement", Self.fit(Self.sound([:]), gain: .null), [])
        try Self.expect("settled", Self.fit(Self.sound([:]), gain: .null), ["unfitted"])
        try Self.expect("settled", Self.fit(Self.sound([:])), [])
    }

    /// Where a nuisance is fixed is part of where the fit ended.
    @Test(arguments: [([:], false), (["squeeze": 0.1], false), (["squeeze": 1], true), (["squeeze": -0.5], true)])
    func chartsFixedNuisancesToo(_ fixed: [String: Double], isUncharted: Bool) throws {
        let reach: Value = ["lowest": -1, "highest": 1]
        let training = try Self.training(
            best: 1000,
            [
                "nuisances": ["shift", "squeeze"],
                "templates": ["nuisances": ["shift": reach, "squeeze": reach], "together": []],
            ]
        ).decoded(as: TrainDirective.Result.self)
        let known = KnownResponse(training, at: fixed.merging(["shift": 0.5]) { $1 })
        #expect(known.uncharted == (isUncharted ? [["shift", "squeeze"]] : []))
    }

    // MARK: Profiles

    private static func profile(best: Int, gain: Double, corner: Double) -> Value {
        let comparison: Value = ["identity": 1, "profiled": 0.9, "gain": 0.1, "gain-error": 0.01]
        let atCorner: Value = ["identity": 1, "profiled": 0.9, "gain": .number(corner), "gain-error": 0.01]
        return [
            "gain": .number(gain), "gain-error": 0.01, "best-step": .integer(best), "steps": 100, "end": "all-steps",
            "parameters": 10, "training": comparison, "held-out": comparison, "members": [comparison],
            "off-grid": [
                "gain": 0.1, "corners": 0.1, "least": .number(corner),
                "points": [
                    ["at": ["shift": 0.1], "corner": true, "gain": .number(corner), "members": [atCorner]]
                ],
            ],
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
    ]) func ofAProfile(_ result: Value, _ names: [String]) throws { try Self.expect("amortized", result, names) }

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
            "at-edge": [], "effective-members": 1, "error": 0.01, "evaluations": 100, "members": [], "window": [:],
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
    ]) func ofAScan(_ result: Value, _ names: [String]) throws { try Self.expect("plane", result, names) }

    @Test(arguments: [(3, "3 of the climbs did not come to rest"), (0, "right to 0.01 only")])
    func saysWhyAScanByNewtonsMethodDidNotConverge(_ unsettled: Int, _ words: String) throws {
        let result = Self.scan(["method": "newton", "converged": false, "unsettled": .integer(unsettled)])
        let sentence = try #require(try Self.found("climbed", result).first).sentence
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
        ("elsewhere", hessian(["distance": 9.3]), []),
        ("minimum", hessian(["outcome": "not positive definite"]), ["not-positive-definite"]),
        (
            "minimum", hessian(["outcome": "members not positive definite", "not-usable": [1]]),
            ["members-not-positive-definite"]
        ), ("elsewhere", hessian(["outcome": "members not finite", "not-usable": [0]]), ["members-not-finite"]),
    ]) func ofAHessian(_ label: String, _ result: Value, _ names: [String]) throws {
        try Self.expect(label, result, names)
    }

    // MARK: Toys

    private static func coverage(_ changes: [String: Value] = [:]) -> Value {
        let whole: [String: Value] = [
            "nuisances": [:], "order": [], "toys": [], "requested": 4, "measured": 4, "failed": 0, "failures": [],
            "evaluations-per-toy": 20, "rough": 0, "error": 0.01,
        ]
        return .object(whole.merging(changes) { $1 })
    }

    private static let failure: Value = [["toy": 3, "why": "the maximum of shift was not reached"]]

    @Test(arguments: [
        (coverage(), []), (coverage(["rough": 2]), ["rough-toys"]),
        (coverage(["measured": 3, "failed": 1, "failures": failure]), ["failed-toys"]),
        (coverage(["measured": 0, "failed": 4, "failures": failure]), ["no-toys"]),
        (coverage(["measured": 3, "failed": 1, "failures": failure, "rough": 1]), ["failed-toys", "rough-toys"]),
    ]) func ofToys(_ result: Value, _ names: [String]) throws { try Self.expect("toys", result, names) }

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
        try Self.expect("\(kind)-figure", numbers, names)
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
        #expect(try workplace.section("curve").contains("Drawn from <a href=\"#narrow\">narrow</a>, which is doubtful"))
    }
}
