import Testing

@testable import Plotting

@Suite struct ConvergenceCurvesTests {
    @Test func drawsPointsWithBarsAndReferenceLines() throws {
        let drawing = try ExampleFigures.convergence().figure().drawing(width: .column)
        let map = drawing.frames[0].main
        let lines = drawing.strokes(role: "reference")
        #expect(lines.map { $0.path.vertices[0].y } == [map.vertical(0.0093), map.vertical(0.0059)])
        #expect(lines[0].style.dash != lines[1].style.dash)
        #expect(drawing.fills(role: "width").count == 6)
        // All but the one whole ensemble have a bar.
        #expect(drawing.strokes(role: "width").count == 5)
        #expect(map.y.limits.lowerBound == 0)
    }

    @Test func ticksWholeMembersOnly() throws {
        let figure = try ConvergenceCurves(series: [
            .init(nuisance: "nu", sizes: [.init(members: 1, width: 1, lower: 1, upper: 1)])
        ]).figure()
        let labels = try figure.drawing(width: .full).texts(role: "x label").map(\.text.plain)
        #expect(labels == ["0", "1", "2", "3", "4"])
    }

    @Test func statesFirstAndLastWidthAndWhatIsMissing() throws {
        let figure = try ExampleFigures.convergence(panels: 2).figure()
        #expect(figure.title.hasPrefix("σ(ν_shift) 0.0059 with 1 member, 0.00887 with 8; x alone 0.0093"))
        #expect(figure.alternativeText.contains("ν_squeeze: no width for 3 members."))
        #expect(try figure.drawing(width: .full).texts.contains("no width at 3"))
        #expect(figure.data.table("ν_shift")?.column("width")?.filter(\.isNaN).count == 1)
    }

    @Test func refusesSubsetsOfNothing() {
        #expect(throws: PlottingError.self) { try ConvergenceCurves(series: []).figure() }
        #expect(throws: PlottingError.self) {
            try ConvergenceCurves(series: [.init(nuisance: "nu", sizes: [])]).figure()
        }
    }
}
