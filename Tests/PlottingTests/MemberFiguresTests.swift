import Testing

@testable import Plotting

@Suite struct MemberCurvesTests {
    @Test func drawsMembersThinAndFadedAndTheCombinationThick() throws {
        let drawing = try ExampleFigures.ensembleScan().figure().drawing(width: .column)
        let members = drawing.strokes(role: "member")
        #expect(members.count == 8)
        #expect(members.allSatisfy { $0.style.ink == .faded(.colour(Palette.model), 0.35) && $0.style.width < 1 })
        let combined = drawing.strokes(role: "profiled")
        #expect(combined.count == 1 && combined[0].style.width > 1.5 && combined[0].style.ink == .colour(Palette.model))
    }

    @Test func namesTheLevelsOfOneParameterAndMarksTheBoundsOnThem() throws {
        let drawing = try ExampleFigures.ensembleScan().figure().drawing(width: .column)
        let map = drawing.frames[0].main
        #expect(drawing.strokes(role: "level 68 %")[0].path.vertices.allSatisfy { $0.y == map.vertical(1) })
        let level = map.vertical(LikelihoodCurves.level95)
        #expect(drawing.strokes(role: "level 95 %")[0].path.vertices.allSatisfy { $0.y == level })
        #expect(drawing.texts(role: "side label").map(\.text.plain) == ["68 %", "95 %"])
        let dots = drawing.fills(role: "bound 68 %").map { $0.path.vertices.map(\.x) }
        #expect(dots.count == 2)
        #expect((dots[0].min() ?? 0) < map.horizontal(0.4766) && (dots[0].max() ?? 0) > map.horizontal(0.4766))
    }

    @Test func tellsOverlaidCombinationsApartByColourAndDash() throws {
        let figure = try ExampleFigures.ensembleScan(several: true).figure()
        let drawing = try figure.drawing(width: .column)
        let lines = drawing.strokes(role: "profiled").map(\.style)
        #expect(lines.map(\.ink) == (0..<3).map { .colour(Palette.series($0)) })
        #expect(Set(lines.map(\.dash)).count == 3)
        #expect(drawing.texts.contains("Envelope: 0.485 ± 0.013"))
        #expect(figure.title.contains("Plain average 0.492 ± 0.007, truth inside the 95 % interval"))
    }

    @Test func givesEveryCurveAsNumbers() throws {
        let data = try ExampleFigures.ensembleScan().figure().data
        #expect(data.tables.count == 9 && data.table("Rebased average member 8") != nil)
        #expect(data.value("Rebased average best fit") == 0.487)
    }

    @Test func saysOfAnOpenBoundAndOfAMemberWithoutValues() throws {
        let x = [0.0, 1, 2]
        let series = LikelihoodCurves.Series(
            name: "Average", profiled: try .init(x: x, y: [0, 1, 4]),
            members: [try .init(x: x, y: [.nan, .nan, .nan])], best: 0, interval68: .init(lower: nil, upper: 1),
            interval95: .init(lower: nil, upper: 1.96))
        let figure = try LikelihoodCurves(nuisance: "nu", series: [series]).figure()
        #expect(figure.alternativeText.contains("68 % interval open to 1"))
        #expect(figure.alternativeText.contains("1 without a value"))
        #expect(try figure.drawing(width: .column).texts(role: "bound 68 % open").map(\.text.plain) == ["open"])
        #expect(figure.data.value("Average 68 % lower")?.isNaN == true)
    }

    @Test func refusesAFigureOfNothing() {
        #expect(throws: PlottingError.self) { try LikelihoodCurves(nuisance: "nu", series: []).figure() }
        #expect(throws: PlottingError.self) { try LikelihoodPlane(xNuisance: "a", yNuisance: "b", series: []).figure() }
    }
}

@Suite struct MemberContoursTests {
    @Test func drawsMembersBeneathSolidAndDashedContours() throws {
        let drawing = try ExampleFigures.ensemblePlane().figure().drawing(width: .column)
        let members = drawing.strokes(role: "member")
        #expect(members.count == 8 && members.allSatisfy { $0.style.ink == .faded(.colour(Palette.model), 0.35) })
        #expect(drawing.strokes(role: "contour 68 %")[0].style.dash.isEmpty)
        #expect(drawing.strokes(role: "contour 95 %")[0].style.dash == StrokeStyle.dashed)
        let order = drawing.commands.map(\.role)
        #expect((order.lastIndex(of: "member") ?? 99) < (order.firstIndex(of: "contour 68 %") ?? 0))
    }

    @Test func writesNamesOfContoursInTheTextsInk() throws {
        let drawing = try ExampleFigures.ensemblePlane().figure().drawing(width: .column)
        for role in ["contour 68 % label", "contour 95 % label"] {
            let label = try #require(drawing.texts(role: role).first)
            #expect(label.ink == .foreground && label.rim == .paper)
        }
    }

    @Test func rimsLinesAndNamesOnAMap() throws {
        let drawing = try ExampleFigures.ensemblePlane(map: true).figure().drawing(width: .column)
        #expect(drawing.strokes(role: "contour casing").count == 2)
        let label = try #require(drawing.texts(role: "contour 68 % label").first)
        #expect(label.rim != nil && label.rim != label.ink)
        #expect(drawing.texts(role: "colour bar title").map(\.text.plain) == ["B_eff"])
        #expect(drawing.texts(role: "colour bar label").last?.text.plain == "8")
    }

    @Test func statesTheResultAndCountsMembersThatHoldTheTruth() throws {
        let figure = try ExampleFigures.ensemblePlane(map: true).figure()
        #expect(
            figure.title
                == "Rebased average: best fit ν_shift 0.487 ± 0.010, ν_squeeze −0.507 ± 0.010, "
                + "truth (0.5, −0.5) inside the 68 % contour")
        #expect(figure.alternativeText.contains("1 of 8 whose 68 % contour holds the truth"))
        #expect(figure.alternativeText.contains("rests on 1.1 to 8 effective members"))
        #expect(figure.data.table("effective members")?.column("value")?.count == 49 * 49)
        #expect(figure.data.table("Rebased average member 8 contour 68 %") != nil)
    }

    @Test func saysWhereAContourIsMissing() throws {
        let axis = [0.0, 1, 2]
        let nothing = try ScalarGrid(x: axis, y: axis, values: Array(repeating: .nan, count: 9))
        let figure = try LikelihoodPlane(
            xNuisance: "a", yNuisance: "b",
            series: [.init(name: "Average", deviance: .grid(nothing), members: [nothing], best: Point(1, 1))]
        ).figure()
        #expect(figure.alternativeText.contains("Average: the 68 % contour does not lie in the window."))
        #expect(figure.alternativeText.contains("1 without a contour in the window"))
        #expect(try figure.drawing(width: .full).strokes(role: "member").isEmpty)
    }
}
