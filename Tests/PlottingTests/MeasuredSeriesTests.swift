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

    @Test func needsAPositiveNumber() {
        let series = MeasuredSeries(
            series: [.init(name: "", measurements: [.init(x: 1, y: .nan)])], sizeName: "", valueName: "")
        #expect(throws: PlottingError.self) { try series.figure() }
    }
}
