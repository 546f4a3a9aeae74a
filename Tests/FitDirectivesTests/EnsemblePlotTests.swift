import Foundation
import Report
import Testing

@testable import FitDirectives

/// Figures of an ensemble's scans: what they must contain.
@Suite struct EnsemblePlotTests {
    /// Under `rebased-envelope` the lowest member counts at every point, each about its own maximum, ν profiled.
    @Test func drawsTheEnvelopeOnItsLowestMember() async throws {
        let figures = try await RenderedFigures.shared
        let combined = try figures.column("members-line", "rebased-envelope combined", "minus two delta log likelihood")
        let members = try (1...3).map {
            try figures.column("members-line", "rebased-envelope member \($0)", "minus two delta log likelihood")
        }
        #expect(combined.count == 201)
        for index in combined.indices {
            let lowest = try #require(members.map { $0[index] }.min())
            #expect(abs(combined[index] - lowest) < 1e-6 * max(1, lowest), "\(index)")
        }
    }

    @Test func drawsAllFourCombinationsInThePlane() async throws {
        let figures = try await RenderedFigures.shared
        let words = try figures.alternativeText("members-plane")
        for name in ["rebased-bma", "bma", "envelope", "rebased-envelope"] {
            #expect(words.contains(name))
            let best = try figures.number("ensemble-scan", "combinations.\(name).shift.best")
            #expect(try abs(figures.value("members-plane", "\(name) best fit x") - best) < 1e-12, "\(name)")
        }
        let effective = try #require(try figures.result("members-plane", "combinations.0.effective-members").doubles)
        #expect(effective.allSatisfy { $0 >= 1 - 1e-9 && $0 <= 3 + 1e-9 })
    }

    @Test func endsTheConvergenceAtTheWidthOfTheScan() async throws {
        let figures = try await RenderedFigures.shared
        for (index, name) in ["shift", "squeeze"].enumerated() {
            let sigma = try figures.number("ensemble-scan", "\(name).sigma")
            #expect(try abs(figures.number("convergence", "series.\(index).sizes.2.sigma") - sigma) < 1e-6 * sigma)
            let exact = try figures.number("data", "information.x-alone.\(name).sigma")
            #expect(try figures.value("convergence", "ν_\(name) x alone, exact") == exact)
        }
    }

    @Test func measuresPullsOnTheSideOfTheTruth() async throws {
        let figures = try await RenderedFigures.shared
        let pulls = try figures.column("pulls", "pulls", "pull")
        let bests = try figures.column("prior-pulls", "pulls", "pull")
        for (index, name) in ["shift", "squeeze"].enumerated() {
            let best = try figures.number("ensemble-scan", "\(name).best")
            let truth = try figures.number("ensemble-scan", "\(name).truth")
            let sigma = try figures.number("ensemble-scan", "\(name).\(best > truth ? "minus" : "plus")")
            #expect(abs(pulls[index] - (best - truth) / sigma) < 1e-9)
            #expect(abs(bests[index] - best) < 1e-12)
        }
        #expect(try figures.alternativeText("prior-pulls").contains("(ν̂ − ν_prior) / σ_prior"))
    }

    @Test func holdsBothBandsInsideOfTheTotalOne() async throws {
        let figures = try await RenderedFigures.shared
        #expect(try figures.result("post-fit", "members") == 3)
        let directions = try figures.number("post-fit", "directions") + figures.number("post-fit", "open")
        #expect(directions == 6)
        let histograms = try figures.result("post-fit", "histograms").decoded(as: [PostFitPlot.Histogram].self)
        #expect(histograms.map(\.variable.symbol) == ["*x*_{1}", "*x*_{2}", "*y*_{1}", "*y*_{2}"])
        for histogram in histograms {
            let total = try #require(histogram.total)
            let statistical = try #require(histogram.statistical)
            let systematic = try #require(histogram.systematic)
            for bin in histogram.counts.indices {
                for band in [statistical, systematic] {
                    #expect(total.lower[bin] <= band.lower[bin] && band.upper[bin] <= total.upper[bin])
                    #expect(band.lower[bin] <= histogram.bestFit[bin] && histogram.bestFit[bin] <= band.upper[bin])
                }
            }
            // T acts on scores only: x has no spread over members.
            let spread = zip(statistical.upper, statistical.lower).map(-).max() ?? 0
            #expect(histogram.variable.symbol.hasPrefix("*x*") ? spread < 1e-9 : spread > 0)
        }
    }
}
