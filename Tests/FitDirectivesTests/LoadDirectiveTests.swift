import Foundation
import Report
import Samples
import SyntheticSamples
import Testing

@testable import FitDirectives

/// Events from files through every verb that takes them, held against the exact likelihood of the same events.
@Suite struct LoadDirectiveTests {
    private static let defaults = """
        ---
        seed: 5
        defaults:
          train: {hidden: [24, 24], transforms: 1, bins: 8, steps: 900, batch: 768, learning-rate: 6e-3, activation: elu}
        ---


        """

    private static let kinematics = """
        ```{train} features
        density: kinematics
        sample: simulation
        affine: true
        ```

        ```{train} features-response
        base: features
        sample: simulation
        ```


        """

    private static let alone = """
        ```{fit} alone
        data: data
        kinematics: features-response
        transfer: none
        ```

        ```{scan} scanned
        fit: alone
        nuisances: [scale, width]
        tolerance: 0.5
        ```


        """

    /// ν̂ and σ of x alone, the other nuisances of the law at 0, by Newton's method on its exact derivatives.
    private static func exact(_ files: LoadedFiles) throws -> [(name: String, best: Double, sigma: Double)] {
        let likelihood = ThreeClassTruth(isDistorted: false).likelihood(.featuresAlone, of: files.data.data)
        // Two of four nuisances: a parabola through ln L about its maximum.
        var point = NuisancePoint()
        var curvature = [[Double]](repeating: [0, 0], count: 2)
        func value(_ offsets: [Double]) -> Double {
            var moved = point
            for (name, offset) in zip(LoadedFiles.nuisances, offsets) { moved[name] += offset }
            return likelihood.logLikelihood(at: moved)
        }
        let h = 0.02
        for _ in 0..<12 {
            let center = value([0, 0])
            let slopes = [
                (value([h, 0]) - value([-h, 0])) / (2 * h), (value([0, h]) - value([0, -h])) / (2 * h),
            ]
            let mixed: Double = (value([h, h]) - value([h, -h]) - value([-h, h]) + value([-h, -h])) / (4 * h * h)
            let first: Double = (value([h, 0]) - 2 * center + value([-h, 0])) / (h * h)
            let second: Double = (value([0, h]) - 2 * center + value([0, -h])) / (h * h)
            curvature = [[-first, -mixed], [-mixed, -second]]
            let determinant: Double = curvature[0][0] * curvature[1][1] - mixed * mixed
            point["scale"] += (curvature[1][1] * slopes[0] - curvature[0][1] * slopes[1]) / determinant
            point["width"] += (curvature[0][0] * slopes[1] - curvature[0][1] * slopes[0]) / determinant
        }
        let determinant: Double = curvature[0][0] * curvature[1][1] - curvature[0][1] * curvature[0][1]
        return [
            ("scale", point["scale"], (curvature[1][1] / determinant).squareRoot()),
            ("width", point["width"], (curvature[0][0] / determinant).squareRoot()),
        ]
    }

