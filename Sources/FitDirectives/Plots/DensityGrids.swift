import Foundation
import Plotting
import Report
import SyntheticBenchmark

/// A density of the model on a grid beside that of the truth, as artifacts keep them.
struct DensityGrids: ResultGroup {
    let heading: String
    let isUntrained: Bool
    let x: [Double]
    let y: [Double]
    /// Shape [y, x].
    let model: [Double]
    let truth: [Double]

    static let nodes = 81

    static let meanings = [
        "heading": "As the panel writes it.", "is-untrained": "Whether nothing was trained at this point.",
        "x": "The grid, first feature.", "y": "The same, second feature.",
        "model": "The model's density on the grid, shape [y, x].", "truth": "The true density, likewise.",
    ]

    init(
        _ density: TrainedDensity, _ condition: DensityOptions.Condition, at nu: BenchmarkNuisances,
        window: PlaneWindow, heading: RichText, isUntrained: Bool = false
    ) {
        self.heading = heading.markup
        self.isUntrained = isUntrained
        (x, y) = window.axes(Self.nodes)
        let points = window.nodes(Self.nodes).map {
            FlowPoint(value: $0, kind: condition.kind, x: condition.x)
        }
        model = density.points(at: nu).logDensities(density.trained.flow, points).map(exp)
        truth = points.map { exp(density.trueLogDensity($0, at: nu)) }
    }

    /// The figure of several of them.
    static func figure(_ panels: [DensityGrids], _ density: BenchmarkDensity, columns: Int) throws -> Plotting.Figure {
        try DensityContours2D(
            xVariable: DensityOptions.symbol(density, 0), yVariable: DensityOptions.symbol(density, 1),
            panels: panels.map {
                DensityContours2D.Panel(
                    heading: RichText($0.heading), isUntrained: $0.isUntrained,
                    model: try ScalarGrid(x: $0.x, y: $0.y, values: $0.model),
                    truth: try ScalarGrid(x: $0.x, y: $0.y, values: $0.truth))
            }, columns: columns
        ).figure()
    }
}
