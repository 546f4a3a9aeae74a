import Foundation
import Testing

@testable import Plotting

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What stands in the SVG of a drawing.
@Suite struct SVGWriterTests {
    private static let frame = Rectangle(x: 10, y: 10, width: 80, height: 60)

    private func element(_ commands: [DrawCommand]) throws -> String {
        let drawing = Drawing(size: Size(width: 100, height: 80), commands: commands, frames: [])
        let engine = try TextEngine()
        return SVGWriter(drawing: drawing, engine: engine, title: "t", description: "d").element()
    }

    private func element(_ shapes: [DrawCommand.Shape], clip: Rectangle? = nil) throws -> String {
        try element(shapes.map { DrawCommand(role: "r", clip: clip, $0) })
    }

    private func count(_ part: String, in text: String) -> Int { text.components(separatedBy: part).count - 1 }

    private func line(_ x: Double, ink: Ink = .foreground) -> DrawCommand.Shape {
        .stroke(Path(through: [Point(x, 20), Point(x, 40)]), StrokeStyle(ink))
    }

    // MARK: Merging

    @Test func drawsErrorBarsInOnePathAndTheirPointsInAnother() throws {
        let shapes = stride(from: 15.0, to: 80, by: 5).flatMap { x -> [DrawCommand.Shape] in
            [line(x)] + MarkerStyle.data.shapes(at: Point(x, 30))
        }
        let text = try element(shapes)
        #expect(count("<path", in: text) == 2)
        #expect(count("v20", in: text) == 13)
        // A filled circle is a dot of a round pen.
        #expect(text.contains("stroke-width=\"3.4\" stroke-linecap=\"round\"") && count("h0", in: text) == 13)
    }

