import Foundation
import Testing

@testable import Plotting

@Suite struct FigureLayoutTests {
    /// A note is rather set in two lines than smaller than can be read; what has no room in two is cut, and said whole.
    @Test(arguments: [
        ("40 toys", nil, 1), ("untrained, *χ*²/bins\u{A0}=\u{A0}26.3/20, 12 beyond", nil, 2),
        ("40 toys", "heading of the panel", 1), ("untrained, *χ*²/bins\u{A0}=\u{A0}26.3/20, 12 beyond", "heading", 2),
        (Array(repeating: "a note of many words", count: 8).joined(separator: ", "), nil, 2),
    ]) func setsANoteInTwoLinesWhereOneIsTooShort(_ note: String, _ heading: String?, _ lines: Int) throws {
        let panels = (0..<2).map { index in
            Panel(
                x: Axis("x", limits: 0...1), y: Axis("y", limits: 0...1), marks: [],
                heading: heading.map { RichText($0) }, note: index == 0 ? RichText(note) : "9 toys")
        }
        let laidOut = try Figure(
            title: "t", alternativeText: "a", panels: panels, columns: 2, data: FigureData(tables: [])
        ).laidOut(width: .column)
        let texts = laidOut.drawing.texts(role: "note")
        #expect(texts.count == lines + 1)
        let frames = laidOut.drawing.frames.map(\.main.frame)
        #expect(frames[0].y == frames[1].y)
        for text in texts { #expect(text.bounds.maxY <= frames[0].y && text.bounds.y >= 0) }
        let headings = laidOut.drawing.texts(role: "heading") + laidOut.drawing.texts(role: "letter")
        for (index, text) in texts.enumerated() {
            for other in headings + texts[(index + 1)...] { #expect(!text.bounds.intersects(other.bounds)) }
        }
        let shown = texts.dropLast().map(\.text.plain).joined(separator: " ")
        let whole = RichText(note).plain
        #expect(shown == whole || (shown.hasSuffix("…") && laidOut.alternativeText.contains(whole)))
    }

    private func texts(_ drawing: Drawing) -> [(role: String, text: PlacedText)] {
        drawing.commands.compactMap { command in
            if case .text(let text) = command.shape { (command.role, text) } else { nil }
        }
    }

    @Test(arguments: [FigureWidth.column, .full, .millimetres(120)])
    func keepsEveryTextInsideThePage(width: FigureWidth) throws {
        for (name, figure) in try ExampleFigures.all() {
            let drawing = try figure.drawing(width: width)
            let page = Rectangle(x: 0, y: 0, width: drawing.size.width, height: drawing.size.height)
            for (role, text) in texts(drawing) {
                #expect(
                    page.contains(text.bounds, tolerance: 0.5), "\(name): \(role) '\(text.text.plain)' \(text.bounds)")
            }
        }
    }

    @Test(arguments: [FigureWidth.column, .full, .millimetres(120)])
    func letsNoTwoTextsOverlap(width: FigureWidth) throws {
        for (name, figure) in try ExampleFigures.all() {
            let placed = texts(try figure.drawing(width: width))
            for (index, first) in placed.enumerated() {
                for second in placed[(index + 1)...] {
                    // Boxes hold ascenders and descenders that most texts lack.
                    let overlap = first.text.bounds.inset(by: 1.2).intersects(second.text.bounds.inset(by: 1.2))
                    #expect(!overlap, "\(name): '\(first.text.text.plain)' and '\(second.text.text.plain)'")
                }
            }
        }
    }

    /// 8 pt, and no less than 82 % of them where a line is long.
    @Test(arguments: [FigureWidth.column, .full, .millimetres(120)])
    func setsHeadingsOfAFigureAlikeAndTitlesToBeRead(width: FigureWidth) throws {
        for (name, figure) in try ExampleFigures.all() {
            let placed = texts(try figure.drawing(width: width))
            let headings = Set(placed.filter { $0.role == "heading" }.map { Int((100 * $0.text.size).rounded()) })
            #expect(headings.count <= 1, "\(name): headings of \(headings)")
            for (role, text) in placed where ["heading", "x title", "y title"].contains(role) {
                #expect(text.size >= 6.5, "\(name): \(role) '\(text.text.plain)' of \(text.size) pt")
            }
        }
    }

    @Test func labelsEveryAxisTwiceAtLeast() throws {
        for limits in [0.457...0.541, 0.9985...1.0034, -0.013...0.012, 0.46...0.539] {
            let marks = [Mark("line", .line([Point(limits.lowerBound, limits.lowerBound)], StrokeStyle(.foreground)))]
            let panels = (0..<4).map { _ in
                Panel(x: Axis("x", limits: limits), y: Axis("y", limits: limits), marks: marks, aspect: 0.6)
            }
            let drawing = try Figure(
                title: "t", alternativeText: "a", panels: panels, columns: 2, data: FigureData(tables: [])
            ).drawing(width: .column)
            for panel in 0..<4 {
                for role in ["x label", "y label"] {
                    #expect(
                        drawing.commands(role: role).filter { $0.panel == panel }.count >= 2, "\(role) of \(limits)")
                }
            }
        }
    }

