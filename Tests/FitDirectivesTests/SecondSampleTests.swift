import Foundation
import Report
import Samples
import SyntheticSamples
import Testing

@testable import FitDirectives

/// Every verb and every figure on a sample of three features, one score, three classes and four nuisances.
@Suite struct SecondSampleTests {
    /// With the verb of the article on adding one.
    private static let verbs = FitDirectives.all + [SynthesizeDirective.self, CompareDirective.self]

    /// - Parameter data: further options of the data.
    private static func measurement(simulation: String = "", data: String = "") -> String {
        """
        ---
        seed: 11
        defaults:
          train: {hidden: [8], transforms: 1, bins: 6, steps: 40, batch: 256, validation: 900, learning-rate: 1e-2}
        ---

        ```{synthesize} nominal
        events: 3000
        \(simulation)
        ```

        ```{synthesize} templates
        events: 1000
        at: [{scale: 1}, {scale: -1}, {width: 1}, {width: -1}, {slope: 1}, {slope: -1}, {offset: 1}, {offset: -1}]
        \(simulation)
        ```

        ```{synthesize} data
        events: 1500
        at: {scale: 0.5, offset: -0.5}
        distorted: true
        \(data)
        ```

        ```{train} features
        density: kinematics
        sample: nominal
        ```

        ```{train} features-response
        base: features
        sample: templates
        pairs: [[scale, width]]
        ```

        ```{train} tag
        density: score
        sample: nominal
        ```

        ```{train} tag-response
        base: tag
        sample: templates
        pairs: [[scale, offset]]
        ```

        ```{fit} measurement
        data: data
        kinematics: features-response
        score: tag-response
        normalization: {rate: {uncertainty: 0.1}}
        fixed: {rate: 0}
        transforms: 1
        bins: 4
        hidden: [8]
        epochs: 3
        batch: 256
        members: 3
        ```


        """
    }

    private static let inference = """
        ```{profile} amortized
        fit: measurement
        events: 2000
        window: 0.5
        scale: 0.2
        layers: 1
        hidden: [8]
        epochs: 2
        batch: 200
        ```

        ```{scan} followed
        fit: amortized
        nuisances: [scale, offset]
        half-width: 0.4
        tolerance: 1
        ```

        ```{scan} plane
        fit: measurement
        nuisances: [scale, offset]
        half-width: 1.5
        tolerance: 1
        ```

        ```{hessian} curvature
        of: plane
        ```

        ```{coverage} toys
        of: plane
        toys: 2
        tolerance: 1
        ```

        ```{compare} stability
        scan: followed
        reference: plane
        ```

        ```{diagnose} checked
        of: tag-response
        kinematics: features-response
        events: 600
        ```


        """

