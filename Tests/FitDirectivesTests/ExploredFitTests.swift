import FlowKernels
import Foundation
import Inference
import Testing

@testable import FitDirectives
@testable import Report

/// `{explore}` of a fit and of a profile, which no cell has scanned.
@Suite struct ExploredFitTests {
    private struct Rendered: Sendable {
        let workplace: Workplace
        let outcome: RenderSession.Outcome
        let document: Document

        func result(_ label: String) throws -> ExploreDirective.Result {
            try #require(outcome.run?.artifact(label)).result.decoded(as: ExploreDirective.Result.self)
        }

        /// What a directive that uses all cells is given.
        func context() -> RunContext {
            var inputs: [String: CellInput] = [:]
            for cell in document.cells {
                if let artifact = outcome.run?.artifact(cell.label) {
                    inputs[cell.label] = document.input(cell, artifact)
                }
            }
            return RunContext(label: "test", seed: 1, threads: ThreadGrant(fixed: 2), inputs: inputs)
        }
    }

    private static var text: String {
        let tiny = TinyReport(seed: 7, members: 2)
        let profile = tiny.profile.components(separatedBy: "```{scan}")[0]
        let explorers = [("of-fit", "measurement"), ("of-profile", "amortized"), ("of-scan", "plane")].map {
            "```{explore} \($0.0)\nof: \($0.1)\nseed: 5\nbins: 10\nevents: 80000\n```\n\n"
        }
        return tiny.densities + tiny.fit + profile
            + "```{scan} plane\nfit: measurement\nnuisances: [shift, squeeze]\n```\n\n" + explorers.joined()
    }

    private static let task = Task { () throws -> Rendered in
        let workplace = try Workplace()
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        return Rendered(workplace: workplace, outcome: outcome, document: try workplace.document(text))
    }

    /// Of a fit it shows what it shows of a scan that says nothing but which fit.
    @Test func scansAFitAsAScanDoesByDefault() async throws {
        let rendered = try await Self.task.value
        let (fit, scan) = (try rendered.result("of-fit"), try rendered.result("of-scan"))
        #expect(fit.deviance.coefficients == scan.deviance.coefficients)
        #expect(fit.nuisances.map(\.best) == scan.nuisances.map(\.best))
        #expect(fit.nuisances.map(\.low) == scan.nuisances.map(\.low))
        #expect(fit.curves?.panels.count == 2 && fit.contours != nil)
        #expect(try Value(encoding: fit) == Value(encoding: scan))
        #expect(try rendered.workplace.section("of-fit").contains("class=\"explore\""))
        #expect(fit.nuisances.allSatisfy { $0.anchor == nil })
    }

    /// Through a profile T follows ν, inside of the window that it was trained on.
    @Test func followsAProfileInsideOfItsWindow() async throws {
        let rendered = try await Self.task.value
        let (fit, profile) = (try rendered.result("of-fit"), try rendered.result("of-profile"))
        #expect(profile.deviance.coefficients != fit.deviance.coefficients)
        let window = try rendered.context().artifact(
            try #require(rendered.document.cell("of-profile")).options[ExploreDirective.of]
        )
        .result.decoded(as: ProfileDirective.Result.self).window
        for slider in profile.nuisances {
            let trained = try #require(window[slider.name]?.range)
            #expect(slider.low >= trained.lowerBound - 1e-9 && slider.high <= trained.upperBound + 1e-9)
            #expect(slider.anchor != nil)
        }
    }

    /// What the sliders show away from ν̂ is what events drawn anew there show, within the interpolation's stated error and the
    /// statistical errors of both; and not what stands at ν̂.
    @Test(arguments: ["of-fit", "of-profile"])
    func expectsWhatEventsDrawnThereShow(label: String) async throws {
        let rendered = try await Self.task.value
        let (result, context) = (try rendered.result(label), rendered.context())
        let explored = try #require(rendered.document.cell(label)).options[ExploreDirective.of]
        let ensemble = try EvaluatedEnsemble.read(LikelihoodSource(explored, context), context)
        #expect(result.nuisances.map(\.name) == ensemble.space.profiled && ensemble.mixtures.count == 2)
        let place = [0.75, -0.65]
        let point = zip(result.nuisances, place).map { slider, part in
            (slider.low + slider.high) / 2 + part * (slider.high - slider.low) / 2
        }
        let (direct, variances) = Self.drawn(ensemble, at: point, result.histograms)
        var (moved, still) = (0.0, 0.0)
        for (feature, histogram) in result.histograms.enumerated() {
            let bins = histogram.counts.indices
            let shown = bins.map { bin in histogram.classes.reduce(0) { $0 + $1.bins[bin].value(at: place) } }
            func chiSquared(_ expected: [Double], within error: Double) -> Double {
                bins.reduce(0) { sum, bin in
                    let allowed = error * max(1, histogram.counts[bin].squareRoot())
                    let difference = max(0, abs(expected[bin] - direct[feature][bin]) - allowed)
                    let own = pow(histogram.uncertainty[bin], 2) / result.effectiveEvents
                    let variance = own + variances[feature][bin]
                    return variance > 0 ? sum + difference * difference / variance : sum
                }
            }
            let found = chiSquared(shown, within: result.countsError)
            let most = Double(bins.count) + 5 * (2 * Double(bins.count)).squareRoot()
            #expect(found < most, "\(label), feature \(feature): χ² \(found) in \(bins.count) bins")
            moved += found
            still += chiSquared(histogram.bestFit, within: result.countsError)
        }
        #expect(still > moved + 40, "χ² at ν̂ \(still), there \(moved)")
    }

    /// Expected events of the mean of the members, from events drawn at a point, with their variances; shape [features, bins].
    private static func drawn(
        _ ensemble: EvaluatedEnsemble, at point: [Double], _ histograms: [ExploreDirective.Histogram]
    ) -> (expected: [[Double]], variances: [[Double]]) {
        let events = 120_000
        let (nuisances, theta) = ensemble.space.expand(point)
        var expected = histograms.map { $0.counts.map { _ in 0.0 } }
        var variances = expected
        for (member, mixture) in ensemble.mixtures.enumerated() {
            let sample = mixture.tabulated().sample(
                events: events, nuisances: nuisances, theta: theta, seed: 900 + UInt64(member),
                workers: Workers(threads: 2))
            let share = Double(events * ensemble.mixtures.count)
            let scale = mixture.yields.expected(theta).reduce(0, +) / share
            for (feature, values) in (sample.x + sample.y).prefix(histograms.count).enumerated() {
                let edges = histograms[feature].edges
                for value in values {
                    let bin = ((Double(value) - edges[0]) / (edges[1] - edges[0])).rounded(.down)
                    guard bin >= 0, bin < Double(edges.count - 1) else { continue }
                    expected[feature][Int(bin)] += scale
                    variances[feature][Int(bin)] += scale * scale
                }
            }
        }
        return (expected, variances)
    }
}
