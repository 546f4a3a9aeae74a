import Foundation
import Plotting
import Report
import Samples

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
        "x": "The grid, first variable.", "y": "The same, second variable.",
        "model": "The model's density on the grid, shape [y, x]; where the first variable is one of x, times the true "
            + "p(x|c).", "truth": "The true density, likewise.",
    ]

    /// - Throws: `CellFailure` where there is no truth.
    init(
        _ density: TrainedDensity, _ plane: FigurePlane, at nu: NuisancePoint, window: PlaneWindow, heading: RichText,
        isUntrained: Bool = false
    ) throws {
        self.heading = heading.markup
        self.isUntrained = isUntrained
        (x, y) = window.axes(Self.nodes)
        let points = plane.points(window.nodes(Self.nodes))
        let given = density.shown.logDensitiesOfGiven(points, in: plane, at: nu)
        let flow = density.evaluation(at: nu).logDensities(density.trained.flow, points)
        model = zip(flow, given).map { exp($0 + $1) }
        truth = zip(try density.truth.logDensities(density.density, of: points, at: nu), given).map { exp($0 + $1) }
    }

    /// The figure of several of them.
    ///
    /// - Parameter variables: the variables of both axes.
    static func figure(
        _ panels: [DensityGrids], _ variables: [FigureVariable], columns: Int
    ) throws -> Figure {
        try DensityContours2D(
            xVariable: variables[0].text, yVariable: variables[1].text, xUnit: variables[0].unitText,
            yUnit: variables[1].unitText,
            panels: panels.map {
                DensityContours2D.Panel(
                    heading: RichText($0.heading), isUntrained: $0.isUntrained,
                    model: try ScalarGrid(x: $0.x, y: $0.y, values: $0.model),
                    truth: try ScalarGrid(x: $0.x, y: $0.y, values: $0.truth))
            }, columns: columns
        ).figure()
    }
}