    /// The law has four nuisances; files have two of them, and yields that none of them moves.
    @Test func fitsEventsFromFilesAsTheirExactLikelihoodDoes() async throws {
        let workplace = try Workplace()
        let files = try LoadedFiles(in: workplace.folder, events: 40_000)
        let text = Self.defaults + LoadedFiles.simulationCell("weight: w") + Self.kinematics + Self.alone
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        for (name, best, sigma) in try Self.exact(files) {
            let found = try #require(outcome.value("alone", "nuisances.\(name).best")?.double)
            let error = try #require(outcome.value("alone", "nuisances.\(name).sigma")?.double)
            // With weights of both signs 40,000 simulated events are worth 20,000, which leave 0.4 σ of 3,000 measured ones.
            #expect(abs(found - best) < 1.2 * sigma, "\(name): \(found), exactly \(best) ± \(sigma)")
            #expect(abs(error / sigma - 1) < 0.15, "\(name): ± \(error), exactly ± \(sigma)")
            let scanned = try #require(outcome.value("scanned", "nuisances.\(name).best")?.double)
            // So few events leave kinks in ln L: the fit climbs them, the scan follows a smooth polynomial.
            #expect(abs(scanned - found) < 0.15 * sigma)
        }
        // Σw of every class: 750, 1050 and 1200 are expected.
        let yields = try #require(outcome.value("alone", "yields.nominal")).decoded(as: [Double].self)
        for (found, wanted) in zip(yields, [750.0, 1050, 1200]) { #expect(abs(found - wanted) < 0.1 * wanted) }
        // No template moves them.
        for (name, wanted) in zip(["signal", "peak", "flat"], yields) {
            let fitted = try #require(outcome.value("alone", "classes.\(name).fitted")?.double)
            #expect(abs(fitted - wanted) < 1e-6 * wanted)
            #expect(outcome.value("alone", "classes.\(name).sigma")?.double == 0)
        }
        #expect(outcome.value("simulation", "weighted") == true)
        let share = try #require(outcome.value("simulation", "negative-share")?.double)
        #expect(abs(share - 1.0 / 7) < 0.01)
        #expect(try workplace.section("simulation").contains("N_eff"))
    }

    @Test func goesThroughAFitOfT() async throws {
        let workplace = try Workplace()
        _ = try LoadedFiles(in: workplace.folder, events: 3000, data: 800)
        let text =
            Self.defaults + LoadedFiles.simulationCell("") + Self.kinematics + """
                ```{train} tag
                density: score
                sample: simulation
                steps: 100
                ```

                ```{train} tag-response
                base: tag
                sample: simulation
                steps: 60
                ```

                ```{fit} measurement
                data: data
                kinematics: features-response
                score: tag-response
                transforms: 1
                bins: 4
                hidden: [8]
                epochs: 2
                ```

                ```{hessian} curvature
                of: measurement
                ```

                ```{plot} fitted
                kind: marginals
                of: [measurement]
                events: 2000
                bins: 10
                ```

                ```{plot} moved
                kind: displacement
                of: [tag-response]
                nuisance: scale
                features: [1]
                arrows: 5
                ```

                ```{plot} responses
                kind: responses
                of: [features-response]
                nuisance: width
                ```

                """
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let order = try #require(outcome.value("measurement", "order")).decoded(as: [String].self)
        #expect(order == LoadedFiles.nuisances)
        #expect(outcome.value("measurement", "nuisances.scale.truth") == nil)
        // Events without weights say which part of the data a class is.
        let yields = try #require(outcome.value("measurement", "yields.nominal")).decoded(as: [Double].self)
        #expect(abs(yields.reduce(0, +) - 800) < 1e-6)
        let fitted = try #require(outcome.value("fitted", "histograms")).decoded(as: [MarginalPlot.Histogram].self)
        #expect(fitted.map(\.variable.symbol) == ["*E*_{T}", "angle", "mass", "tag"])
        #expect(fitted[0].variable.unit == "GeV")
    }

    /// Weights of another unit change nothing where yields are given: training is the same to the bit.
    @Test func scaledWeightsTrainTheSame() async throws {
        let workplace = try Workplace()
        _ = try LoadedFiles(in: workplace.folder, events: 1500, data: 300)
        func loss(_ weight: String) async throws -> [Double] {
            let text =
                Self.defaults.replacing("steps: 900", with: "steps: 30")
                + LoadedFiles.simulationCell("weight: \(weight)") + Self.kinematics
            let outcome = try await workplace.render(text)
            #expect(outcome.exitStatus == 0, "\(outcome.messages)")
            return ["features", "features-response"].compactMap { outcome.value($0, "validation")?.double }
        }
        let one = try await loss("w")
        #expect(one.count == 2)
        #expect(try await loss("2*w") == one)
    }

    @Test func saysWhatIsWrongBeforeAnythingRuns() throws {
        let workplace = try Workplace()
        _ = try LoadedFiles(in: workplace.folder, events: 100, data: 100)
        func messages(_ cell: String) throws -> [String] { try workplace.messages("```{load} events\n\(cell)\n```\n") }
        let file = "signal-0.csv"
        for (cell, expected) in [
            ("samples: [{file: \(file)}]", "'load' needs features: 'x' is missing"),
            ("x: [mass]\nsamples: []", "must list a sample or more"),
            ("x: [mass]\nsamples: [{file: none.csv}]", "there is no file 'none.csv'"),
            ("x: [mass]\nsamples: [{class: a, file: \(file)}, {file: \(file)}]", "some samples have a class"),
            ("x: [mass]\nselect: mass >\nsamples: [{file: \(file)}]", "'select', column"),
            ("x: [mass]\nselect: mass + 1\nsamples: [{file: \(file)}]", "wants a condition"),
            ("x: [a]\ndefine: {a: b, b: a}\nsamples: [{file: \(file)}]", "needs itself"),
            ("x: [mass]\nunits: {pt: GeV}\nsamples: [{file: \(file)}]", "there is no feature or score 'pt'"),
            ("x: [mass]\nsamples: [{class: mass, file: \(file)}]", "'mass' is a feature and a class"),
            ("x: [mass]\nsamples: [{file: \(file), at: {jes: 1}}]", "data are no template"),
            (
                "x: [mass]\nsamples: [{class: a, file: \(file)}, {class: b, file: \(file), at: {jes: 1}}]",
                "the class 'b' has no nominal events"
            ),
        ] {
            let found = try messages(cell)
            #expect(found.contains { $0.contains(expected) }, "\(expected): \(found)")
        }
    }

    @Test func saysWhatIsWrongWithAFile() async throws {
        let workplace = try Workplace()
        _ = try LoadedFiles(in: workplace.folder, events: 400, data: 100)
        func message(_ cell: String) async throws -> String {
            let outcome = try await workplace.render("```{load} events\n\(cell)\n```\n")
            #expect(outcome.exitStatus != 0)
            return try String(workplace.section("events"))
        }
        let file = "signal-0.csv"
        let missing = try await message("x: [mass, momentum]\nsamples: [{class: a, file: \(file)}]")
        #expect(missing.contains("momentum") && missing.contains(file))
        let empty = try await message("x: [mass]\nselect: mass > 1e6\nsamples: [{class: a, file: \(file)}]")
        #expect(empty.contains("passes"))
        let negative = try await message("x: [mass]\nweight: -w\nsamples: [{class: a, file: \(file)}]")
        #expect(negative.contains("must be positive"))
        let infinite = try await message(
            "x: [odd]\ndefine: {odd: log(mass - mass)}\nsamples: [{class: a, file: "
                + "\(file)}]")
        #expect(infinite.contains("odd") && infinite.contains("finite"))
    }

    @Test func aFitNeedsDataThatKnowTheirClasses() throws {
        let workplace = try Workplace()
        _ = try LoadedFiles(in: workplace.folder, events: 100, data: 100)
        let text =
            Self.defaults + LoadedFiles.simulationCell("") + Self.kinematics + """
                ```{load} bare
                x: [mass, angle]
                samples: [{file: data.csv}]
                ```

                ```{fit} wrong
                data: bare
                kinematics: features-response
                transfer: none
                bins: 4
                ```

                ```{fit} without
                data: data
                kinematics: features-response
                ```

                """
        let messages = try workplace.messages(text)
        for expected in [
            "'bare' does not say which classes its events may be of", "'bins' belongs to T, and this fit has no T",
            "'score' is missing, and T acts on scores",
        ] {
            #expect(messages.contains { $0.contains(expected) }, "\(expected): \(messages)")
        }
        #expect(messages.count == 3, "\(messages)")
    }

    @Test(arguments: [
        ("pt", "pt"), ("$p_T$", "*p*_{T}"), ("$m_{\\mathrm{jj}}$", "*m*_{jj}"), ("$|\\eta|$ of jets", "|*η*| of jets"),
        ("$\\Delta\\phi$", "Δ*φ*"), ("$E_T^{miss}$", "*E*_{T}^{miss}"), ("$x", "*x*"),
    ])
    func writesLabelsAsFiguresDo(_ label: String, _ markup: String) {
        #expect(FigureLabel.markup(label) == markup)
    }
}
