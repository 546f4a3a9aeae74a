import Foundation
import Testing

@testable import Plotting

@Suite struct MarkTests {
    private func drawing(_ marks: [Mark], width: FigureWidth = .column, grows: Bool = false) throws -> Drawing {
        let panel = Panel(
            x: Axis("x", limits: 0...10), y: Axis("y", limits: 0...10), marks: marks, mayGrowForLegend: grows)
        return try Figure(title: "t", alternativeText: "a", panels: [panel], data: FigureData(tables: []))
            .drawing(width: width)
    }

    @Test func breaksABandAtAMissingBin() throws {
        let band = Mark(
            "band",
            .binBand(edges: [0, 2, 4, 6], lower: [1, .nan, 1], upper: [2, 2, 3], .solid(.systematicBand)))
        guard case .fill(let path, let ink) = try #require(try drawing([band]).commands(role: "band").first).shape
        else { throw PlottingError.shape("no area") }
        #expect(ink == .systematicBand)
        #expect(path.elements.filter { $0 == .close }.count == 2)
        #expect(path.vertices.allSatisfy { $0.x.isFinite && $0.y.isFinite })
    }

    /// A value between two missing ones has no line to stand on.
    @Test(
        arguments: [
            ([.nan, 5, .nan], 1), ([5, .nan, 5], 2), ([1, 2, .nan, 5, .infinity], 2), ([.nan, 1, 2], 1), ([.nan], 0),
        ] as [([Double], Int)]) func keepsALoneValueOfALineAsADot(_ values: [Double], _ pieces: Int) throws
    {
        let points = values.enumerated().map { Point(Double($0 + 1), $1) }
        let strokes = try drawing([Mark("line", .line(points, StrokeStyle(.foreground, width: 2)))])
            .strokes(role: "line")
        let found = strokes.flatMap(\.path.pieces)
        #expect(found.count == pieces && found.allSatisfy { $0.count == 2 && $0[1].x - $0[0].x >= 2 - 1e-9 })
    }

