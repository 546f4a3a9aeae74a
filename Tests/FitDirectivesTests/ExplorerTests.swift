import Foundation
import Inference
import Report
import Statistics
import Testing

@testable import FitDirectives

/// `{explore}`: what the page interpolates, and how far it says to be trusted.
@Suite struct ExplorerTests {
    private func sum(_ values: [Double]) -> Double { values.reduce(0, +) }

    @Test func movesEveryFeatureAroundTheBestFit() async throws {
        let report = try await ExplorerReport.shared
        #expect(report.outcome.messages == [])
        let result = report.result
        #expect(result.nuisances.map(\.name) == ["shift", "squeeze"] && result.histograms.count == 4)
        for slider in result.nuisances {
            #expect(slider.low < slider.best && slider.best < slider.high)
            #expect(slider.truth != nil && slider.anchor == nil)
        }
        let center = result.nuisances.map { 2 * ($0.best - $0.low) / ($0.high - $0.low) - 1 }
        #expect(abs(result.deviance.value(at: center)) < 0.05)
        #expect(result.deviance.value(at: [-1, -1]) > 4)
        for histogram in result.histograms {
            for (bin, expected) in histogram.bestFit.enumerated() {
                let shown = histogram.classes.reduce(0) { $0 + $1.bins[bin].value(at: center) }
                // Errors that are stated are in σ of the data, of which none is below one half.
                #expect(abs(shown - expected) < 0.1 * max(1, histogram.counts[bin].squareRoot()))
            }
            let (expected, observed) = (sum(histogram.bestFit), sum(histogram.counts))
            #expect(abs(expected - observed) < 0.1 * observed)
        }
    }

    /// The error that the cell states is small, and what moves from corner to corner of the window are shapes, not totals.
    @Test func statesItsErrorAndKeepsTotals() async throws {
        let result = try await ExplorerReport.shared.result
        #expect(result.countsError < 0.1 && result.devianceError < 0.05)
        #expect(result.effectiveEvents > 0.2 && result.effectiveEvents <= 1)
        #expect(result.points > result.checks && result.checks == 8)
        // The corners of the window are the farthest from ν̂: totals do not move, shapes do.
        let places = [[-1.0, -1], [1, 1], [-1, 1], [1, -1]]
        let first = try #require(result.histograms.first)
        let totals = places.map { place in
            first.counts.indices.map { bin in
                first.classes.reduce(0) { $0 + $1.bins[bin].value(at: place) }
            }
        }
        let whole = sum(first.bestFit)
        for total in totals.map(sum) { #expect(abs(total - whole) < 0.02 * whole) }
        let moved = zip(totals[0], totals[1]).map { abs($0 - $1) }.max() ?? 0
        #expect(moved > 1, "opposite corners differ by \(moved) events in a bin")
    }

    @Test func writesPolynomialsAsWholeNumbers() {
        let window = [-2.0...1, 0.5...4]
        let lattice = ChebyshevLattice(window: window, nodes: 5)
        func exact(_ x: Double, _ y: Double) -> Double { 100 + 3 * x - x * x * y + 0.2 * y * y }
        let polynomial = ExploreDirective.Polynomial(
            lattice, values: lattice.points.map { exact($0[0], $0[1]) }, precision: 0.0123)
        #expect(polynomial.quantum == 0.01 && polynomial.degree == 4 && polynomial.coefficients.count == 15)
        for (x, y) in [(-1.7, 3.1), (0.4, 0.9), (1, 4)] {
            let place = [2 * (x + 2) / 3 - 1, 2 * (y - 0.5) / 3.5 - 1]
            // Fifteen coefficients, each rounded by half of the quantum at most.
            #expect(abs(polynomial.value(at: place) - exact(x, y)) < 15 * 0.005)
        }
    }

    @Test func keepsThePageSmall() async throws {
        let html = try await ExplorerReport.shared.workplace.html
        let data = try #require(html.firstMatch(of: /<div class="explore"[^>]*>(<script[\s\S]*?<\/script>)/)?.1)
        #expect(data.count < 60_000, "\(data.count) characters")
        #expect(html.contains("The sliders interpolate between"))
        #expect(html.matches(of: /<script type="application\/zlib" class="packed">/).count == 2)
    }

    @Test func leavesTheDataOutWhereTheReportSaysSo() async throws {
        let workplace = try Workplace()
        let text = ExplorerReport.text.replacing("seed: 7\n", with: "seed: 7\nexplore: false\n")
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let html = try workplace.html
        #expect(html.contains("id=\"explorer_figure\"") && !html.contains("class=\"explore\""))
    }

    @Test func refusesWhatCannotBeMoved() throws {
        let workplace = try Workplace()
        let free = ExplorerReport.text.replacing(
            "nuisances: [shift, squeeze]\n", with: "nuisances: [shift]\ntransfer: free\n")
        let names = ExplorerReport.text.replacing("of: plane\nbins", with: "of: plane\nnuisances: [shft]\nbins")
        let twice = ExplorerReport.text.replacing("of: plane\nbins", with: "of: plane\nnuisances: [shift, shift]\nbins")
        for (text, words) in [
            (free, "move the scores wrongly"), (names, "did you mean 'shift'"), (twice, "stands here twice"),
        ] {
            let error = #expect(throws: InvalidDocument.self) { try workplace.document(text) }
            #expect(error?.description.contains(words) ?? false, "\(String(describing: error))")
        }
    }
}
