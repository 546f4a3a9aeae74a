import Testing

@testable import Plotting

@Suite struct CoverageBandsTests {
    @Test func drawsExactIntervalsAboutEveryFraction() throws {
        let entry = try CoverageBands.Entry(name: "nu", covered68: 68, covered95: 95, toys: 100)
        let drawing = try CoverageBands(entries: [entry]).figure().drawing(width: .column)
        let map = drawing.frames[0].main
        let thick = drawing.strokes(role: "Clopper–Pearson 68 %")
        // The tabulated interval of 68 in 100, in percent.
        #expect(abs(thick[0].path.vertices[0].x - map.horizontal(62.66341532203001)) < 1e-6)
        #expect(abs(thick[0].path.vertices[1].x - map.horizontal(72.94058676581183)) < 1e-6)
        #expect(thick[0].style.width > drawing.strokes(role: "Clopper–Pearson 95 %")[0].style.width)
        for (role, percent) in [("nominal 68 %", 68.26894921370859), ("nominal 95 %", 95)] {
            let x = drawing.strokes(role: role)[0].path.vertices[0].x
            #expect(abs(x - map.horizontal(percent)) < 1e-9)
        }
    }

    @Test func namesRowsFromTheTop() throws {
        let drawing = try ExampleFigures.coverageBands().figure().drawing(width: .column)
        let names = drawing.texts(role: "y label").sorted { $0.position.y < $1.position.y }.map(\.text.plain)
        #expect(names == ["ν_shift", "ν_squeeze", "Joint"])
    }

    @Test func saysWhetherTheNominalValueIsLeftOut() throws {
        #expect(
            try ExampleFigures.coverageBands().figure().alternativeText
                .contains("Every nominal value lies inside the 95 % Clopper–Pearson interval."))
        let narrow = try CoverageBands.Entry(name: "nu", covered68: 40, covered95: 95, toys: 100)
        let text = try CoverageBands(entries: [narrow], failed: 3).figure().alternativeText
        // scipy 1.17.1: beta.ppf([0.025, 0.975], [40, 41], [61, 60]).
        #expect(text.contains("interval leaves out the nominal value for nu at 68 %, 30.3 to 50.3 %"))
        #expect(text.contains("100 toys, 3 more failed"))
    }

    @Test func showsARowWithoutAToyAsMissing() throws {
        let figure = try ExampleFigures.coverageBands(toys: 0).figure()
        let drawing = try figure.drawing(width: .column)
        #expect(drawing.texts(role: "missing").map(\.text.plain) == ["no toy", "no toy", "no toy"])
        #expect(drawing.commands(role: "coverage 68 %").isEmpty)
        #expect(figure.alternativeText.contains("No toy gave an interval."))
        #expect(figure.data.tables[0].column("coverage")?.allSatisfy(\.isNaN) == true)
    }

    @Test func refusesCountsThatCannotBe() {
        #expect(throws: PlottingError.self) {
            try CoverageBands.Entry(name: "nu", covered68: 9, covered95: 8, toys: 10)
        }
        #expect(throws: PlottingError.self) { try CoverageBands(entries: []).figure() }
    }
}

@Suite struct PullDistributionTests {
    @Test func computesMeanAndWidthWithTheirErrors() throws {
        let figure = try PullDistribution(series: [.init(name: "nu", pulls: [-1, 0, 1, 2, .nan])]).figure()
        let data = figure.data
        // Sum of squares about 0.5 is 5: s² = 5/3.
        #expect(data.value("nu mean") == 0.5)
        #expect(abs((data.value("nu width") ?? 0) - (5.0 / 3).squareRoot()) < 1e-15)
        #expect(abs((data.value("nu mean error") ?? 0) - (5.0 / 12).squareRoot()) < 1e-15)
        #expect(abs((data.value("nu width error") ?? 0) - (5.0 / 18).squareRoot()) < 1e-15)
        #expect(figure.title == "nu: mean of pulls 0.5 ± 0.6, width 1.3 ± 0.5")
        #expect(figure.alternativeText.contains("4 toys, 1 without a pull"))
    }

    @Test func countsEveryPullInsideTheWindowAndNamesTheRest() throws {
        let figure = try ExampleFigures.pullDistribution(panels: 1).figure()
        let counts = try #require(figure.data.table("histogram of ν_shift")?.column("toys"))
        #expect(counts.reduce(0, +) == 98)
        #expect(try figure.drawing(width: .column).texts.contains("99 toys, 2 failed, 1 beyond"))
    }

    @Test func drawsTheUnitGaussianOfTheSameArea() throws {
        let drawing = try ExampleFigures.pullDistribution(panels: 1).figure().drawing(width: .column)
        let map = drawing.frames[0].main
        let peak = drawing.strokes(role: "unit Gaussian")[0].path.vertices.map(\.y).min() ?? 0
        // 99 toys in steps of 0.5 at φ(0) = 0.3989.
        #expect(abs(peak - map.vertical(99 * 0.5 * 0.3989422804014327)) < 1e-9)
        #expect(drawing.texts(role: "x title").map(\.text.plain) == ["(ν̂ − ν_true) / σ"])
    }

    @Test func saysThatThereIsNoPull() throws {
        let figure = try PullDistribution(series: [.init(name: "nu", pulls: [.nan])]).figure()
        #expect(try figure.drawing(width: .column).texts.contains("no pull"))
        #expect(figure.title == "nu: 0 pulls")
    }
}

@Suite struct ToyContoursTests {
    @Test func setsContoursThatLeaveTheTruthOutApart() throws {
        let scan = try ExampleFigures.toys()
        let drawing = try scan.figure().drawing(width: .column)
        let lines = drawing.strokes(role: "toy contour")
        #expect(lines.count == 40)
        let outside = lines.filter { !$0.style.dash.isEmpty }
        #expect(outside.count == scan.toys.filter { $0.holdsTruth == false }.count)
        #expect(drawing.texts.contains("Leaves it out (12)") && drawing.texts.contains("40 toys, 2 failed"))
    }

    @Test func statesTheCoverageWithItsExactInterval() throws {
        // scipy 1.17.1: beta.ppf of 28 in 40 at ±1σ: 0.6104 to 0.7781.
        #expect(
            try ExampleFigures.toys().figure().title
                == "28 of 40 toys' 68 % contours hold the truth: 70.0 % (Clopper–Pearson at 68 %: 61.0 to 77.8 %)")
    }

    @Test func countsAToyWithoutABestFitAsFailed() throws {
        let lost = ToyContours.Toy(best: Point(.nan, .nan), contour: [], holdsTruth: nil)
        let figure = ToyContours(xNuisance: "a", yNuisance: "b", truth: Point(0, 0), toys: [lost]).figure()
        #expect(figure.title == "no toy with a contour")
        #expect(figure.data.value("failed") == 1)
        #expect(try figure.drawing(width: .column).commands(role: "toy best fit").isEmpty)
    }
}
