import Testing

@testable import Plotting

@Suite struct PostFitBandsTests {
    private func example(statistical: Double, systematic: Double) throws -> PostFitBands.Histogram {
        func band(_ half: Double) -> PostFitBands.Band {
            .init(lower: [100 - half, 50 - half], upper: [100 + half, 50 + half])
        }
        return try .init(
            variable: "x", observed: EventCounts(edges: [0, 1, 2], counts: [110, 45]), bestFit: [100, 50],
            statistical: band(statistical),
            systematic: band(systematic), total: band(20))
    }

    @Test func drawsBandsInTheirColoursWithTheSameOnesInTheRatio() throws {
        let drawing = try PostFitBands(histograms: [try example(statistical: 4, systematic: 10)], ratioReach: 0.5)
            .figure().drawing(width: .column)
        let lower = try #require(drawing.frames[0].lower)
        #expect(drawing.fills(role: "statistical band")[0].ink == .statisticalBand)
        #expect(drawing.fills(role: "systematic band")[0].ink == .systematicBand)
        let ratio = drawing.fills(role: "ratio systematic band")[0].path.vertices.map(\.y)
        // 10 of 50 events in the second bin: 0.8 to 1.2.
        #expect(abs((ratio.min() ?? 0) - lower.vertical(1.2)) < 1e-9)
        #expect(abs((ratio.max() ?? 0) - lower.vertical(0.8)) < 1e-9)
        for role in ["total band", "ratio total band"] {
            guard case .hatch(_, let style) = try #require(drawing.commands(role: role).first).shape else {
                throw PlottingError.shape("no hatching")
            }
            #expect(style.ink == .totalBand)
        }
    }

    @Test(arguments: [(4.0, 10.0), (10.0, 4.0)])
    func drawsTheWiderSolidBandFirst(statistical: Double, systematic: Double) throws {
        let drawing = try PostFitBands(
            histograms: [try example(statistical: statistical, systematic: systematic)]
        ).figure().drawing(width: .column)
        let order = drawing.commands.map(\.role)
        let places = ["statistical band", "systematic band"].compactMap { order.firstIndex(of: $0) }
        #expect((places[0] < places[1]) == (statistical > systematic))
        #expect((order.firstIndex(of: "total band") ?? 0) > (places.max() ?? 0))
    }

    @Test(
        arguments: [
            (0, [100, 50], [90, 40], ""), (7, [100, 50], [90, 40], ", 7 beyond"),
            (0, [100, .nan], [90, 40], ", 1 without a fit"), (0, [100, 50], [.nan, 40], ", 1 without a total band"),
            (3, [100, 50], [-.infinity, .nan], ", 3 beyond, 2 without a total band"),
        ] as [(Int, [Double], [Double], String)])
    func saysWhatItLeavesOut(_ beyond: Int, _ fit: [Double], _ lower: [Double], _ words: String) throws {
        let histogram = try PostFitBands.Histogram(
            variable: "x", observed: EventCounts(edges: [0, 1, 2], counts: [110, 45], beyond: beyond), bestFit: fit,
            total: .init(lower: lower, upper: [120, 60]))
        let figure = try PostFitBands(histograms: [histogram]).figure()
        let note = try #require(figure.panels[0].note).plain
        #expect(note.hasSuffix(words) && note.contains(",") == !words.isEmpty, "\(note)")
        #expect(figure.alternativeText.contains("x, not drawn: \(words.dropFirst(2)).") == !words.isEmpty)
        let partial = try PostFitBands(histograms: [histogram], partial: "half").figure()
        #expect(partial.panels[0].note?.plain == "partial: half\(words)")
    }

    @Test func saysInTheLegendWhatEachBandHolds() throws {
        let names = PostFitBands.Names(total: "Total: 8 members × 24 points")
        let figure = try PostFitBands(histograms: [try ExampleFigures.postFit()], names: names).figure()
        let legends = try figure.drawing(width: .full).texts(role: "legend").map(\.text.plain)
        #expect(
            legends == [
                "Data", "Best fit", "Stat.: members at ν̂", "Syst.: ν on its 68 % contour",
                "Total: 8 members × 24 points",
            ])
    }

    @Test func leavesOutABandThatIsNotGiven() throws {
        let histogram = try PostFitBands.Histogram(
            variable: "x", observed: EventCounts(edges: [0, 1], counts: [3]), bestFit: [2.5])
        let figure = try PostFitBands(histograms: [histogram]).figure()
        let drawing = try figure.drawing(width: .column)
        #expect(drawing.commands(role: "total band").isEmpty)
        #expect(drawing.texts(role: "legend").map(\.text.plain) == ["Data", "Best fit"])
        #expect(figure.data.table("x")?.column("total lower") == nil)
    }

    @Test func statesChiSquaredAndHowManyBinsReachTheTotalBand() throws {
        let figure = try PostFitBands(histograms: [try example(statistical: 4, systematic: 10)]).figure()
        // (110 − 100)²/100 + (45 − 50)²/50 = 1.5.
        #expect(
            figure.title
                == "Data against best fit: x: χ² 1.5 of 2 degrees of freedom, data reach the total band in 2 of 2 bins")
        #expect(figure.alternativeText.contains("systematic ±20 %, statistical ±8 %, total ±40 %"))
        #expect(figure.data.value("chi-squared x") == 1.5)
    }

    /// (110 − 100)²/(100 + 10²) + (45 − 50)²/(50 + 5²) = 1/2 + 1/3, and the total takes one degree of freedom.
    @Test func countsTheErrorOfWhatWasDrawnAndTheTotal() throws {
        let histogram = try PostFitBands.Histogram(
            variable: "x", observed: EventCounts(edges: [0, 1, 2], counts: [110, 45]), bestFit: [100, 50],
            bestFitError: [10, 5], sharesTotal: true)
        let chi = try #require(histogram.chiSquared)
        #expect(abs(chi.value - 5.0 / 6) < 1e-12 && chi.degreesOfFreedom == 1)
        let figure = try PostFitBands(histograms: [histogram]).figure()
        #expect(figure.panels[0].note?.plain == "χ²/ndf\u{A0}=\u{A0}0.8/1")
        #expect(figure.data.table("x")?.column("best fit error") == [10, 5])
        let single = try PostFitBands.Histogram(
            variable: "x", observed: EventCounts(edges: [0, 1], counts: [3]), bestFit: [2.5], sharesTotal: true)
        #expect(single.chiSquared == nil)
    }

    @Test func countsBinsWithoutAFit() throws {
        let figure = try PostFitBands(histograms: [try ExampleFigures.postFit(missing: true)]).figure()
        #expect(figure.alternativeText.contains("not drawn: 1 without a fit"))
        #expect(try figure.drawing(width: .column).texts.contains { "\($0)".contains("1 without a fit") })
    }

    @Test func refusesColumnsOfDifferentLengths() {
        #expect(throws: PlottingError.self) {
            try PostFitBands.Histogram(
                variable: "x", observed: EventCounts(edges: [0, 1], counts: [1]), bestFit: [1],
                total: .init(lower: [0, 0], upper: [1, 1]))
        }
        #expect(throws: PlottingError.self) {
            try PostFitBands.Histogram(
                variable: "x", observed: EventCounts(edges: [0, 1], counts: [1]), bestFit: [1], bestFitError: [1, 1])
        }
        #expect(throws: PlottingError.self) { try PostFitBands(histograms: []).figure() }
    }
}
