import Testing

@testable import Plotting

@Suite struct MeasuredSeriesTests {
    static let scaling = MeasuredSeries(
        series: [
            .init(name: "fit", measurements: [.init(x: 2, y: 10), .init(x: 32, y: 160, spread: 5)]),
            .init(name: "scan", measurements: [.init(x: 2, y: 3), .init(x: 32, y: 50)]),
        ],
        sizeName: "Nuisances", valueName: "Time", unit: "ms", hasProportion: true)

    @Test func drawsWhatGrowsInProportionAsALineOfSlopeOne() throws {
        let drawing = try Self.scaling.figure().drawing(width: .column)
        let line = drawing.strokes(role: "proportion")[0].path.vertices
        let map = drawing.frames[0].main
        #expect(abs(line[0].x - map.horizontal(2)) < 1e-9 && abs(line[0].y - map.vertical(10)) < 1e-9)
        #expect(abs(line[1].x - map.horizontal(32)) < 1e-9 && abs(line[1].y - map.vertical(160)) < 1e-9)
    }

    @Test func saysItsNumbers() throws {
        let figure = try Self.scaling.figure()
        #expect(
            figure.alternativeText
                == "Time in ms against Nuisances. fit: 10 at 2, 160 at 32; scan: 3 at 2, 50 at 32.")
        #expect(figure.data.table("fit")?.columns.map(\.values) == [[2, 32], [10, 160], [0, 5]])
    }

    @Test func noLineLeadsAcrossWhatHasNoPlace() throws {
        let values = [1.0, 2, .nan, 3, 4, nil, 5, 6]
        let series = MeasuredSeries(
            series: [.init(name: "", measurements: values.enumerated().map { .init(x: Double($0 + 1), y: $1) })],
            sizeName: "Size", valueName: "Number")
        let drawing = try series.figure().drawing(width: .column)
        let map = drawing.frames[0].main
        let lines = drawing.strokes(role: "line").map(\.path.vertices)
        #expect(lines.map(\.count) == [2, 2, 2])
        for (line, start) in zip(lines, [1.0, 4, 7]) { #expect(abs(line[0].x - map.horizontal(start)) < 1e-9) }
    }

    @Test func namesThatDifferAtTheirEndsAreDistinguished() throws {
        let start = String(repeating: "a name that is as long as no figure has room for, ", count: 4)
        let series = MeasuredSeries(
            series: [.init(name: "", measurements: (0..<3).map { .init(x: Double($0), y: 5) })],
            categories: (0..<3).map { "\(start)number \($0)" }, sizeName: "", valueName: "Ratio")
        let drawing = try series.figure().drawing(width: .column)
        let texts = drawing.texts(role: "y label").map(\.text.plain).filter { $0.contains("…") }
        #expect(texts.count == 3 && Set(texts).count == 3, "\(texts)")
        #expect(texts.allSatisfy { $0.firstMatch(of: /…number [0-2]$/) != nil }, "\(texts)")
    }

    /// The first category stands at the top.
    @Test func drawsCategoriesInRows() throws {
        let series = MeasuredSeries(
            series: [.init(name: "", measurements: [.init(x: 0, y: 5), .init(x: 1, y: 20)])],
            categories: ["step", "scan"], sizeName: "", valueName: "Ratio")
        let drawing = try series.figure().drawing(width: .column)
        let map = drawing.frames[0].main
        let centres = drawing.fills(role: "measurement").map { fill -> Point in
            let (xs, ys) = (fill.path.vertices.map(\.x), fill.path.vertices.map(\.y))
            return Point(((xs.min() ?? 0) + (xs.max() ?? 0)) / 2, ((ys.min() ?? 0) + (ys.max() ?? 0)) / 2)
        }
        for (value, row) in [(5.0, 1.0), (20, 0)] {
            #expect(
                centres.contains {
                    abs($0.x - map.horizontal(value)) < 1 && abs($0.y - map.vertical(row)) < 1
                })
        }
    }

    @Test func drawsTheSpreadOfARowAlongIt() throws {
        let series = MeasuredSeries(
            series: [.init(name: "", measurements: [.init(x: 0, y: 5, spread: 2), .init(x: 1, y: 20)])],
            categories: ["step", "scan"], sizeName: "", valueName: "Ratio")
        let drawing = try series.figure().drawing(width: .column)
        let map = drawing.frames[0].main
        let spreads = drawing.strokes(role: "spread")
        #expect(spreads.count == 1)
        let ends = spreads[0].path.vertices
        #expect(abs(ends[0].x - map.horizontal(3)) < 1 && abs(ends[1].x - map.horizontal(7)) < 1)
        #expect(ends.allSatisfy { abs($0.y - map.vertical(1)) < 1 })
    }

    /// A logarithmic axis has no place for the end of such a bar, which looks like any other that leaves the frame.
    @Test(
        arguments: [
            ([(4, 1), (2, 2)], "1 of 2 error bars leaves this axis: 1 ends at 0"),
            ([(4, 5)], "1 of 1 error bar leaves this axis: 1 ends below 0"),
            ([(4, 5), (2, 3), (1, 1)], "3 of 3 error bars leave this axis: 1 ends at 0, 2 end below 0"),
            ([(4, 0), (1e299, 1.7e308)], "1 of 1 error bar leaves this axis: 1 ends beyond 10^±300"),
            ([(4, 1), (2, 0)], nil),
            // A point that is not drawn has no bar to lose.
            ([(0, 1), (2, 1)], nil),
        ] as [([(y: Double, spread: Double)], String?)])
    func countsErrorBarsThatLeaveTheAxis(_ points: [(y: Double, spread: Double)], _ words: String?) throws {
        for categories in [[], points.indices.map { "category \($0)" }] {
            let measurements = points.enumerated().map { index, point in
                MeasuredSeries.Measurement(
                    x: categories.isEmpty ? Double(index + 1) : Double(index), y: point.y, spread: point.spread)
            }
            let figure = try MeasuredSeries(
                series: [.init(name: "", measurements: measurements)], categories: categories, sizeName: "n",
                valueName: "Time"
            ).figure()
            let remarks = try figure.drawing(width: .full).texts(role: "legend").map(\.text.plain)
            #expect(remarks.joined(separator: " ").contains("error bar") == (words != nil))
            if let words { #expect(remarks.joined(separator: " ").contains(words)) }
            if let words { #expect(figure.alternativeText.contains(" \(words).")) }
        }
    }

    /// The words name two points; of others they say how many there are, and that some share a size.
    @Test(
        arguments: [
            ([(1, 5)], "5 at 1."), ([(1, 5), (2, 6)], "5 at 1, 6 at 2."),
            ([(1, 5), (2, 6), (4, 7)], "5 at 1, 7 at 4 (3 points)."),
            ([(1, 5), (1, 6), (4, 7)], "5 at 1, 7 at 4 (3 points at 2 sizes)."),
            ([(1, 5), (1, 6), (1, 7)], "5 at 1, 7 at 1 (3 points at 1 size)."),
            ([(1, 5), (1, 6)], "5 at 1, 6 at 1."),
        ] as [([(x: Double, y: Double)], String)])
    func saysHowManyPointsThereAre(_ points: [(x: Double, y: Double)], _ words: String) throws {
        let series = MeasuredSeries.Series(name: "", measurements: points.map { .init(x: $0.x, y: $0.y) })
        let figure = try MeasuredSeries(series: [series], sizeName: "n", valueName: "Time").figure()
        #expect(figure.alternativeText == "Time against n. " + words)
    }

    @Test func namesTheCategoriesInItsNumbers() throws {
        let figure = try MeasuredSeries(
            series: [.init(name: "a", measurements: [.init(x: 1, y: 5), .init(x: 0, y: 20)])],
            categories: ["step", "scan, \"fine\""], sizeName: "", valueName: "Ratio"
        ).figure()
        #expect(
            figure.data.csv == "# a\nname,x,y,spread\n\"scan, \"\"fine\"\"\",1.0,5.0,0.0\nstep,0.0,20.0,0.0\n")
        #expect(figure.data.json.contains("\"name\": [\"scan, \\\"fine\\\"\", \"step\"]"))
    }

    /// Ten colours; what repeats one has another outline.
    @Test(arguments: [2, 6, 10, 11, 24]) func tellsMoreSeriesApartThanThereAreColours(count: Int) throws {
        for categories in [[], ["one"]] {
            let series = (0..<count).map { index in
                MeasuredSeries.Series(
                    name: "s\(index)", measurements: [.init(x: categories.isEmpty ? 1 : 0, y: Double(index + 1))])
            }
            let drawing = try MeasuredSeries(series: series, categories: categories, sizeName: "n", valueName: "Time")
                .figure().drawing(width: .full)
            let looks = drawing.fills(role: "measurement").map { fill in
                let start = fill.path.vertices[0]
                let outline = fill.path.vertices.map { corner in
                    [corner.x - start.x, corner.y - start.y].map { "\(($0 * 10).rounded())" }
                }
                return "\(fill.ink) \(outline)"
            }
            #expect(looks.count == count && Set(looks).count == count)
        }
    }

    /// Equal numbers of several series stand below each other in their row.
    @Test(arguments: [1, 2, 3, 8]) func hidesNoSeriesBehindAnother(count: Int) throws {
        let series = (0..<count).map { index in
            MeasuredSeries.Series(name: "s\(index)", measurements: [.init(x: 0, y: 5), .init(x: 1, y: 5)])
        }
        let drawing = try MeasuredSeries(
            series: series, categories: ["a", "b"], sizeName: "", valueName: "Ratio"
        ).figure().drawing(width: .column)
        let map = drawing.frames[0].main
        let heights = drawing.fills(role: "measurement").map { fill in
            let ys = fill.path.vertices.map(\.y)
            return ((ys.min() ?? 0) + (ys.max() ?? 0)) / 2
        }
        #expect(heights.count == 2 * count)
        for (index, height) in heights.enumerated() {
            let row = index.isMultiple(of: 2) ? 1.0 : 0
            #expect(abs(height - map.vertical(row)) < abs(map.vertical(0) - map.vertical(0.36)))
            for other in heights[(index + 1)...] { #expect(abs(height - other) > 1) }
        }
    }

    @Test func needsAPositiveNumber() {
        let series = MeasuredSeries(
            series: [.init(name: "", measurements: [.init(x: 1, y: .nan)])], sizeName: "", valueName: "")
        #expect(throws: PlottingError.self) { try series.figure() }
    }
}