    @Test func hatchesTheTotalBand() throws {
        let points = [Mark.BandPoint(x: 1, lower: 2, upper: 4), .init(x: 9, lower: 3, upper: 5)]
        let commands = try drawing([Mark("total", .band(points, .hatched(.totalBand)))]).commands(role: "total")
        guard case .hatch(let path, let style) = try #require(commands.first).shape else {
            throw PlottingError.shape("no hatching")
        }
        #expect(path.vertices.count == 4 && style.ink == .totalBand)
    }

    @Test func showsAPointBeyondTheWindowOnItsEdge() throws {
        let mark = Mark(
            "data", .points([.init(x: 5, y: 40), .init(x: 6, y: 5)], .data))
        let drawing = try drawing([mark])
        let frame = drawing.frames[0].main.frame
        let fills = drawing.commands(role: "data").compactMap { command -> [Point]? in
            if case .fill(let path, _) = command.shape { path.vertices } else { nil }
        }
        #expect(fills.count == 2)
        #expect(fills[0].count == 3 && fills[0].allSatisfy { frame.contains($0) && $0.y < frame.y + 6 })
    }

    @Test func makesRoomForALegendWhereYMayGrow() throws {
        let area = Mark.Shape.binBand(edges: [0, 10], lower: [0], upper: [9.9], .solid(.colour(Palette.model)))
        let block = Mark("block", area, legend: "Model")
        let grown = try drawing([block], grows: true)
        #expect(grown.frames[0].main.y.limits.upperBound > 11)
        let legend = try #require(grown.commands(role: "legend").first)
        guard case .text(let text) = legend.shape else { throw PlottingError.shape("no text") }
        #expect(grown.frames[0].main.frame.contains(text.bounds))
        // Where it may not, the legend stands outside.
        let fixed = try drawing([block])
        guard case .text(let outside) = try #require(fixed.commands(role: "legend").first).shape else {
            throw PlottingError.shape("no text")
        }
        #expect(outside.bounds.maxY <= fixed.frames[0].main.frame.y)
    }

    @Test func namesEqualLegendEntriesOnce() throws {
        let style = StrokeStyle(.foreground)
        let marks = (0..<4).map {
            Mark("member", .line([Point(0, Double($0)), Point(10, Double($0))], style), legend: "Members")
        }
        let drawing = try drawing(marks)
        #expect(drawing.commands(role: "legend").count == 1)
        #expect(drawing.commands(role: "legend sample").count == 1)
    }

    @Test func labelsAContourTooSmallToCarryItsLabel() throws {
        let axis = (0...100).map { Double($0) / 10 }
        let values = axis.flatMap { y in axis.map { x in pow((x - 5) / 0.2, 2) + pow((y - 5) / 0.2, 2) } }
        let contour = ContourLines(of: try ScalarGrid(x: axis, y: axis, values: values), at: 1)
        let drawing = try drawing([Mark("small", .contour(contour, StrokeStyle(.foreground), label: "68 %"))])
        guard case .text(let text) = try #require(drawing.commands(role: "small label").first).shape else {
            throw PlottingError.shape("no label")
        }
        #expect(drawing.frames[0].main.frame.contains(text.bounds))
    }

    private static func circle(_ radius: Double) throws -> ContourLines {
        let axis = (0...200).map { Double($0) / 20 }
        let values = axis.flatMap { y in axis.map { x in (pow(x - 5, 2) + pow(y - 5, 2)) / (radius * radius) } }
        return ContourLines(of: try ScalarGrid(x: axis, y: axis, values: values), at: 1)
    }

    /// Another contour of the same level follows it all around, as that of the exact likelihood does.
    @Test func namesAContourWhereNothingRunsThroughTheName() throws {
        let style = StrokeStyle(.foreground)
        for radius in [3.05, 2.95, 3.3] {
            let drawing = try drawing([
                Mark("named", .contour(try Self.circle(3), style, label: "68 %")),
                Mark("other", .contour(try Self.circle(radius), style, label: nil)),
            ])
            let text = try #require(drawing.texts(role: "named label").first)
            #expect(drawing.frames[0].main.frame.contains(text.bounds))
            let frame = drawing.frames[0].main.frame
            let (cosine, sine) = (cos(text.rotation), sin(text.rotation))
            func isInText(_ point: Point) -> Bool {
                let (dx, dy) = (point.x - text.position.x, point.y - text.position.y)
                return text.box.inset(by: 2).contains(Point(dx * cosine - dy * sine, dx * sine + dy * cosine))
            }
            for (path, _) in drawing.strokes(role: "other") + drawing.strokes(role: "named") {
                let points = PathSampling.points(along: path, spacing: 1, within: frame)
                #expect(!points.contains(where: isInText), "\(radius)")
            }
            #expect(drawing.commands(role: "label paper").isEmpty)
        }
    }

    /// Where lines are everywhere, they stop at the name.
    @Test func interruptsLinesUnderTheNameOfAContourThatHasNoRoom() throws {
        let style = StrokeStyle(.foreground)
        let lines = stride(from: 0.1, to: 10, by: 0.15).map { y in
            Mark("line", .line([Point(0, y), Point(10, y)], style))
        }
        let drawing = try drawing([Mark("named", .contour(try Self.circle(3), style, label: "68 %"))] + lines)
        let roles = drawing.commands.map(\.role)
        let paper = try #require(roles.firstIndex(of: "label paper"))
        #expect(paper > (roles.lastIndex(of: "line") ?? .max))
        #expect(roles[paper + 1] == "named label")
    }

    @Test func paintsAHeatMapByItsScaleAndLeavesMissingValuesClear() throws {
        let grid = try ScalarGrid(x: [0, 5, 10], y: [0, 10], values: [0, 0, .nan, 0, 0, .nan])
        let scale = ColourScale(.viridis, range: 0...1, title: "z")
        guard
            case .image(let raster, let place) = try #require(
                try drawing([Mark("map", .heatMap(grid, scale))]).commands(role: "map").first
            ).shape
        else { throw PlottingError.shape("no image") }
        #expect(raster.pixels[0] == scale.colour(of: 0))
        #expect(raster.pixels[raster.columns - 1].opacity == 0)
        #expect(place.width > 100)
    }

    @Test func reflowsPanelsWhereTheWidthIsNarrow() throws {
        let figure = try LikelihoodCurves.figure(of: [
            try ExampleFigures.scan(), try ExampleFigures.scan(), try ExampleFigures.scan(),
        ])
        let wide = try figure.drawing(width: .full).frames.map(\.main.frame)
        let narrow = try figure.drawing(width: .column).frames.map(\.main.frame)
        #expect(wide[0].y == wide[2].y)
        #expect(narrow[0].y == narrow[1].y && narrow[2].y > narrow[0].maxY && narrow[2].x == narrow[0].x)
    }
}
