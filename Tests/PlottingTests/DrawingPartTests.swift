import Foundation
import Testing

@testable import Plotting

/// What a script reads from a drawing: frames with their axes, and paths that name their series.
@Suite struct DrawingPartTests {
    private func element(_ panels: [Panel]) throws -> String {
        try Figure(title: "t", alternativeText: "a", panels: panels, data: FigureData(values: [], tables: []))
            .laidOut(width: .column).element()
    }

    private func attributes(_ tag: Substring) -> [String: String] {
        Dictionary(
            tag.matches(of: /([\w-]+)="([^"]*)"/).map { (String($0.1), String($0.2)) },
            uniquingKeysWith: { first, _ in first })
    }

    private func frames(_ element: String) -> [[String: String]] {
        element.matches(of: /<rect[^>]* data-x="[^>]*>/).map { attributes($0.output) }
    }

    /// The path of the dots of a series.
    private func dots(_ element: String, _ series: String) -> String {
        element.split(separator: "\n").filter { $0.contains("data-point=\"\(series)\"") }
            .flatMap { $0.matches(of: /stroke-linecap="round" d="([^"]*)"/) }.map { String($0.1) }.joined()
    }

    private static let data = MarkerStyle(.circle, size: 3, ink: .foreground)

    @Test(arguments: [Axis.Scale.linear, .logarithmic]) func mapsInvertToTheData(_ scale: Axis.Scale) throws {
        let point = Mark.ErrorPoint(x: 7, y: 30, lower: 25, upper: 36)
        let text = try element([
            Panel(
                x: Axis("*m*", unit: "GeV", scale: scale, limits: 1...12.5), y: Axis("Events", limits: 0...50),
                marks: [Mark("data", .points([point], Self.data), legend: "Data")])
        ])
        let frame = try #require(frames(text).first)
        #expect(frame["data-x-name"] == "m [GeV]" && frame["data-y-name"] == "Events" && frame["data-y"] == "0 50")
        #expect(frame["data-x"] == (scale == .linear ? "1 12.5" : "1 12.5 log"))
        func number(_ name: String) throws -> Double { try #require(frame[name].flatMap(Double.init)) }
        let place = try #require(dots(text, "Data").wholeMatch(of: /M([\d.]+) ([\d.]+)h0/))
        let (left, top) = try (#require(Double(place.1)), #require(Double(place.2)))
        let part = try ((left - number("x")) / number("width"), (top - number("y")) / number("height"))
        let x = scale == .linear ? 1 + 11.5 * part.0 : pow(12.5, part.0)
        #expect(abs(x - 7) < 0.002 && abs(50 * (1 - part.1) - 30) < 0.01)
    }

    @Test func namesAnAxisOfCategoriesAndTheColoursOfAMap() throws {
        let grid = try ScalarGrid(x: [0, 1], y: [0, 1], values: [0, 1, 2, 3])
        let scale = ColourScale(.viridis, range: 0...12, title: "−2Δln *L*", isClippedAbove: true)
        let text = try element([
            Panel(x: Axis(names: ["a", "b"]), y: Axis("y", limits: 0...1), marks: []),
            Panel(
                x: Axis("x", limits: 0...1), y: Axis("y", limits: 0...1), marks: [Mark("map", .heatMap(grid, scale))],
                colourBar: scale),
        ])
        #expect(frames(text).map { $0["data-x"] } == ["-0.5 1.5 names", "0 1"])
        #expect(frames(text).map { $0["data-z"] } == [nil, "0 12"])
        #expect(frames(text).last?["data-z-name"] == "−2Δln L")
    }

    /// The points of a ratio have no entry of their own, and are the data all the same.
    @Test func countsWhatIsDrawnAlikeAsOneSeries() throws {
        let style = StrokeStyle(.colour(Palette.model), width: 1.4)
        let guide = StrokeStyle(.foreground, width: 0.7, dash: StrokeStyle.dashed)
        let marks = [
            Mark("model", .steps(edges: [0, 1, 2], values: [3, 4], style), legend: "Model *average*"),
            Mark("data", .points([.init(x: 0.5, y: 3), .init(x: 1.5, y: 5)], Self.data), legend: "Data"),
        ]
        let lower = Panel.Lower(
            y: Axis("Data / model", limits: 0.5...1.5),
            marks: [
                Mark("unity", .horizontal(1, guide)),
                Mark("ratio", .points([.init(x: 0.5, y: 1.1), .init(x: 1.5, y: 3)], Self.data)),
            ])
        let text = try element([
            Panel(x: Axis("x", limits: 0...2), y: Axis("y", limits: 0...6), marks: marks, lower: lower)
        ])
        #expect(dots(text, "Data").components(separatedBy: "h0").count == 4, "the point beyond the window has no place")
        #expect(text.contains("data-curve=\"Model average\"") && text.contains("data-mark=\"unity\""))
        // A sign at the edge goes with its series, and is no value of it.
        #expect(text.contains(/<path[^>]* data-mark="Data"/))
        #expect(text.contains(/<g data-legend="Data"><path.*<text.*>Data<\/text><\/g>/), "sample and text of the entry")
        #expect(frames(text).count == 2)
    }

    @Test func bringsTheOutlineOfAHatchedBand() throws {
        let band = Mark.Shape.binBand(edges: [0, 1, 2], lower: [1, 2], upper: [3, 4], .hatched(.totalBand))
        let text = try element([
            Panel(
                x: Axis("x", limits: 0...2), y: Axis("y", limits: 0...6),
                marks: [Mark("total", band, legend: "Total")])
        ])
        #expect(text.contains(/<path data-band="Total" d="M[^"]*z"\/>/))
        #expect(text.contains("data-mark=\"Total\""))
    }

    /// What the pointer needs may not be what a figure consists of.
    @Test func takesASmallPartOfEveryFigure() throws {
        for (name, figure) in try ExampleFigures.all() {
            let text = try figure.laidOut(width: .full).element()
            let parts = text.matches(of: /\sdata-[a-z-]+="[^"]*"|<rect[^>]* data-x="[^>]*>\n/).map(\.output.count)
            let part = Double(parts.reduce(0, +)) / Double(text.count)
            #expect(part < 0.2, "\(name): \(part) of \(text.count) characters")
        }
    }
}
