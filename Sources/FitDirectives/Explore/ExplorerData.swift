import Foundation
import Report
import Statistics

/// What `explore.js` moves the figures with, as JSON in the page.
struct ExplorerData: Encodable {
    private let nuisances: [Nuisance]
    private let histograms: [Histogram]
    private let deviance: Polynomial
    private let arrows: [Arrows]

    private struct Nuisance: Encodable {
        let name: String
        let low: Double
        let high: Double
        let best: Double
        let sigma: Double?
        let anchor: Double?
        let truth: Double?
    }

    private struct Histogram: Encodable {
        let name: String
        let first: Double
        let width: Double
        let data: [Double]
        let lower: [Double]
        let upper: [Double]
        /// Of the model, by bin.
        let error: [Double]
        let degreesLost: Int
        let quantum: Double
        let degree: Int
        let classes: [Class]
    }

    private struct Class: Encodable {
        let name: String
        /// Shape [bins, orders].
        let bins: [[Int]]
    }

    private struct Polynomial: Encodable {
        let quantum: Double
        let degree: Int
        let coefficients: [Int]
    }

    /// Of one panel.
    private struct Arrows: Encodable {
        /// Places, an arrow each.
        let tails: [[Double]]
        let magnification: Double
        let quantum: Double
        let degree: Int
        /// Shape [arrows, orders].
        let x: [[Int]]
        let y: [[Int]]
    }

    init(_ result: ExploreDirective.Result) {
        nuisances = result.nuisances.map {
            Nuisance(
                name: $0.name, low: Self.short($0.low, 7), high: Self.short($0.high, 7), best: Self.short($0.best, 7),
                sigma: $0.sigma.map { Self.short($0, 5) }, anchor: $0.anchor.map { Self.short($0, 7) },
                truth: $0.truth.map { Self.short($0, 7) })
        }
        histograms = result.histograms.map { histogram in
            let intervals = histogram.counts.map { PoissonInterval(count: max(0, $0)) }
            let polynomial = histogram.classes[0].bins[0]
            return Histogram(
                name: histogram.variable.text.plain, first: Self.short(histogram.edges[0], 7),
                width: Self.short(histogram.edges[1] - histogram.edges[0], 7),
                data: histogram.counts.map { Self.short($0, 6) }, lower: intervals.map { Self.short($0.lower, 4) },
                upper: intervals.map { Self.short($0.upper, 4) },
                error: histogram.uncertainty.map { Self.short($0, 3) }, degreesLost: histogram.sharesTotal ? 1 : 0,
                quantum: polynomial.quantum, degree: polynomial.degree,
                classes: histogram.classes.map { .init(name: $0.name, bins: $0.bins.map(\.coefficients)) })
        }
        deviance = Polynomial(
            quantum: result.deviance.quantum, degree: result.deviance.degree,
            coefficients: result.deviance.coefficients)
        arrows =
            result.morphing.map { morphing in
                zip(morphing.panels, morphing.arrows).filter { !$0.1.x.isEmpty }.map { panel, arrows in
                    Arrows(
                        tails: panel.tails.map { [Self.short($0.x, 5), Self.short($0.y, 5)] },
                        magnification: morphing.magnification, quantum: arrows.x[0].quantum, degree: arrows.x[0].degree,
                        x: arrows.x.map(\.coefficients), y: arrows.y.map(\.coefficients))
                }
            } ?? []
    }

    /// An element that browsers do not run.
    var script: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            let text = String(decoding: try encoder.encode(self), as: UTF8.self)
            return "<script type=\"application/json\">\(text.replacing("<", with: "\\u003c"))</script>"
        }
    }

    private static func short(_ value: Double, _ digits: Int) -> Double {
        Double(String(format: "%.\(digits)g", value)) ?? value
    }
}
