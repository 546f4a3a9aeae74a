import Testing

@testable import Plotting

@Suite struct UniformityHistogramsTests {
    @Test func drawsEveryCurveOverTheBandThatIsExpected() throws {
        let figure = try ExampleFigures.uniformity(panels: 1).figure()
        let drawing = try figure.drawing(width: .column)
        let map = drawing.frames[0].main
        #expect(drawing.strokes(role: "histogram").count == 3)
        let scatter = (19.0 / 2000).squareRoot()
        for (role, width) in [("band 1", 1.0), ("band 2", 2)] {
            let heights = drawing.fills(role: role).flatMap { $0.path.vertices.map(\.y) }
            let (high, low) = (try #require(heights.min()), try #require(heights.max()))
            #expect(abs(high - map.vertical(1 + width * scatter)) < 1e-6)
            #expect(abs(low - map.vertical(1 - width * scatter)) < 1e-6)
        }
        #expect(abs(drawing.strokes(role: "expected")[0].path.vertices[0].y - map.vertical(1)) < 1e-9)
    }

    @Test func saysHowFarTheWorstIsAndHowManyBinsLieOutside() throws {
        let figure = try ExampleFigures.uniformity(panels: 1).figure()
        #expect(figure.title == "class 0: nominal: largest KS distance z_1 0.074")
        // By the slope alone 0.03·9.5 is nearly three deviations of 0.0975.
        let table = try #require(figure.data.table("class 0: nominal"))
        let outside = ["z_0", "z_1", "|z|^2"].reduce(0) { count, name in
            count + (table.column(name) ?? []).count { abs($0 - 1) > 2 * (19.0 / 2000).squareRoot() }
        }
        #expect(
            outside > 0
                && figure.alternativeText.contains("\(outside) of 60 bins \(outside == 1 ? "lies" : "lie") beyond 2 σ.")
        )
    }

    @Test func refusesWhatItCannotDraw() {
        #expect(throws: PlottingError.self) { try UniformityHistograms(events: []).figure() }
        let empty = UniformityHistograms.Curve(name: "z", values: [], distance: .nan)
        #expect(throws: PlottingError.self) {
            try UniformityHistograms(events: [.init(heading: "a", curves: [empty], scatter: 0.1, effective: 10)])
                .figure()
        }
        let infinite = UniformityHistograms.Curve(name: "z", values: [1, .infinity], distance: 0.1)
        #expect(throws: PlottingError.self) {
            try UniformityHistograms(events: [.init(heading: "a", curves: [infinite], scatter: 0.1, effective: 10)])
                .figure()
        }
    }
}

@Suite struct SeparationRowsTests {
    @Test func drawsAreasWithErrorsAndWhatAnIdealOneReaches() throws {
        let drawing = try ExampleFigures.separations().figure().drawing(width: .column)
        let map = drawing.frames[0].main
        let errors = drawing.strokes(role: "error").map(\.path.vertices)
        // Five of six are known.
        #expect(errors.count == 5)
        #expect(
            abs(errors[1][0].x - map.horizontal(0.555)) < 1e-6 && abs(errors[1][1].x - map.horizontal(0.567)) < 1e-6)
        #expect(abs(drawing.strokes(role: "alike")[0].path.vertices[0].x - map.horizontal(0.5)) < 1e-9)
        #expect(!drawing.commands(role: "ideal").isEmpty)
        let names = drawing.texts(role: "y label").sorted { $0.position.y < $1.position.y }.map(\.text.plain)
        #expect(names == ["nominal", "ν_shift = +1", "ν_shift = −1"])
    }

    @Test func countsWhatWasNotMeasured() throws {
        let figure = try ExampleFigures.separations().figure()
        #expect(figure.alternativeText.contains("1 was not measured."))
        #expect(figure.title.hasPrefix("Largest AUC 0.561 ± 0.006, of class A at ν_shift = +1"))
        #expect(try figure.drawing(width: .column).texts.contains("1 not measured"))
    }

    @Test func leavesOutWhatIsNotKnown() throws {
        let figure = try ExampleFigures.separations(ideal: false).figure()
        #expect(try figure.drawing(width: .column).commands(role: "ideal").isEmpty)
        #expect(figure.data.tables[0].column("of the gap")?.allSatisfy(\.isNaN) == true)
        #expect(throws: PlottingError.self) { try SeparationRows(names: ["a"], series: []).figure() }
        let lost = SeparationRows.Area(row: 1, value: 0.5, error: 0.1, ideal: nil)
        #expect(throws: PlottingError.self) {
            try SeparationRows(names: ["a"], series: [.init(name: "b", areas: [lost])]).figure()
        }
    }
}

@Suite struct CalibrationCurvesTests {
    @Test func drawsSharesOverProbabilitiesAndTheirDeviationsBelow() throws {
        let figure = try ExampleFigures.calibrations(panels: 1).figure()
        let drawing = try figure.drawing(width: .column)
        let frame = drawing.frames[0]
        let table = try #require(figure.data.table("class 0: nominal"))
        let (predicted, observed) = (try #require(table.column("predicted")), try #require(table.column("observed")))
        // Upright lines; caps are level.
        let errors = drawing.strokes(role: "data").map(\.path.vertices).filter { $0.count == 2 && $0[0].x == $0[1].x }
        try #require(errors.count == 20)
        #expect(abs(errors[3][0].x - frame.main.horizontal(predicted[3])) < 1e-6)
        let ends = [errors[3][0].y, errors[3][1].y].sorted()
        #expect(abs(ends[0] - frame.main.vertical(observed[3] + 0.015)) < 1e-6)
        #expect(abs(ends[1] - frame.main.vertical(observed[3] - 0.015)) < 1e-6)
        let lower = try #require(frame.lower)
        let heights = drawing.fills(role: "band 2").flatMap { $0.path.vertices.map(\.y) }
        #expect(abs(try #require(heights.min()) - lower.vertical(2)) < 1e-6)
        #expect(abs(try #require(heights.max()) - lower.vertical(-2)) < 1e-6)
    }

    @Test func saysHowManyBinsDiffer() throws {
        let figure = try ExampleFigures.calibrations(panels: 1).figure()
        #expect(figure.title.hasPrefix("class 0: nominal: largest difference ") && figure.title.hasSuffix(" σ"))
        #expect(figure.alternativeText.contains("3 of 20 bins differ by more than 2 σ."))
    }

    @Test func refusesWhatItCannotDraw() {
        #expect(throws: PlottingError.self) { try CalibrationCurves(series: []).figure() }
        for bins: [CalibrationCurves.Bin] in [
            [], [.init(predicted: .nan, observed: 0.5, error: 0.1)], [.init(predicted: 0.5, observed: 0.5, error: 0)],
        ] {
            #expect(throws: PlottingError.self) {
                try CalibrationCurves(series: [.init(heading: "a", symbol: "p", bins: bins, divergence: "")]).figure()
            }
        }
    }
}
