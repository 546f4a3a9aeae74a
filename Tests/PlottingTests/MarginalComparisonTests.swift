import Foundation
import Statistics
import Testing

@testable import Plotting

@Suite struct MarginalComparisonTests {
    @Test func givesSmallCountsPoissonIntervals() throws {
        let figure = try MarginalComparison(histograms: [try ExampleFigures.histogram()]).figure()
        let table = try #require(figure.data.table("x_1"))
        let upper = try #require(table.columns.first { $0.name == "data upper" }).values
        #expect(abs(upper[0] - 1.841) < 1e-3)
        #expect(upper[5] == 130 + 130.0.squareRoot())
        let drawing = try figure.drawing(width: .column)
        let map = drawing.frames[0].main
        // The bar of the bin with three events ends at 1.367 and 5.918.
        let bars = drawing.commands(role: "data").compactMap { command -> [Point]? in
            if case .stroke(let path, _) = command.shape { path.vertices } else { nil }
        }
        #expect(abs(bars[1][0].y - map.vertical(5.918)) < 0.01 && abs(bars[1][1].y - map.vertical(1.367)) < 0.01)
    }

    @Test func showsTheRatioOfDataToModelAboutOne() throws {
        let histogram = try ExampleFigures.histogram()
        let drawing = try MarginalComparison(histograms: [histogram], ratioReach: 0.5).figure().drawing(width: .column)
        let lower = try #require(drawing.frames[0].lower)
        guard case .stroke(let unity, let style) = try #require(drawing.commands(role: "unity").first).shape else {
            throw PlottingError.shape("no line")
        }
        #expect(unity.vertices.allSatisfy { abs($0.y - lower.vertical(1)) < 1e-9 } && !style.dash.isEmpty)
        #expect(abs(lower.vertical(1) - lower.frame.midY) < 1e-9)
        // The bin without an event has no ratio; nine remain.
        let markers = drawing.commands(role: "ratio").filter { if case .fill = $0.shape { true } else { false } }
        #expect(markers.count == 9)
    }

    @Test func computesPearsonsChiSquaredWithTheModelsOwnVariance() throws {
        let counts = try ModelledCounts(
            EventCounts(edges: [0, 1, 2, 3], counts: [12, 8, 5]), model: [10, 10, 0], modelUncertainty: [0, 5, 1])
        #expect(counts.chiSquared.bins == 2)
        #expect(abs(counts.chiSquared.value - (4.0 / 10 + 4.0 / 35)) < 1e-12)
    }

    @Test func refusesColumnsOfDifferentLengths() {
        #expect(throws: PlottingError.self) {
            try ModelledCounts(EventCounts(edges: [0, 1], counts: [1]), model: [1, 2])
        }
        #expect(throws: PlottingError.self) {
            try EventCounts(edges: [0, 1], counts: [-1])
        }
        let counts = try? ModelledCounts(EventCounts(edges: [0, 1], counts: [1]), model: [1])
        #expect(throws: PlottingError.self) {
            try MarginalComparison.Histogram(
                variable: "x", counts: #require(counts), references: [.init(name: "a", kind: .truth, values: [1, 2])])
        }
        #expect(throws: PlottingError.self) { try MarginalComparison(histograms: []).figure() }
    }

    /// Of events beyond the window, of bins without an expectation and of gaps in the band the figure tells.
    @Test(
        arguments: [
            ([10, 10, 10], [1, 1, 1], 0, "χ²/bins = 0.0/3"),
            ([10, 10, 10], [1, 1, 1], 1234, "χ²/bins = 0.0/3, 1234 beyond"),
            ([10, 0, 10], [1, 1, 1], 0, "χ²/bins = 0.0/2, 1 without model"),
            ([10, .nan, .infinity], [1, 1, 1], 0, "χ²/bins = 0.0/1, 2 without model"),
            ([10, 10, 10], [.nan, 1, .infinity], 0, "χ²/bins = 0.0/3, 2 without band"),
            ([.nan, 0, 0], [1, 1, 1], 2, "no model, 2 beyond, 3 without model"),
        ] as [([Double], [Double], Int, String)])
    func saysWhatItLeavesOut(_ model: [Double], _ errors: [Double], _ beyond: Int, _ note: String) throws {
        let counts = try ModelledCounts(
            EventCounts(edges: [0, 1, 2, 3], counts: [10, 10, 10], beyond: beyond), model: model,
            modelUncertainty: errors)
        #expect(
            counts.note.plain.replacing("\u{A0}", with: " ").replacing(/[0-9.]+\//, with: "0.0/") == note
                && counts.omissionWords.isEmpty
                    == !(note.contains("without"))
        )
        let figure = try MarginalComparison(histograms: [.init(variable: "x", counts: counts)]).figure()
        #expect(figure.alternativeText.contains(beyond > 0 ? "in the window, \(beyond) beyond" : "in the window."))
        for words in counts.omissionWords { #expect(figure.alternativeText.contains(" x: \(words).")) }
        #expect(
            try figure.drawing(width: .full).commands.contains { command in
                if case .text(let text) = command.shape { text.text.plain == counts.note.plain } else { false }
            })
    }

    @Test func startsCountsAtZero() throws {
        let drawing = try MarginalComparison(histograms: [try ExampleFigures.histogram()]).figure()
            .drawing(width: .column)
        #expect(drawing.frames[0].main.y.limits.lowerBound == 0)
    }
}

@Suite struct LossCurvesTests {
    @Test func drawsTheFloorAsTruthAndStatesTheGap() throws {
        let figure = try ExampleFigures.losses().figure()
        #expect(
            figure.title == "validation loss 2.4120 nats/event at step 4000, 0.0027 above the true entropy")
        let drawing = try figure.drawing(width: .column)
        guard case .stroke(let path, let style) = try #require(drawing.commands(role: "truth").first).shape else {
            throw PlottingError.shape("no line")
        }
        #expect(path.vertices.allSatisfy { abs($0.y - drawing.frames[0].main.vertical(2.4093)) < 1e-9 })
        #expect(style.ink == .colour(Palette.truth))
        #expect(drawing.frames[0].lower?.y.scale == .logarithmic)
    }

    @Test func breaksTheLineAtALossThatIsNotFinite() throws {
        let curve = try LossCurves.Curve(steps: [1, 2, 3, 4, 5], values: [3, 2.5, .nan, 2.4, 2.3])
        let figure = try LossCurves(series: [.init(name: "a", training: curve, validation: nil)]).figure()
        guard
            case .stroke(let path, _) = try #require(
                try figure.drawing(width: .column).commands(role: "training").first
            ).shape
        else { throw PlottingError.shape("no line") }
        let moves = path.elements.filter { if case .move = $0 { true } else { false } }
        #expect(moves.count == 2 && path.vertices.count == 4)
    }

    @Test func refusesCurvesWithoutOneFiniteLoss() throws {
        let curve = try LossCurves.Curve(steps: [1, 2], values: [.nan, .nan])
        #expect(throws: PlottingError.self) {
            try LossCurves(series: [.init(name: "a", training: curve, validation: nil)]).figure()
        }
    }
}
