import Foundation
import Testing

@testable import Inference

@Suite struct ContourTests {
    /// A tilted parabola: the ellipse is known.
    @Test func tracesAnEllipse() throws {
        let line = try #require(
            ContourTracer(
                level: 4, center: [1, -2], covariance: [[0.04, 0.03], [0.03, 0.09]], bounds: [-10...10, -10...10],
                tolerance: 1e-9
            )?.trace(Self.parabola))
        #expect(line.isClosed && line.isComplete)
        for point in line.points { #expect(abs(Self.parabola(point).deviance - 4) <= 1e-9) }
        // The ellipse of −2Δln L = 4 reaches ±2σ along both axes; points are 7.5° apart.
        let widest = line.points.map { $0[0] - 1 }.max() ?? 0
        #expect(widest <= 0.4 + 1e-9 && widest > 0.4 * cos(.pi / 40))
    }

    /// A bent valley, traced with the covariance of its middle alone.
    @Test func tracesABanana() throws {
        func banana(_ p: [Double]) -> (deviance: Double, gradient: [Double]) {
            let bend = p[1] - 0.8 * p[0] * p[0]
            return (p[0] * p[0] + 9 * bend * bend, [2 * p[0] - 28.8 * p[0] * bend, 18 * bend])
        }
        let line = try #require(
            ContourTracer(
                level: 2.3, center: [0, 0], covariance: [[1, 0], [0, 1.0 / 9]], bounds: [-10...10, -10...10],
                tolerance: 1e-6
            )?.trace(banana))
        #expect(line.isClosed && line.isComplete)
        for point in line.points { #expect(abs(banana(point).deviance - 2.3) <= 1e-6) }
        // Both tips are there: √2.3 = 1.517.
        #expect((line.points.map { $0[0] }.max() ?? 0) > 1.5 && (line.points.map { $0[0] }.min() ?? 0) < -1.5)
        let longest =
            zip(line.points, line.points.dropFirst() + line.points.prefix(1))
            .map { hypot($0[0] - $1[0], $0[1] - $1[1]) }.max() ?? 0
        #expect(longest < 0.5)
    }

    @Test func endsAtTheBounds() throws {
        let line = try #require(
            ContourTracer(
                level: 4, center: [1, -2], covariance: [[0.04, 0.03], [0.03, 0.09]], bounds: [-10...1.2, -10...10],
                tolerance: 1e-9
            )?.trace(Self.parabola))
        #expect(!line.isClosed && line.isComplete)
        #expect(line.points.allSatisfy { $0[0] <= 1.2 })
        for end in [line.points[0], line.points[line.points.count - 1]] { #expect(end[0] > 1.15) }
    }

    private static func parabola(_ p: [Double]) -> (deviance: Double, gradient: [Double]) {
        // The inverse of the covariance above.
        let (x, y) = (p[0] - 1, p[1] + 2)
        let determinant = 0.04 * 0.09 - 0.03 * 0.03
        let (a, b, c) = (0.09 / determinant, -0.03 / determinant, 0.04 / determinant)
        return (a * x * x + 2 * b * x * y + c * y * y, [2 * (a * x + b * y), 2 * (b * x + c * y)])
    }
}
