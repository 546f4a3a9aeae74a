import Testing

@testable import Plotting

@Suite struct PullsTests {
    @Test func drawsBarsAcrossBandsOfOneAndTwo() throws {
        let pulls = Pulls(entries: [.init(name: "nu", pull: 0.5, lower: 0.7, upper: 0.8)])
        let drawing = try pulls.figure().drawing(width: .column)
        let map = drawing.frames[0].main
        let ends = drawing.strokes(role: "error")[0].path.vertices
        #expect(abs(ends[0].x - map.horizontal(-0.2)) < 1e-9 && abs(ends[1].x - map.horizontal(1.3)) < 1e-9)
        for (role, reach) in [("band 1", 1.0), ("band 2", 2.0)] {
            let xs = drawing.fills(role: role).flatMap(\.path.vertices).map(\.x)
            #expect(xs.min() == map.horizontal(-reach) && abs((xs.max() ?? 0) - map.horizontal(reach)) < 1e-9)
        }
    }

    @Test func printsTheFormulaOfThePull() throws {
        let pulls = Pulls(
            entries: [.init(name: "nu", pull: 0, lower: 1, upper: 1)], formula: "(*ν̂* − *ν*_{0}) / *σ*_{prior}")
        let figure = try pulls.figure()
        #expect(try figure.drawing(width: .column).texts(role: "x title").map(\.text.plain) == ["(ν̂ − ν_0) / σ_prior"])
        #expect(figure.alternativeText.hasPrefix("Pulls (ν̂ − ν_0) / σ_prior of 1 nuisance: nu 0.0 ± 1.0."))
    }

    @Test func showsAMissingPullAndOneBeyondTheWindow() throws {
        let figure = try ExampleFigures.pulls().figure()
        let drawing = try figure.drawing(width: .column)
        #expect(drawing.texts(role: "missing").map(\.text.plain) == ["no pull"])
        #expect(drawing.texts(role: "pull beyond window").map(\.text.plain) == ["9.3"])
        #expect(figure.alternativeText.contains("θ_3: none"))
        #expect(figure.title == "2 of 5 pulls inside ±1; largest: θ_4 9.30")
        #expect(figure.data.table("pulls")?.column("pull")?.filter(\.isNaN).count == 1)
    }

    @Test func keepsNamesOfManyRowsApart() throws {
        let names = try ExampleFigures.pulls(20).figure().drawing(width: .column).texts(role: "y label")
        let places = names.map(\.position.y).sorted()
        #expect(names.count == 20)
        #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 > names[0].size })
    }
}

@Suite struct CorrelationMatrixTests {
    private func matrix(_ correlation: Double) throws -> CorrelationMatrix {
        try CorrelationMatrix(names: ["a", "b"], values: [1, correlation, correlation, 1])
    }

    @Test func writesCoefficientsIntoCellsAboutAMapCentredAtZero() throws {
        let drawing = try matrix(0).figure().drawing(width: .column)
        #expect(drawing.texts(role: "correlation text").map(\.text.plain) == ["1.00", "0.00", "0.00", "1.00"])
        let inks = drawing.fills(role: "correlation").map(\.ink)
        let map = ColourMap.diverging
        #expect(inks[1] == .colour(map.colour(at: 0.5)) && inks[0] == .colour(map.colour(at: 1)))
        // Dark text on the light cell, white on the strong one.
        let texts = drawing.texts(role: "correlation text").map(\.ink)
        #expect(texts[0] == .colour(Colour(hex: 0xffffff)) && texts[1] == .colour(Colour(hex: 0x16181d)))
    }

    @Test func putsTheFirstRowOnTop() throws {
        let drawing = try matrix(0.3).figure().drawing(width: .column)
        let rows = drawing.texts(role: "y label").sorted { $0.position.y < $1.position.y }.map(\.text.plain)
        let columns = drawing.texts(role: "x label").sorted { $0.position.x < $1.position.x }.map(\.text.plain)
        #expect(rows == ["a", "b"] && columns == ["a", "b"])
    }

    @Test func staysReadableWithTwentyRows() throws {
        let figure = try ExampleFigures.correlations(20).figure()
        let wide = try figure.drawing(width: .full)
        let sizes = wide.texts(role: "correlation text").map(\.size).sorted()
        #expect(sizes.count == 400 && sizes[sizes.count / 2] > 5)
        // Names stand upright, and clear of one another.
        let names = wide.texts(role: "x label")
        #expect(names.allSatisfy { $0.rotation > 1.5 })
        // At column width the cells have no numbers, only colours.
        #expect(try figure.drawing(width: .column).texts(role: "correlation text").isEmpty)
    }

    @Test func hatchesAMissingCoefficientAndSaysSo() throws {
        let figure = try matrix(.nan).figure()
        let hatched = try figure.drawing(width: .column).commands(role: "correlation").filter {
            if case .hatch = $0.shape { true } else { false }
        }
        #expect(hatched.count == 2)
        #expect(figure.title == "no pair of nuisances with a correlation")
        #expect(figure.alternativeText.contains("2 coefficients are missing, drawn hatched."))
    }

    @Test func refusesWhatIsNoCorrelation() {
        #expect(throws: PlottingError.self) { try matrix(1.2) }
        #expect(throws: PlottingError.self) { try CorrelationMatrix(names: ["a"], values: []) }
    }
}
