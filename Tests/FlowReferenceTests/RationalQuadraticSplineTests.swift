import FlowReference
import Foundation
import Testing

@Suite struct RationalQuadraticSplineTests {
    let widths = [0.5, -1.0, 2.0, 0.25]
    let heights = [-0.5, 1.5, 0.0, -2.0]
    let derivatives = [0.75, -1.5, 1.0]

    @Test func isTheIdentityForVanishingParameters() {
        let spline = RationalQuadraticSpline(
            widths: [0.0, 0, 0, 0], heights: [0, 0, 0, 0], derivatives: [0, 0, 0])
        for x in [-7, -5, -3.75, -2.5, 0, 0.125, 4.99, 5, 6.5] {
            let (y, logDet) = spline.forwardAndLogDet(x)
            #expect(abs(y - x) < 1e-14)
            #expect(abs(logDet) < 1e-14)
        }
    }

    @Test func runsThroughItsKnotsWithTheirSlopes() {
        let spline = RationalQuadraticSpline(widths: widths, heights: heights, derivatives: derivatives)
        let clip = abs(log(1e-3))
        let clipped = widths.map { exp($0 / (1 + abs(2 * $0 / clip))) }
        var position = -5.0
        for knot in 1...3 {
            position += 10 * clipped[knot - 1] / clipped.reduce(0, +)
            let (y, logDet) = spline.forwardAndLogDet(position)
            #expect(abs(spline.horizontal[knot] - position) < 1e-13)
            #expect(abs(y - spline.vertical[knot]) < 1e-12)
            let derivative = derivatives[knot - 1]
            #expect(abs(logDet - derivative / (1 + abs(derivative / clip))) < 1e-11)
        }
    }

    @Test func leavesValuesOutsideAloneAndKeepsNaN() {
        let spline = RationalQuadraticSpline(widths: widths, heights: heights, derivatives: derivatives)
        for x in [-5.5, 5.5, .infinity, -.infinity] {
            #expect(spline.forwardAndLogDet(x) == (x, 0))
            #expect(spline.inverseAndLogDet(x) == (x, 0))
        }
        #expect(spline.forwardAndLogDet(.nan).y.isNaN)
    }

    @Test func freesTheRightEndWhereTwoDerivativesMoreAreGiven() {
        let spline = RationalQuadraticSpline(
            widths: widths, heights: heights, derivatives: derivatives + [0.5, 123])
        let other = RationalQuadraticSpline(
            widths: widths, heights: heights, derivatives: derivatives + [0.5, -7])
        #expect(spline.slopes == other.slopes)
        #expect(spline.slopes[0] == 1)
        #expect(abs(spline.slopes[4] - exp(0.5 / (1 + 0.5 / abs(log(1e-3))))) < 1e-14)
        #expect(
            spline.slopes.dropLast()
                == RationalQuadraticSpline(
                    widths: widths, heights: heights, derivatives: derivatives
                ).slopes.dropLast())
    }

    @Test func isUndoneByItsInverse() {
        let spline = RationalQuadraticSpline(widths: widths, heights: heights, derivatives: derivatives)
        for x in stride(from: -5.5, through: 5.5, by: 0.0625) {
            let (y, logDet) = spline.forwardAndLogDet(x)
            let inverse = spline.inverseAndLogDet(y)
            #expect(abs(inverse.x - x) < 1e-12)
            #expect(abs(inverse.logDet + logDet) < 1e-10)
        }
    }
}