    private static let figures: [(label: String, options: String)] = [
        ("losses", "kind: losses\nof: [features, tag-response]"),
        ("base-features", "kind: base-closure\nof: [features]\nfeature: 3\nevents: 1000\nbins: 10"),
        ("base-tag", "kind: base-closure\nof: [tag]\nclasses: [signal, flat]\nevents: 1000\nbins: 10"),
        ("features-contours", "kind: base-closure\nof: [features]\nview: contours\nfeatures: [1, 3]"),
        ("tag-contours", "kind: base-closure\nof: [tag]\nview: contours\nclasses: [peak]"),
        (
            "residual-features",
            "kind: residual-closure\nof: [features-response]\nevents: 1000\nbins: 10\nat: [{scale: 1, width: 1}]"
        ),
        (
            "residual-contours",
            "kind: residual-closure\nof: [tag-response]\nview: contours\nevents: 1000\nclasses: [flat]"
        ),
        ("responses-features", "kind: responses\nof: [features-response]\nnuisance: slope\nclasses: [signal]"),
        ("responses-tag", "kind: responses\nof: [tag-response]\nnuisance: offset\nx: [[0, 0, 0.5]]\ny: [[0.2]]"),
        ("displaced-features", "kind: displacement\nof: [features-response]\nnuisance: scale\nfeatures: [2, 3]"),
        ("displaced-tag", "kind: displacement\nof: [tag-response]\nnuisance: offset\nfeatures: [3]\narrows: 7"),
        ("cross-features", "kind: cross-terms\nof: [features-response]\narrows: 7"),
        ("cross-tag", "kind: cross-terms\nof: [tag-response]\narrows: 7"),
        ("fitted", "kind: marginals\nof: [measurement]\nevents: 2000\nbins: 10"),
        ("transfer", "kind: transfer\nof: [measurement]\narrows: 7"),
        ("curves", "kind: curves\nof: [plane]"),
        ("contours", "kind: contours\nof: [plane]"),
        ("members", "kind: member-scans\nof: [plane]\nnuisances: [scale]"),
        ("convergence", "kind: convergence\nof: [plane]"),
        ("pulls", "kind: pulls\nof: [plane, followed]"),
        ("post-fit", "kind: post-fit\nof: [plane]\nnuisances: [scale]\nevents: 1000\nbins: 8\ndirections: 2"),
        ("correlations", "kind: correlations\nof: [curvature]"),
        ("ellipses", "kind: ellipses\nof: [curvature]\nnuisances: [scale, offset]"),
        ("morphings", "kind: morphings\nof: [curvature]\narrows: 5"),
        ("pull-distribution", "kind: pull-distribution\nof: [toys]"),
        ("coverage-bands", "kind: coverage-bands\nof: [toys]\nreferences: true"),
        ("toy-contours", "kind: toy-contours\nof: [toys]"),
        ("z-histograms", "kind: z-histograms\nof: [checked]\nclasses: [peak]"),
        ("two-sample", "kind: two-sample\nof: [checked]"),
        ("calibration", "kind: calibration\nof: [checked]\nclasses: [signal, flat]"),
    ]

    private static func cells(_ figures: [(label: String, options: String)]) -> String {
        figures.map { "```{plot} \($0.label)\n\($0.options)\n```\n\n" }.joined()
    }

    @Test func runsThroughEveryVerbAndFigure() async throws {
        let workplace = try Workplace()
        let text = Self.measurement() + Self.inference + Self.cells(Self.figures)
        let kinds = Set(Self.figures.compactMap { $0.options.firstMatch(of: /kind: ([a-z-]+)/).map { String($0.1) } })
        #expect(kinds == Set(PlotDirective.kinds.map { $0.name }).subtracting(["series"]), "a figure has no test here")
        let outcome = try await workplace.render(text, verbs: Self.verbs)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let result = try #require(outcome.value("measurement", "order")).decoded(as: [String].self)
        #expect(result == ["scale", "width", "slope", "offset"])
        #expect(outcome.value("measurement", "nuisances.scale.truth")?.double == 0.5)
        #expect(outcome.value("measurement", "transfer.regions.0.class") == "signal")
        #expect(outcome.value("plane", "method") == "newton")
        #expect(outcome.value("toys", "measured")?.double == 2)
        let (followed, plane) = (outcome.value("followed", "scale.best"), outcome.value("plane", "scale.best"))
        let moved = try #require(followed?.double) - (try #require(plane?.double))
        #expect(outcome.value("stability", "scale.difference")?.double == moved)
        let fitted = try #require(outcome.value("fitted", "histograms")).decoded(as: [MarginalPlot.Histogram].self)
        #expect(fitted.map(\.variable.symbol) == ["*E*", "*θ*", "*m*", "*t*"])
        #expect(fitted.map(\.variable.unit) == ["GeV", nil, "GeV", nil])
        let tag = try #require(outcome.value("displaced-tag", "variables")).decoded(as: [FigureVariable].self)
        #expect(tag.map(\.symbol) == ["*m*", "*t*"])
        let heading = try #require(outcome.value("features-contours", "contours.0.heading")?.string)
        #expect(heading.hasPrefix("class signal, *θ* = "))
    }

