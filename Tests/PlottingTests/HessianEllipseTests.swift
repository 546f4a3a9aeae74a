import Foundation
import Testing

@testable import Plotting

@Suite struct HessianEllipseTests {
    @Test func findsEigenvectorsOfTheCovariance() throws {
        // [[4, 1.2], [1.2, 1]]: eigenvalues 2.5 ± √(1.5² + 1.2²).
        let covariance = try HessianEllipse.Covariance(sigmaX: 2, sigmaY: 1, correlation: 0.6)
        let root = (1.5 * 1.5 + 1.2 * 1.2).squareRoot()
        let modes = covariance.modes
        #expect(abs(modes[0].sigma - (2.5 + root).squareRoot()) < 1e-14)
        #expect(abs(modes[1].sigma - (2.5 - root).squareRoot()) < 1e-14)
        #expect(abs(modes[0].x * modes[1].x + modes[0].y * modes[1].y) < 1e-14)
        for mode in modes {
            // C v = σ² v.
            #expect(abs(4 * mode.x + 1.2 * mode.y - mode.sigma * mode.sigma * mode.x) < 1e-13)
            #expect(abs(hypot(mode.x, mode.y) - mode.sigma) < 1e-14)
        }
    }

    @Test func drawsAxesFromMinusToPlusOneSigma() throws {
        let ellipse = try ExampleFigures.hessian()
        let drawing = try ellipse.figure().drawing(width: .column)
        let map = drawing.frames[0].main
        for (index, mode) in ellipse.modes.enumerated() {
            let ends = drawing.strokes(role: "axis \(index + 1)")[0].path.vertices
            #expect(abs(ends[1].x - map.horizontal(ellipse.best.x + mode.x)) < 1e-9)
            #expect(abs(ends[1].y - map.vertical(ellipse.best.y + mode.y)) < 1e-9)
        }
        #expect(drawing.texts.contains("mode 1: σ_1 = 0.0113"))
        // One scale for both axes, so that the modes stand at right angles.
        let scales = [
            (map.x.limits.upperBound - map.x.limits.lowerBound) / map.frame.width,
            (map.y.limits.upperBound - map.y.limits.lowerBound) / map.frame.height,
        ]
        #expect(abs(scales[0] / scales[1] - 1) < 1e-9)
    }

    @Test func drawsTheEllipseOfTwoParameters() throws {
        let drawing = try ExampleFigures.hessian().figure().drawing(width: .column)
        let map = drawing.frames[0].main
        let right = drawing.strokes(role: "ellipse")[0].path.vertices.map(\.x).max() ?? 0
        #expect(abs(right - map.horizontal(0.487 + LikelihoodPlane.level68.squareRoot() * 0.0104)) < 0.1)
    }

    @Test func comparesTheEllipseWithTheScanAndTheTruth() throws {
        let figure = try ExampleFigures.hessian().figure()
        // Areas: σσ√(1−ρ²) of 0.0104, 0.0088, 0.35 over 0.0102, 0.0093, 0.28 is 0.9415; the traced polygon is smaller.
        #expect(figure.alternativeText.contains("The ellipse's area is 0.95 times"))
        #expect(figure.alternativeText.contains("The truth lies inside the ellipse, at −2Δln L 1.71."))
        #expect(figure.data.table("modes")?.column("sigma")?.count == 2)
    }

    @Test func saysThatAHessianIsNotPositiveDefinite() throws {
        let figure = try ExampleFigures.hessian(definite: false).figure()
        #expect(figure.title == "the Hessian at the best fit is not positive definite: no ellipse")
        let drawing = try figure.drawing(width: .column)
        #expect(drawing.commands(role: "ellipse").isEmpty && drawing.commands(role: "axis 1").isEmpty)
        #expect(drawing.texts.contains("Hessian not positive definite: no ellipse"))
        #expect(figure.data.value("sigma x")?.isNaN == true)
    }

    @Test func refusesACovarianceThatIsNone() {
        #expect(throws: PlottingError.self) { try HessianEllipse.Covariance(sigmaX: 1, sigmaY: 1, correlation: 1) }
        #expect(throws: PlottingError.self) { try HessianEllipse.Covariance(sigmaX: .nan, sigmaY: 1, correlation: 0) }
    }
}
