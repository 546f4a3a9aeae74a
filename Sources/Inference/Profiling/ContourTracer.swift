import Statistics

/// Traces the contour around a minimum by predictor and corrector.
///
/// In coordinates z in which the minimum's parabola is |z|², a step along the tangent is corrected along the gradient
/// until the level is met (Allgower and Georg, Introduction to Numerical Continuation Methods, 2003, ch. 2 and 3). The
/// step shrinks where the line turns fast. Nothing is gridded: every evaluation lies on, or next to, the line.
struct ContourTracer {
    let level: Double
    /// The minimum.
    let center: [Double]
    /// p = center + L z, with L the lower triangular factor of the covariance.
    private let factor: (a: Double, b: Double, c: Double)
    let bounds: [ClosedRange<Double>]
    /// How right −2Δln L must be on the line.
    let tolerance: Double
    /// The longest step, in z.
    private let longest: Double

    /// nil if the covariance is not positive definite.
    ///
    /// - Parameters:
    ///   - covariance: the covariance of the two nuisances, others profiled, shape [2, 2].
    ///   - steps: the approximate number of points of a full turn.
    init?(
        level: Double, center: [Double], covariance: [[Double]], bounds: [ClosedRange<Double>], tolerance: Double,
        steps: Int = 48
    ) {
        guard let lower = CholeskyFactor(covariance)?.lower else { return nil }
        factor = (lower[0][0], lower[1][0], lower[1][1])
        self.level = level
        self.center = center
        self.bounds = bounds
        self.tolerance = tolerance
        longest = 2 * .pi * level.squareRoot() / Double(steps)
    }

    /// −2Δln L at a point with its gradient.
    typealias Evaluation = (deviance: Double, gradient: [Double])

    /// nil if no starting point on the level is found inside the bounds.
    func trace<Failure: Error>(
        _ evaluate: ([Double]) throws(Failure) -> Evaluation
    ) throws(Failure) -> Contour? {
        guard let start = try start(evaluate) else { return nil }
        let ahead = try follow(from: start, orientation: 1, evaluate)
        if ahead.end == .closed { return line([start] + ahead.stations, isClosed: true, isComplete: true) }
        let back = try follow(from: start, orientation: -1, evaluate)
        return line(
            back.stations.reversed() + [start] + ahead.stations, isClosed: false,
            isComplete: ahead.end == .bounds && back.end == .bounds)
    }

    /// A point of the line, with the gradient of −2Δln L in z.
    private struct Station {
        let z: SIMD2<Double>
        let gradient: SIMD2<Double>
    }

    private enum End { case closed, bounds, stuck }

    private func point(_ z: SIMD2<Double>) -> [Double] {
        [center[0] + factor.a * z.x, center[1] + factor.b * z.x + factor.c * z.y]
    }

    private func line(_ stations: [Station], isClosed: Bool, isComplete: Bool) -> Contour {
        Contour(points: stations.map { point($0.z) }, isClosed: isClosed, isComplete: isComplete)
    }

    /// Outwards along one of the four axes of z.
    private func start<Failure: Error>(
        _ evaluate: ([Double]) throws(Failure) -> Evaluation
    ) throws(Failure) -> Station? {
        for direction in [SIMD2(1.0, 0), SIMD2(-1, 0), SIMD2(0, 1), SIMD2(0, -1)] {
            let radius = level.squareRoot()
            if let station = try corrected(radius * direction, evaluate) { return station }
        }
        return nil
    }

    /// Moves a point along the gradient until the level is met; nil where it does not converge or is out of bounds.
    private func corrected<Failure: Error>(
        _ start: SIMD2<Double>, _ evaluate: ([Double]) throws(Failure) -> Evaluation
    ) throws(Failure) -> Station? {
        var z = start
        for _ in 0..<8 {
            guard isInside(z) else { return nil }
            let (deviance, g) = try evaluate(point(z))
            let gradient = SIMD2(factor.a * g[0] + factor.b * g[1], factor.c * g[1])
            let square = (gradient * gradient).sum()
            guard deviance.isFinite, square > 0, square.isFinite else { return nil }
            if abs(deviance - level) <= tolerance { return Station(z: z, gradient: gradient) }
            // √(−2Δln L) is nearly linear outwards, so Newton's step on it overshoots least.
            let root = max(deviance, 1e-3 * level).squareRoot()
            var step = (level.squareRoot() - root) * 2 * root / square * gradient
            let length = (step * step).sum().squareRoot()
            if length > 2 * longest { step *= 2 * longest / length }
            z += step
        }
        return nil
    }

    private func isInside(_ z: SIMD2<Double>) -> Bool { zip(bounds, point(z)).allSatisfy { $0.contains($1) } }

    private func follow<Failure: Error>(
        from start: Station, orientation: Double, _ evaluate: ([Double]) throws(Failure) -> Evaluation
    ) throws(Failure) -> (stations: [Station], end: End) {
        func tangent(_ station: Station) -> SIMD2<Double> {
            let g = station.gradient
            return orientation / (g * g).sum().squareRoot() * SIMD2(-g.y, g.x)
        }
        var stations: [Station] = []
        var here = start
        var length = longest
        while stations.count < 5000 {
            let along = tangent(here)
            let way = start.z - here.z
            let ahead = (way * along).sum()
            let aside = (way * way).sum().squareRoot()
            if stations.count > 4, ahead >= 0, aside <= 1.2 * length { return (stations, .closed) }
            let predicted = here.z + length * along
            if !isInside(predicted), length <= longest / 64 { return (stations, .bounds) }
            if let next = try isInside(predicted) ? corrected(predicted, evaluate) : nil {
                let move = next.z - here.z
                let turn = (tangent(next) * along).sum()
                // Within 30°, and forwards by about the step.
                if turn > 0.87, (move * along).sum() > 0.3 * length {
                    stations.append(next)
                    here = next
                    length = min(longest, turn > 0.98 ? 1.5 * length : length)
                    continue
                }
            }
            length /= 2
            if length < longest / 512 {
                return (stations, isInside(here.z + longest / 32 * along) ? .stuck : .bounds)
            }
        }
        return (stations, .stuck)
    }
}