    /// The expected shares of the classes are those of the sample, not equal ones.
    @Test func takesTheYieldsOfTheSample() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(Self.measurement(), verbs: Self.verbs)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let yields = try #require(outcome.value("measurement", "yields.nominal")).decoded(as: [Double].self)
        #expect(zip(yields, [375, 525, 600]).allSatisfy { abs($0 - $1) < 1e-9 })
    }

    /// Without a closed form a measurement still runs, and says nothing of gaps and truths.
    @Test func measuresASampleWithoutATruth() async throws {
        let workplace = try Workplace()
        let figures = Self.figures.filter {
            ["losses", "responses-features", "displaced-features", "displaced-tag", "fitted", "transfer"].contains(
                $0.label)
        }
        let text = Self.measurement(simulation: "hidden: true", data: "hidden: true") + Self.cells(figures)
        let outcome = try await workplace.render(text, verbs: Self.verbs)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.value("features", "gap") == nil && outcome.value("features", "validation")?.double != nil)
        #expect(outcome.value("measurement", "nuisances.scale.truth") == nil)
        #expect(outcome.value("measurement", "transfer") == nil)
        #expect(outcome.value("losses", "origin") == "nothing")
    }

    @Test func refusesWhatNeedsATruthBeforeAnythingRuns() throws {
        let workplace = try Workplace()
        let figures = Self.figures.filter { ["base-features", "residual-features"].contains($0.label) }
        let text =
            Self.measurement(simulation: "hidden: true", data: "hidden: true") + Self.inference + Self.cells(figures)
            + "```{table} gaps\nrows:\n  - [\"{features.gap.value}\"]\n```\n"
        let messages = try workplace.messages(text, verbs: Self.verbs)
        #expect(messages.contains { $0.contains("'data' has no closed form, which toys are made from") }, "\(messages)")
        #expect(
            messages.count { $0.contains("has no closed form, which a closure is compared with") } == 2, "\(messages)")
        #expect(messages.contains { $0.contains("'features' has no value 'gap.value'") }, "\(messages)")
    }

    @Test func namesClassesFeaturesAndNuisancesThatThereAreNot() throws {
        let workplace = try Workplace()
        let cells = [
            ("a", "kind: base-closure\nof: [features]\nclasses: [signl]"),
            ("b", "kind: base-closure\nof: [tag]\nfeature: 2"),
            ("c", "kind: base-closure\nof: [features]\nview: contours\nfeatures: [1, 4]"),
            ("d", "kind: responses\nof: [tag-response]\ny: [[0, 1]]"),
            ("e", "kind: responses\nof: [tag-response]\nx: [[0, 1]]"),
            ("f", "kind: displacement\nof: [tag-response]\nfeatures: [1, 2]"),
        ]
        let text = Self.measurement() + Self.cells(cells.map { (label: $0.0, options: $0.1) })
        let messages = try workplace.messages(
            text + "```{train} other\ndensity: score\nsample: nominal\nalso-at: [{sclae: 1}]\n```\n", verbs: Self.verbs)
        for expected in [
            "there is no class 'signl'; did you mean 'signal'?", "p(y|x,c) has one feature, and no feature 2",
            "'features' must name two different features, from 1 to 3", "'y' must give a number for each of tag",
            "'x' must give a number for each of energy, angle, mass",
            "'features' must name one feature of x, from 1 to 3",
            "the sample has no nuisance 'sclae'; did you mean 'scale'?",
        ] {
            #expect(messages.contains { $0.contains(expected) }, "\(expected): \(messages)")
        }
        #expect(messages.count == 7, "\(messages)")
    }

    /// Densities of the benchmark do not describe these data.
    @Test func refusesDensitiesOfOtherColumns() throws {
        let workplace = try Workplace()
        let text =
            Self.measurement() + """
                ```{generate} benchmark
                events: 100
                ```

                ```{fit} mixed
                data: benchmark
                kinematics: features
                score: tag
                ```

                """
        let messages = try workplace.messages(text, verbs: Self.verbs)
        #expect(messages.count == 2, "\(messages)")
        #expect(messages.allSatisfy { $0.contains("but the data have x0, x1, y0, y1, a, b") }, "\(messages)")
    }
}
