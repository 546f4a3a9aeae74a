import Testing

@testable import Plotting

/// Names that differ look different, however little room they have.
@Suite struct AlikeNamesTests {
    private static let start = String(repeating: "a name that is as long as no figure has room for, ", count: 4)
    private static let end = String(repeating: " and goes on and on", count: 4)

    /// Names that differ in their last letters, and in the middle alone.
    static let names: [[String]] = [
        (0..<3).map { "\(start)number \($0)" }, (0..<3).map { "\(start)number \($0)\(end)" },
        ["\(start)a", "\(start)b\(end)", "\(start)c\(end)"],
    ]

    private func check(_ texts: [PlacedText], _ count: Int) {
        let cut = texts.filter { $0.whole != nil }.map(\.text.plain)
        #expect(cut.count == count && Set(cut).count == count, "\(cut)")
        #expect(cut.allSatisfy { $0.contains("…") }, "\(cut)")
    }

    private func drawing(_ panels: [Panel]) throws -> Drawing {
        try Figure(
            title: "t", alternativeText: "a", panels: panels, columns: 2, data: FigureData(tables: [])
        ).drawing(width: .full)
    }

    @Test(arguments: names) func tellsEntriesOfALegendApart(_ names: [String]) throws {
        let series = names.enumerated().map { index, name in
            MeasuredSeries.Series(name: name, measurements: [.init(x: 1, y: Double(index + 1))])
        }
        for width in [FigureWidth.column, .full] {
            let drawing = try MeasuredSeries(series: series, sizeName: "n", valueName: "Time").figure().drawing(
                width: width)
            // An entry may have two lines, of which the second is cut.
            let texts = drawing.texts(role: "legend")
            let cut = texts.filter { $0.whole != nil }.map(\.text.plain)
            #expect(Set(cut).count == cut.count, "\(cut)")
            #expect(Set(texts.map(\.text.plain)).count >= names.count, "\(texts.map(\.text.plain))")
        }
    }

    @Test(arguments: names) func tellsRowsApart(_ names: [String]) throws {
        let measurements = names.indices.map { MeasuredSeries.Measurement(x: Double($0), y: 5) }
        let drawing = try MeasuredSeries(
            series: [.init(name: "", measurements: measurements)], categories: names, sizeName: "", valueName: "Ratio"
        ).figure().drawing(width: .column)
        check(drawing.texts(role: "y label"), names.count)
    }

    @Test(arguments: names) func tellsColumnsApart(_ names: [String]) throws {
        let panel = Panel(x: Axis(names: names.map { RichText($0) }), y: Axis("y", limits: 0...1), marks: [])
        check(try drawing([panel]).texts(role: "x label"), names.count)
    }

    @Test(arguments: names) func tellsHeadingsOfPanelsApart(_ names: [String]) throws {
        let panels = names.map { name in
            Panel(x: Axis("x", limits: 0...1), y: Axis("y", limits: 0...1), marks: [], heading: RichText(name))
        }
        check(try drawing(panels).texts(role: "heading"), names.count)
    }

    /// A name that stands twice is one name.
    @Test func leavesEqualNamesEqual() {
        let engine = try? TextEngine()
        let name = RichText(Self.names[0][0])
        let fitted = engine?.distinguished([name, name], size: 8, width: 60) ?? []
        #expect(fitted.count == 2 && fitted[0] == fitted[1] && fitted[0].lines[0].plain.hasSuffix("…"))
    }
}
