import Foundation
import Testing

@testable import Plotting

@Suite struct LikelihoodCurvesTests {
    @Test func drawsTheLevelsWhereTheyBelong() throws {
        let drawing = try ExampleFigures.scan().figure().drawing(width: .column)
        let map = drawing.frames[0].main
        for (role, level) in [("level 68 %", 1.0), ("level 95 %", LikelihoodCurves.level95)] {
            let command = try #require(drawing.commands(role: role).first)
            guard case .stroke(let path, _) = command.shape else { throw PlottingError.shape("no line") }
            #expect(path.vertices.allSatisfy { abs($0.y - map.vertical(level)) < 1e-9 })
        }
        #expect(drawing.texts.contains("68 %") && drawing.texts.contains("95 %"))
        guard case .stroke(let truth, let style) = try #require(drawing.commands(role: "truth").first).shape else {
            throw PlottingError.shape("no line")
        }
        #expect(truth.vertices.allSatisfy { abs($0.x - map.horizontal(0.5)) < 1e-9 })
        #expect(style.ink == .colour(Palette.truth) && style.dash == StrokeStyle.dashed)
    }

    @Test func quotesTheBestFitRounded() throws {
        let figure = try ExampleFigures.scan().figure()
        #expect(figure.title == "ν_shift: best fit 0.482 ± 0.010, truth 0.5 inside the 95 % interval")
        #expect(try figure.drawing(width: .column).texts.contains("Best fit 0.482 ± 0.010"))
    }

    @Test func namesAnOpenBoundAndGivesItNoNumber() throws {
        let figure = try ExampleFigures.scan(open: true).figure()
        let drawing = try figure.drawing(width: .column)
        let arrow = drawing.commands(role: "bound 95 % open")
        #expect(arrow.contains { if case .text(let text) = $0.shape { text.text.plain == "open" } else { false } })
        #expect(drawing.commands(role: "bound 95 %").count == 1)
        #expect(figure.alternativeText.contains("95 % interval 0.462 to open"))
        #expect(figure.data.value("95 % upper")?.isNaN == true)
        #expect(figure.data.json.contains("\"95 % upper\": null"))
    }

    @Test func claimsNothingOfATruthBeyondAnOpenBound() throws {
        let x = (0...40).map { 0.4 + 0.001 * Double($0) }
        let scan = LikelihoodCurves(
            nuisance: "*ν*_{shift}",
            series: [
                .init(
                    profiled: try .init(x: x, y: x.map { ($0 - 0.43) * ($0 - 0.43) / 2.5e-4 }), best: 0.43,
                    interval68: .init(lower: 0.4142, upper: nil), interval95: .init(lower: nil, upper: nil))
            ], truth: 0.5)
        #expect(try scan.figure().title.hasSuffix("truth 0.5 beyond the window, where the interval is open"))
    }

    @Test func leavesOutAMarkThatLiesOutsideOfTheWindow() throws {
        let drawing = try ExampleFigures.scan(truth: 0.9).figure().drawing(width: .column)
        #expect(drawing.commands(role: "truth").isEmpty)
        #expect(try ExampleFigures.scan(truth: 0.9).figure().title.hasSuffix("outside the 95 % interval"))
    }
}

@Suite struct LikelihoodPlaneTests {
    @Test func drawsContoursAtTheLevelsOfTwoParameters() throws {
        let scan = try ExampleFigures.plane()
        let drawing = try scan.figure().drawing(width: .column)
        let map = drawing.frames[0].main
        for (role, level) in [("contour 68 %", LikelihoodPlane.level68), ("contour 95 %", LikelihoodPlane.level95)] {
            guard case .stroke(let path, _) = try #require(drawing.commands(role: role).first).shape else {
                throw PlottingError.shape("no line")
            }
            for place in path.vertices {
                let x = scan.series[0].deviance.x.lowerBound + (place.x - map.frame.x) / map.frame.width * 0.07
                let y = scan.series[0].deviance.y.lowerBound + (map.frame.maxY - place.y) / map.frame.height * 0.07
                let value = pow((x - 0.487) / 0.0104, 2) + pow((y + 0.507) / 0.0098, 2)
                #expect(abs(value - level) < 0.08)
            }
        }
    }

    @Test func namesContoursOnTheLine() throws {
        let drawing = try ExampleFigures.plane().figure().drawing(width: .column)
        for (role, name) in [("contour 68 %", "68 %"), ("contour 95 %", "95 %")] {
            guard case .text(let text) = try #require(drawing.commands(role: "\(role) label").first).shape,
                case .stroke(let path, _) = try #require(drawing.commands(role: role).first).shape
            else { throw PlottingError.shape("no label") }
            #expect(text.text.plain == name)
            // The line stops for its label, and comes near it on both sides.
            let distances = path.vertices.map { hypot($0.x - text.position.x, $0.y - text.position.y) }
            #expect((distances.min() ?? 0) > text.box.width / 2)
            #expect((distances.min() ?? 99) < text.box.width / 2 + 6)
        }
    }

    @Test func namesContoursInTheLegendWhereTheyAreSmall() throws {
        let drawing = try ExampleFigures.plane(half: 0.15).figure().drawing(width: .column)
        #expect(drawing.commands(role: "contour 68 % label").isEmpty)
        #expect(drawing.texts.contains("68 %") && drawing.texts.contains("95 %"))
    }

    @Test func marksAContourThatLeavesTheWindow() throws {
        let figure = try ExampleFigures.plane(half: 0.02).figure()
        let drawing = try figure.drawing(width: .column)
        #expect(!drawing.commands(role: "contour 95 % leaves window").isEmpty)
        #expect(drawing.commands(role: "contour 68 % leaves window").isEmpty)
        #expect(figure.alternativeText.contains("The 95 % contour leaves the window: it is open."))
    }

    @Test func statesTheResult() throws {
        let title = try ExampleFigures.plane().figure().title
        #expect(
            title
                == "best fit ν_shift 0.487 ± 0.010, ν_squeeze −0.507 ± 0.010; truth (0.5, −0.5) inside the 68 % contour"
        )
    }

    @Test func drawsAReferenceEllipseOfTheRightSize() throws {
        let drawing = try ExampleFigures.plane().figure().drawing(width: .column)
        let map = drawing.frames[0].main
        guard case .stroke(let path, let style) = try #require(drawing.commands(role: "reference ellipse").first).shape
        else { throw PlottingError.shape("no line") }
        #expect(style.ink == .colour(Palette.truth))
        let right = path.vertices.map(\.x).max() ?? 0
        #expect(abs(right - map.horizontal(0.5 + LikelihoodPlane.level68.squareRoot() * 0.0093)) < 0.1)
    }
}