    @Test func keepsWhatLiesOnAnotherInItsOrder() throws {
        let (orange, blue) = (Ink.colour(Palette.series(1)), Ink.colour(Palette.model))
        let crossing = DrawCommand.Shape.stroke(Path(through: [Point(10, 30), Point(40, 30)]), StrokeStyle(blue))
        let text = try element([line(20, ink: orange), crossing, line(30, ink: orange), line(60, ink: orange)])
        // The second orange line crosses the blue one and stays above it; the third lies elsewhere.
        let colours = text.matches(of: /stroke="(#\w+)" d="([^"]*)"/).map { (String($0.1), String($0.2)) }
        #expect(colours.map(\.0) == ["#e87500", "#5790fc", "#e87500"])
        #expect(colours.first?.1 == "M20 20v20m40-20v20")
    }

    @Test func letsTranslucentLinesAddUp() throws {
        let text = try element([line(20, ink: .faded(.foreground, 0.35)), line(20, ink: .faded(.foreground, 0.35))])
        #expect(
            text.contains("<g class=\"sf\" stroke-opacity=\".35\"><path d=\"M20 20v20\"/><path d=\"M20 20v20\"/></g>"))
        #expect(try !element([line(20, ink: .faded(.paper, 0))]).contains("<path"), "nothing is seen of it")
    }

    @Test func opensNoHoleWhereAreasLieOnEachOther() throws {
        let square = Path(Rectangle(x: 20, y: 20, width: 20, height: 20))
        let reversed = Path(through: square.vertices.reversed(), closed: true)
        let apart = Path(Rectangle(x: 60, y: 20, width: 5, height: 5))
        let text = try element([square, reversed, apart].map { .fill($0, .foreground) })
        #expect(count("<path", in: text) == 2)
        #expect(text.contains("z\"/><path"))
    }

    @Test func tellsDiagonalsApartWhoseBoxesOverlap() {
        let (one, other) = (
            Extent(Path(through: [Point(0, 0), Point(20, 20)]), margin: 0.5),
            Extent(Path(through: [Point(5, 0), Point(25, 20)]), margin: 0.5)
        )
        #expect(!one.meets(other))
        #expect(one.meets(Extent(Path(through: [Point(0.9, 0), Point(20.9, 20)]), margin: 0.5)))
        #expect(one.meets(Extent(Path(through: [Point(20, 0), Point(0, 20)]), margin: 0)))
    }

    @Test func cutsOffWhatReachesOutOfItsClipAndNothingElse() throws {
        let inside = line(20)
        let outside = DrawCommand.Shape.stroke(Path(through: [Point(0, 30), Point(100, 30)]), StrokeStyle(.grid))
        let text = try element([inside, outside], clip: Self.frame)
        #expect(text.contains("<clipPath id=\"c1\"><path d=\"M10 10h80v60h-80z\"/></clipPath>"))
        #expect(text.contains("<path clip-path=\"url(#c1)\"") == false && count("url(#c1)", in: text) == 1)
        #expect(try !element([inside], clip: Self.frame).contains("clip"))
    }

    // MARK: Coordinates

    @Test func roundsPlacesAndNotSteps() {
        // A third of a hundredth each: steps rounded by themselves would all be zero.
        let points = (0...3000).map { Point(Double($0) / 300, 10 * sin(Double($0) / 300)) }
        let data = PathData(Path(through: points)).text
        let end = Self.end(of: data)
        #expect(abs(end.x - 10) < 0.00501 && abs(end.y - 10 * sin(10)) < 0.00501, "\(end)")
    }

    /// Where relative lines arrive.
    private static func end(of data: String) -> Point {
        var (x, y) = (0.0, 0.0)
        var (command, numbers): (Character, [Double]) = ("M", [])
        for token in data.matches(of: /[A-Za-z]|-?(?:\d+(?:\.\d+)?|\.\d+)/).map({ String($0.0) }) {
            if let letter = token.first, letter.isLetter {
                (command, numbers) = (letter, [])
                continue
            }
            numbers.append(Double(token) ?? .nan)
            switch (command, numbers.count) {
            case ("h", 1): x += numbers[0]
            case ("v", 1): y += numbers[0]
            case ("M", 2): (x, y) = (numbers[0], numbers[1])
            case ("l", 2), ("m", 2): (x, y) = (x + numbers[0], y + numbers[1])
            default: continue
            }
            numbers = []
        }
        return Point(x, y)
    }

    @Test(arguments: [
        (Path(Rectangle(x: 1.5, y: 2, width: 3, height: 4.25)), "M1.5 2h3v4.25h-3z"),
        (Path(through: [Point(0, 0), Point(1, 1), Point(2, 2), Point(3, 2)]), "M0 0l2 2h1"),
        (Path(through: [Point(-0.5, 100), Point(0.25, 99.75)]), "M-.5 100l.75-.25"),
        (Path(through: [Point(1, 1), Point(1.004, 1)]), "M1 1h0"),
        (Path([.move(Point(5, 5)), .move(Point(6, 5)), .line(Point(6, 7))]), "M6 5v2"),
        (
            Path([.move(Point(0, 0)), .curve(Point(0, 1), Point(0.5, 1.25), Point(1, 1)), .line(Point(1, 0))]),
            "M0 0c0 1 .5 1.25 1 1v-1"
        ),
        (Path.circle(at: Point(10, 10), radius: 2), "M12 10a2 2 0 1 0-4 0 2 2 0 1 0 4 0z"),
        (Path(through: [Point(0, 0), Point(.infinity, 1)]), "M0 0l100000 1"),
    ])
    func writesShortPaths(_ path: Path, _ data: String) {
        #expect(PathData(path).text == data)
    }

    // MARK: Text

    private func text(
        _ words: RichText, anchor: TextAnchor = TextAnchor(.leading, .baseline), rotation: Double = 0, rim: Ink? = nil
    ) throws -> String {
        let placed = try TextEngine().place(
            words, size: 8, at: Point(20, 30), anchor: anchor, rotation: rotation, rim: rim)
        let element = try element([.text(placed)])
        return element.firstMatch(of: /<text[\s\S]*<\/text>/).map { String($0.0) } ?? ""
    }

    @Test func writesTextAsText() throws {
        #expect(
            try text("−2Δln L < 4 & \"q\"")
                == "<text class=\"ff\" font-size=\"8\" x=\"20\" y=\"30\">−2Δln L &lt; 4 &amp; &quot;q&quot;</text>")
        #expect(try text("a\u{1}b\u{FFFE}").contains("a\u{FFFD}b\u{FFFD}"))
    }

    @Test func anchorsATextWhereItsLayoutDid() throws {
        #expect(
            try text("0.5", anchor: TextAnchor(.centre, .baseline)).contains("text-anchor=\"middle\" x=\"20\" y=\"30\"")
        )
        let trailing = try text("*ν*_{shift} of **x**", anchor: TextAnchor(.trailing, .baseline))
        #expect(trailing.contains("text-anchor=\"end\" x=\"20\" y=\"30\"><tspan class=\"i\">ν</tspan>"))
        #expect(
            trailing.contains(
                "<tspan dx=\".32\" dy=\"1.76\" font-size=\"5.76\">shift</tspan><tspan dy=\"-1.76\"> of </tspan>"))
        #expect(trailing.hasSuffix("<tspan class=\"b\">x</tspan></text>"))
    }

    @Test func setsScriptsAboveEachOtherAtTheirOwnPlaces() throws {
        let stacked = try text("0.48^{+0.02}_{−0.01} m", anchor: TextAnchor(.trailing, .baseline))
        #expect(!stacked.contains("text-anchor"))
        let places = stacked.matches(of: /\ x="(-?[\d.]+)"/).compactMap { Double($0.1) }
        // Of the number and of both scripts; the unit follows the lower one.
        #expect(places.count == 3)
        #expect(places[0] < 20 && places[1] > places[0])
        #expect(places[1] == places.last, "the lower one begins where the upper did")
        #expect(stacked.hasSuffix(" m</tspan></text>"))
    }

    @Test func turnsTextAboutItsPlace() throws {
        #expect(try text("y", rotation: .pi / 2).contains("transform=\"rotate(-90 20 30)\""))
    }

    @Test func paintsARimBeneathTheLetters() throws {
        let rimmed = try text("68 %", rim: .paper)
        #expect(rimmed.contains("class=\"ff sp\" stroke-width=\"2\" paint-order=\"stroke\""))
    }

    // MARK: Hatches, rasters, files

    @Test func drawsAHatchAsLinesThatJoinThoseOfNeighbours() throws {
        let (left, right) = (
            Rectangle(x: 10, y: 10, width: 20, height: 30), Rectangle(x: 30, y: 10, width: 20, height: 30)
        )
        let both = Rectangle(x: 10, y: 10, width: 40, height: 30)
        func lines(_ box: Rectangle) -> [[Point]] { HatchLines.path(in: Path(box), spacing: 3.2).pieces }
        for line in lines(both) {
            #expect(line.count == 2 && line.allSatisfy { both.contains($0, tolerance: 1e-9) })
            let offset = (line[0].x + line[0].y) / (3.2 * 2.0.squareRoot())
            #expect(abs(offset - offset.rounded()) < 1e-9 && abs(line[1].x + line[1].y - line[0].x - line[0].y) < 1e-9)
        }
        func length(_ lines: [[Point]]) -> Double { lines.reduce(0) { $0 + $1[1].x - $1[0].x } }
        #expect(abs(length(lines(left)) + length(lines(right)) - length(lines(both))) < 1e-9)
        // As much ink as 1 in 3.2 points: the lines' lengths by their distance are the area.
        #expect(abs(length(lines(both)) * 2.0.squareRoot() * 3.2 / (40 * 30) - 1) < 0.05)
        let hatch = DrawCommand.Shape.hatch(Path(left), HatchStyle(.totalBand))
        #expect(try element([hatch]).contains("<path class=\"st\" stroke-width=\".6\" d=\"M"))
    }

    @Test func leavesTheInsideOfARingWithoutHatch() {
        let ring = Path(Rectangle(x: 0, y: 0, width: 30, height: 30))
            .appending(
                Path(through: Path(Rectangle(x: 10, y: 10, width: 10, height: 10)).vertices.reversed(), closed: true))
        let middles = HatchLines.path(in: ring, spacing: 1).pieces.map {
            Point(($0[0].x + $0[1].x) / 2, ($0[0].y + $0[1].y) / 2)
        }
        let hole = Rectangle(x: 10, y: 10, width: 10, height: 10).inset(by: 0.01)
        #expect(middles.count > 30 && middles.allSatisfy { !hole.contains($0) })
    }

    @Test(arguments: [2, 300]) func writesARasterAsPNG(colours: Int) throws {
        let pixels = (0..<400).map { index in
            Colour(red: Double(index % colours % 256) / 255, green: Double(index % colours / 256), blue: 0, opacity: 1)
        }
        let file = PNGFile(Raster(columns: 20, rows: 20, pixels: pixels))
        #expect(Array(file.bytes[16..<24]) == [0, 0, 0, 20, 0, 0, 0, 20])
        #expect(file.bytes[25] == (colours == 2 ? 3 : 6), "few colours by number, many as they are")
        let text = try element([.image(Raster(columns: 20, rows: 20, pixels: pixels), Self.frame)])
        #expect(
            text.contains(
                "<image x=\"10\" y=\"10\" width=\"80\" height=\"60\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,iVBOR"
            ))
    }

    @Test func holdsItsLettersAndTheColoursOfBothThemes() throws {
        let figure = try ExampleFigures.scan().figure()
        let file = String(decoding: try figure.render(.svg, width: .column), as: UTF8.self)
        #expect(XMLParser(data: Data(file.utf8)).parse())
        #expect(file.contains("@font-face{font-family:\"DejaVu Sans\";font-weight:400;src:url(data:font/ttf;base64,"))
        #expect(file.contains(".sf{stroke:#16181d}") && file.contains("@media(prefers-color-scheme:dark)"))
        #expect(file.contains("#eceef2") && file.contains("<rect class=\"fp\""))
        #expect(file.utf8.count < 40_000)
        let element = try figure.laidOut(width: .column).element()
        #expect(!element.contains("<style") && !element.contains("style=") && element.utf8.count < 12_000)
        for ink in [".plot .sf{stroke:var(--plot-foreground)}", "--plot-foreground:light-dark(#16181d,#eceef2)"] {
            #expect(FigureStylesheet.ofPages.contains(ink))
        }
    }

    @Test func namesNoInkThatTheStylesheetsLack() throws {
        for (name, figure) in try ExampleFigures.all() {
            let element = try figure.laidOut(width: .column).element()
            let classes = element.matches(of: /\ class="([^"]*)"/).flatMap { $0.1.split(separator: " ") }
            for found in Set(classes).subtracting(["plot"]) {
                for sheet in [FigureStylesheet.ofPages, FigureStylesheet.ofFiles] {
                    #expect(sheet.contains(".\(found){"), "\(name): \(found)")
                }
            }
        }
    }

    @Test func writesEveryTextOfADrawing() throws {
        for (name, figure) in try ExampleFigures.all() {
            let laidOut = try figure.laidOut(width: .column)
            let found = laidOut.element().matches(of: /<text[^>]*>([\s\S]*?)<\/text>/).map {
                String($0.1).replacing(/<[^>]*>/, with: "")
            }
            let expected = laidOut.drawing.commands.compactMap { command -> String? in
                guard case .text(let text) = command.shape else { return nil }
                let words = laidOut.engine.line(text.text, size: 8).runs.map(\.text).joined()
                return words.isEmpty ? nil : SVGWriter.escaped(words)
            }
            #expect(found.sorted() == expected.sorted(), "\(name)")
        }
    }
}

extension MarkerStyle {
    fileprivate func shapes(at place: Point) -> [DrawCommand.Shape] { MarkPainter.markerCommands(self, at: place) }
}
