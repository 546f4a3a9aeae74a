import Foundation
import Inference
import Statistics

/// Points of the whole nuisance space on the 68.27 % contour of one or two nuisances, all others profiled along it.
struct ContourPoints {
    /// Shape [directions found, nuisances].
    let points: [[Double]]
    /// Directions that leave the window before they reach the contour.
    let open: Int

    /// - Parameters:
    ///   - places: the indices of one nuisance, whose interval has two ends, or of two.
    ///   - count: the number of directions in the plane of two, evenly spaced in units of the window, whose sides have
    ///     similar lengths in σ.
    /// - Throws: what the likelihood throws.
    init<Likelihood: ProfiledLikelihood>(_ likelihood: Likelihood, _ places: [Int], directions count: Int) throws {
        let level =
            places.count == 2
            ? ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 2)
            : ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1)
        let rays: [[Double]] =
            places.count == 1
            ? [[-1], [1]]
            : (0..<count).map { index in
                let angle = 2 * Double.pi * Double(index) / Double(count)
                return [cos(angle), sin(angle)]
            }
        var found: [[Double]] = []
        for ray in rays {
            if let point = try Self.point(along: ray, likelihood, places, level: level) { found.append(point) }
        }
        points = found
        open = rays.count - found.count
    }

    /// nil where the ray leaves the window first.
    private static func point<Likelihood: ProfiledLikelihood>(
        along ray: [Double], _ likelihood: Likelihood, _ places: [Int], level: Double
    ) throws -> [Double]? {
        let best = places.map { likelihood.bestFit[$0] }
        let windows = places.map { likelihood.limits[$0] }
        let step = zip(ray, windows).map { $0 * ($1.upperBound - $1.lowerBound) / 2 }
        // Up to where the ray leaves the window.
        let limit =
            zip(zip(best, step), windows).map { place, window -> Double in
                let (best, step) = place
                if step == 0 { return .infinity }
                return ((step > 0 ? window.upperBound : window.lowerBound) - best) / step
            }.min() ?? 0
        func profile(_ length: Double) throws -> LikelihoodProfile {
            try likelihood.profile(
                fixing: Dictionary(
                    uniqueKeysWithValues: places.enumerated().map { ($1, best[$0] + length * step[$0]) }))
        }
        guard
            let length = try crossing(level: level, within: limit, { length in try profile(length).deviance })
        else { return nil }
        return try profile(length).point
    }

    /// Where a curve that is 0 at 0 first reaches the level: in steps outwards, then by bisection to 1e-6 of the range.
    private static func crossing(
        level: Double, within limit: Double, _ curve: (Double) throws -> Double
    ) throws -> Double? {
        var (inside, outside) = (0.0, 0.0)
        for part in 1...40 {
            outside = limit * Double(part) / 40
            let value = try curve(outside)
            if value.isNaN { return nil }
            if value >= level { break }
            inside = outside
        }
        guard inside < outside else { return nil }
        while outside - inside > 1e-6 * limit {
            let middle = (inside + outside) / 2
            let value = try curve(middle)
            if value.isNaN { return nil }
            if value < level { inside = middle } else { outside = middle }
        }
        return (inside + outside) / 2
    }
}