    /// What is drawn, markers, bars and edges of bands among it, never runs through a text of a legend, nor a line of an axis.
    /// Light shading may lie beneath.
    private func expectFreeLegends(_ name: String, _ figure: Figure, _ width: FigureWidth) throws {
        let drawing = try figure.drawing(width: width)
        let boxes = drawing.texts(role: "legend").map(\.bounds)
        let backdrops = Set(figure.panels.flatMap(\.marks).filter(\.isBackdrop).map(\.role))
        for command in drawing.commands where !backdrops.contains(command.role) {
            guard !["legend", "legend sample"].contains(command.role), let path = command.drawnPath else { continue }
            for box in boxes {
                let inside = PathSampling.points(along: path, spacing: 0.5, within: box)
                let seen = inside.filter { command.clip?.contains($0) ?? true }
                #expect(seen.isEmpty, "\(name), \(width): \(command.role) runs through a legend")
            }
        }
    }

    @Test(arguments: [70, 80, 86, 95, 105, 120, 140, 160, 178, 190].map { FigureWidth.millimetres($0) })
    func keepsLegendsOffTheMarks(width: FigureWidth) throws {
        for (name, figure) in try ExampleFigures.all() { try expectFreeLegends(name, figure, width) }
    }

    @Test(arguments: [FigureWidth.column, .full])
    func keepsLegendsOfHardFiguresOffTheMarks(width: FigureWidth) throws {
        for (name, figure) in try ExampleFigures.hard() { try expectFreeLegends(name, figure, width) }
    }

    @Test func namesWhatItShowsUnlessItSaysOtherwise() throws {
        for (name, figure) in try ExampleFigures.all() {
            let legends = try figure.drawing(width: .column).texts(role: "legend")
            #expect(legends.isEmpty == figure.panels.allSatisfy { $0.legend == .hidden }, "\(name)")
        }
    }

    /// Where a page moves lines later, no place inside a frame stays free.
    @Test(arguments: [FigureWidth.column, .full])
    func putsLegendsOutsideOfEveryFrameWhereLinesMove(width: FigureWidth) throws {
        for (name, figure) in try ExampleFigures.all() {
            let moving = figure.withLegendsOutside()
            let drawing = try moving.drawing(width: width)
            for text in drawing.texts(role: "legend") {
                for frame in drawing.frames {
                    #expect(!frame.main.frame.intersects(text.bounds), "\(name): '\(text.text.plain)'")
                }
            }
            #expect(moving.title == figure.title && moving.data == figure.data)
            #expect(try moving.withoutNotes().drawing(width: width).texts(role: "note").isEmpty)
        }
    }

    @Test func keepsTheLegendOffALineThatLeavesTheWindowFarAbove() throws {
        let steps = (1...200).map(Double.init)
        let values = steps.map { $0 == 120 ? 1e30 : 2.7 + 0.1 / $0 }
        let curve = try LossCurves.Curve(steps: steps, values: values)
        let figure = try LossCurves(
            series: ["first of all members", "second"].map { .init(name: $0, training: curve, validation: nil) }
        ).figure()
        let drawing = try figure.drawing(width: .column)
        let frame = drawing.frames[0].main
        #expect(frame.y.limits.upperBound < 10)
        for (role, text) in texts(drawing) where role == "legend" {
            let box = text.bounds
            #expect(box.x > frame.horizontal(121) || box.maxX < frame.horizontal(119) || box.maxY < frame.frame.y)
        }
    }

    @Test func givesTheLowerPanelItsShareAndTheSameWindowInX() throws {
        let drawing = try ExampleFigures.all()[3].figure.drawing(width: .column)
        let frames = drawing.frames[0]
        let lower = try #require(frames.lower)
        let whole = lower.frame.maxY - frames.main.frame.y
        #expect(abs(lower.frame.height / whole - 0.28) < 1e-9)
        #expect(lower.x.limits == frames.main.x.limits && lower.frame.x == frames.main.frame.x)
        let (low, high) = (lower.y.limits.lowerBound, lower.y.limits.upperBound)
        #expect(abs((low + high) / 2 - 1) < 1e-12)
    }

    @Test func lettersPanelsAndSharesOneLegend() throws {
        let figure = try ExampleFigures.all()[4].figure
        let drawing = try figure.drawing(width: .full)
        let letters = texts(drawing).filter { $0.role == "letter" }.map(\.text.text.plain)
        #expect(letters == ["(a)", "(b)", "(c)", "(d)"])
        let legends = texts(drawing).filter { $0.role == "legend" }.map(\.text.text.plain)
        #expect(legends == ["Data", "Model", "Model stat. unc.", "Truth"])
        #expect(Set(drawing.frames.map(\.main.frame.width)).count == 1)
    }

    @Test func setsTitlesAtTheEndsOfTheAxes() throws {
        let drawing = try ExampleFigures.scan().figure().drawing(width: .column)
        let frame = drawing.frames[0].main.frame
        let x = try #require(texts(drawing).first { $0.role == "x title" }).text.bounds
        let y = try #require(texts(drawing).first { $0.role == "y title" }).text.bounds
        #expect(abs(x.maxX - frame.maxX) < 0.01 && x.y > frame.maxY)
        #expect(abs(y.y - frame.y) < 0.01 && y.maxX < frame.x)
    }

    @Test func isEightPointAtColumnWidth() throws {
        for (_, figure) in try ExampleFigures.all() {
            let drawing = try figure.drawing(width: .column)
            #expect(abs(drawing.size.width - 86 * 72 / 25.4) < 1e-9)
            // Names of many categories may have to be smaller.
            guard figure.panels[0].x.names.isEmpty else { continue }
            #expect(texts(drawing).filter { $0.role == "x label" }.allSatisfy { $0.text.size == 8 })
        }
    }
}
