import Foundation
import Testing

@testable import Plotting

/// Whatever the texts and the numbers, a figure keeps its panel, and says what it leaves out.
@Suite struct HardFigureTests {
    private func texts(_ drawing: Drawing) -> [(role: String, text: PlacedText)] {
        drawing.commands.compactMap { command in
            if case .text(let text) = command.shape { (command.role, text) } else { nil }
        }
    }

    @Test(arguments: [FigureWidth.column, .full])
    func keepsThePanelAndEveryTextOnThePage(width: FigureWidth) throws {
        for (name, figure) in try ExampleFigures.hard() {
            let laidOut = try figure.laidOut(width: width)
            let drawing = laidOut.drawing
            let rows = Dictionary(grouping: drawing.frames) { Int($0.main.frame.y.rounded()) }
            for row in rows.values where row.count == rows.values.map(\.count).max() {
                let covered = row.map(\.main.frame.width).reduce(0, +)
                #expect(covered >= 0.5 * drawing.size.width, "\(name): frames \(covered) of \(drawing.size.width) pt")
            }
            for frame in drawing.frames {
                let height = (frame.lower ?? frame.main).frame.maxY - frame.main.frame.y
                #expect(height >= 60, "\(name): a panel of \(height) pt")
            }
            let page = Rectangle(x: 0, y: 0, width: drawing.size.width, height: drawing.size.height)
            let placed = texts(drawing)
            for (role, text) in placed {
                #expect(
                    page.contains(text.bounds, tolerance: 0.5), "\(name): \(role) '\(text.text.plain)' \(text.bounds)")
                guard let whole = text.whole else { continue }
                #expect(text.text.plain.contains("…"), "\(name): \(role) '\(text.text.plain)' is cut unseen")
                let words = laidOut.title + " " + laidOut.alternativeText
                #expect(words.contains(whole.plain), "\(name): '\(whole.plain)' stands nowhere")
            }
            for (index, first) in placed.enumerated() where placed.count < 300 {
                for second in placed[(index + 1)...] {
                    let overlap = first.text.bounds.inset(by: 1.2).intersects(second.text.bounds.inset(by: 1.2))
                    #expect(!overlap, "\(name): '\(first.text.text.plain)' and '\(second.text.text.plain)'")
                }
            }
        }
    }

    @Test func paintsThemAll() throws {
        for (name, figure) in try ExampleFigures.hardNumbers() {
            let svg = String(decoding: try figure.render(.svg, width: .column), as: UTF8.self)
            #expect(svg.contains("</svg>") && !svg.contains("nan") && !svg.contains("=\"inf"), "\(name)")
        }
    }

    @Test(
        arguments: [
            ([1, 0, 2, 0, .nan, 4], "3 of 6 points are not on this axis: 2 zeros, 1 NaN"),
            ([1, 0], "1 of 2 points is not on this axis: 1 zero"),
            (
                [1, -2, -.infinity, 1.7e308],
                "3 of 4 points are not on this axis: 1 negative, 1 infinite, 1 beyond 10^±300"
            ),
            ([1, 2, 3], nil),
        ] as [([Double], String?)]) func countsWhatCannotBeDrawn(_ values: [Double], _ words: String?) throws
    {
        for categories in [[], values.indices.map { "category \($0)" }] {
            let figure = try ExampleFigures.measured(values, categories: categories)
            let remark = try figure.drawing(width: .column).texts(role: "legend").map(\.text.plain)
            #expect(remark.joined(separator: " ") == words ?? "")
            if let words { #expect(figure.alternativeText.contains(words)) }
        }
    }

    @Test func refusesAFigureWithoutAPoint() {
        for values in [[0, 0], [.nan], [-1, -2], []] as [[Double]] {
            let error = #expect(throws: PlottingError.self) { try ExampleFigures.measured(values) }
            #expect(
                "\(error.map(String.init(describing:)) ?? "")".contains(
                    values.isEmpty ? "no measurement" : "logarithmic"))
        }
        #expect(throws: PlottingError.self) {
            try MeasuredSeries(
                series: [.init(name: "", measurements: [.init(x: 2, y: 1)])], categories: ["a"], sizeName: "",
                valueName: ""
            ).figure()
        }
    }

    /// The line of a series goes from one point to the next that is drawn, and not to the foot of the page between them.
    @Test func drawsNoLineToAZero() throws {
        let drawing = try ExampleFigures.measured([1, 0, 2]).drawing(width: .column)
        let frame = drawing.frames[0].main.frame
        let line = drawing.strokes(role: "line")[0].path.vertices
        #expect(line.count == 2 && line.allSatisfy { frame.contains($0) })
    }

    @Test func drawsTheErrorBarsOfASeries() throws {
        let drawing = try ExampleFigures.measured([2, 5], spread: 1).drawing(width: .column)
        let map = drawing.frames[0].main
        let bars = drawing.strokes(role: "measurement").map { $0.path.vertices.map(\.y) }.filter { $0.count == 2 }
        #expect(bars.count == 2)
        #expect(abs(bars[0][0] - map.vertical(3)) < 0.01 && abs(bars[0][1] - map.vertical(1)) < 0.01)
    }

    @Test func marksPointsBeyondEverySideOfTheWindow() throws {
        let places = [Point(-9, 0.5), Point(9, 0.5), Point(0.5, -9), Point(0.5, 9)]
        for place in places {
            let panel = Panel(
                x: Axis("x", limits: 0...1), y: Axis("y", limits: 0...1),
                marks: [Mark("p", .points([.init(x: place.x, y: place.y)], .data))])
            let drawing = try Figure(
                title: "t", alternativeText: "a", panels: [panel], data: FigureData(tables: [])
            ).drawing(width: .column)
            let frame = drawing.frames[0].main.frame
            let fills = drawing.fills(role: "p")
            #expect(fills.count == 1 && fills[0].path.vertices.allSatisfy { frame.contains($0) })
        }
    }

    @Test func pointsToATruthBeyondTheWindow() throws {
        let drawing = try ExampleFigures.scan(truth: 9).figure().drawing(width: .column)
        #expect(drawing.texts(role: "truth beyond window").map(\.text.plain) == ["truth 9"])
    }
}

