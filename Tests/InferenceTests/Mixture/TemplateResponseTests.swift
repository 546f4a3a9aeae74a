import FlowKernels
import Foundation
import Testing

@testable import Inference

@Suite struct TemplateResponseTests {
    private static let curve = TemplateResponse.Curve([-1: -0.08, 1: 0.12, 2: 0.2])

    @Test func agreesWithEveryTemplate() {
        for (theta, value) in [(-1.0, -0.08), (0, 0), (1, 0.12), (2, 0.2)] {
            #expect(abs(Self.curve.jet(at: theta).value - value) < 1e-14)
        }
    }

    /// Log-normal: of one template, and of two that are each other's inverse.
    @Test func isLogNormalWhereTemplatesAre() {
        let normal = LogNormalResponse(name: "a", uncertainty: 0.1, response: [1])
        let one = log(1.1)
        let alike: [[Double: Double]] = [[1: one], [-1: -one, 1: one], [-0.5: -0.5 * one, 2: 2 * one]]
        for templates in alike {
            let curve = TemplateResponse.Curve(templates)
            for theta in [-3.0, -1, -0.2, 0, 0.7, 1, 4] {
                let jet = curve.jet(at: theta)
                #expect(abs(jet.value - normal.logFactor(of: 0, at: theta)) < 1e-12)
                #expect(abs(jet.slope - normal.slope(of: 0, at: theta)) < 1e-12 && abs(jet.bend) < 1e-12)
            }
        }
        let flat = TemplateResponse.Curve.flat.jet(at: 3)
        #expect(flat.value == 0 && flat.slope == 0 && flat.bend == 0)
    }

    /// The errors of central differences shrink fourfold when their step is halved, but where the third derivative
    /// jumps.
    @Test(arguments: [-2.5, -0.6, 0.3, 1.5, 3.2])
    func hasTheDerivativesOfItsValue(_ theta: Double) {
        let jet = Self.curve.jet(at: theta)
        func value(_ step: Double) -> Double { Self.curve.jet(at: theta + step).value }
        let step = 1e-3
        #expect(abs((value(step) - value(-step)) / (2 * step) - jet.slope) < 1e-7)
        #expect(abs((value(step) - 2 * value(0) + value(-step)) / (step * step) - jet.bend) < 1e-6)
    }

    @Test(arguments: [-1.0, 0, 1, 2])
    func bendsSmoothlyAtTemplates(_ knot: Double) {
        let (below, above) = (Self.curve.jet(at: knot - 1e-9), Self.curve.jet(at: knot + 1e-9))
        #expect(abs(below.slope - above.slope) < 1e-7 && abs(below.bend - above.bend) < 1e-6)
    }

    @Test func readsWhatItWrites() throws {
        let yields = Yields(
            nominal: [40, 25],
            sources: [
                TemplateResponse(name: "jes", curves: [Self.curve, .flat]),
                LogNormalResponse(name: "lumi", uncertainty: 0.02, response: [1, 1]),
            ])
        let again = try JSONDecoder().decode(Yields.self, from: try JSONEncoder().encode(yields))
        #expect(again == yields)
        let curve = #"{"knots":[0,1],"values":[0.1,0]}"#
        let text = #"{"nominal":[40],"sources":[{"law":"templates","name":"a","curves":[\#(curve)]}]}"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Yields.self, from: Data(text.utf8)) }
    }

    /// A nuisance of shapes that moves yields too is one coordinate. Its derivatives are those of a shape and of a
    /// yield that move together: the chain rule on a likelihood in which they are two.
    @Test func oneCoordinateMovesShapesAndYields() {
        let workers = Workers(threads: 2)
        func likelihood(_ name: String) -> ExtendedLikelihood {
            let wide = WideMixture.mixture
            let response = TemplateResponse(
                name: name, curves: [Self.curve, .flat, TemplateResponse.Curve([1: -0.3])])
            let mixture = Mixture(
                kinematics: wide.kinematics, score: wide.score,
                yields: Yields(nominal: wide.yields.nominal, sources: [response] + wide.yields.sources),
                nuisances: wide.nuisances)
            let names = WideMixture.nuisances + WideMixture.normalizations
            return ExtendedLikelihood(
                mixture: mixture,
                space: NuisanceSpace(
                    mixture: mixture, fixed: ["c": 0.2], constraints: names.map { NormalConstraint($0) }),
                data: WideMixture.data(events: 400, workers: workers), workers: workers)
        }
        let (shared, apart) = (likelihood("b"), likelihood("yield"))
        #expect(shared.space.profiled == ["a", "b", "d", "luminosity", "strength"])
        #expect(apart.space.profiled == ["a", "b", "d", "yield", "luminosity", "strength"])
        let found = shared.hessian(at: [0.2, -0.4, 0.3, 0.1, 0.4], workers: workers)
        #expect(shared.space.expand([0.2, -0.4, 0.3, 0.1, 0.4]).theta == [-0.4, 0.1, 0.4])
        let wanted = apart.hessian(at: [0.2, -0.4, 0.3, -0.4, 0.1, 0.4], workers: workers)
        /// Which coordinates of the other likelihood one coordinate moves.
        let moved = [[0], [1, 3], [2], [4], [5]]
        let scale: Double = wanted.hessian.joined().reduce(1) { max($0, abs($1)) }
        #expect(abs(found.value - wanted.value) < 1e-9 * abs(wanted.value))
        for (row, rows) in moved.enumerated() {
            let gradient = rows.reduce(0.0) { $0 + wanted.gradient[$1] }
            #expect(abs(found.gradient[row] - gradient) < 1e-9 * scale)
            for (column, columns) in moved.enumerated() {
                let bend = rows.reduce(0.0) { sum, first in
                    columns.reduce(sum) { $0 + wanted.hessian[first][$1] }
                }
                #expect(abs(found.hessian[row][column] - bend) < 1e-9 * scale, "\(row), \(column)")
            }
        }
        // The way that climbs take has the same gradient, by another pass.
        let other = shared.valueAndGradient(at: [0.2, -0.4, 0.3, 0.1, 0.4], workers: workers)
        for (first, second) in zip(other.gradient, found.gradient) { #expect(abs(first - second) < 1e-4 * scale) }
    }
}