@Suite struct FittedTextTests {
    @Test func breaksAtSpacesAndCutsWithAnEllipsis() throws {
        let engine = try TextEngine()
        let text = RichText("one two three four *five* six_{seven} eight nine ten")
        for width in stride(from: 20.0, through: 300, by: 20) {
            for lines in 1...3 {
                let fitted = engine.fitting(text, size: 8, width: width, lines: lines)
                #expect(fitted.lines.count <= lines)
                #expect(fitted.lines.allSatisfy { engine.line($0, size: 8).width <= width })
                #expect((fitted.whole != nil) == (fitted.lines.last?.plain.hasSuffix("…") == true))
                if fitted.whole == nil {
                    #expect(fitted.lines.map(\.plain).joined(separator: " ") == text.plain)
                } else {
                    #expect(fitted.whole == text)
                }
            }
        }
    }

    @Test func keepsTheSetting() throws {
        let text = RichText("a*b*_{c}^{d}**e**")
        #expect(text.letters.count == 5)
        #expect(text.slice(0..<5).pieces == text.pieces)
        #expect(text.slice(1..<3).plain == RichText("*b*^{d}").plain)
    }

    /// Texts of a file are no traps: deep scripts, stars, line breaks, a megabyte.
    @Test func readsAnyText() throws {
        let engine = try TextEngine()
        for text in [
            String(repeating: "_{", count: 100_000), String(repeating: "*", count: 100_000), "a\nb\r\nc\td", "", " ",
            "…",
            String(repeating: "x", count: 1_000_000), "\u{0}\u{1b}[31m", "e\u{301}👩‍👩‍👧 שלום",
        ] {
            let fitted = engine.fitting(RichText(text), size: 8, width: 100, lines: 2)
            #expect(fitted.lines.allSatisfy { engine.line($0, size: 8).width <= 100 }, "\(text.prefix(10))")
        }
    }
}
