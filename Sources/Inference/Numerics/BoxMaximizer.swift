import Foundation
import Statistics

/// The maximum of a ``ChebyshevSurface`` over its window, some coordinates held fixed.
///
/// Newton's method with the exact gradient and Hessian, each step cut back until the value rises and kept inside the
/// window; a coordinate that is pushed against an edge rests there, and a saddle is left.
struct BoxMaximizer {
    let surface: ChebyshevSurface

    struct Maximum: Sendable {
        let point: [Double]
        let value: Double
        /// Coordinates that ended at an edge of the window: there the maximum may lie outside.
        let atEdge: [Int]
        let converged: Bool
    }

    /// - Parameter fixed: values of the coordinates that do not move.
    func maximize(from start: [Double], fixed: [Int: Double] = [:]) -> Maximum {
        var point = start
        for (index, value) in fixed { point[index] = value }
        var converged = false
        for _ in 0..<100 {
            let derivatives = surface.derivatives(at: point)
            let free = point.indices.filter { fixed[$0] == nil && !isPushedOut($0, point, derivatives.gradient) }
            if free.isEmpty {
                converged = true
                break
            }
            let direction = ascent(derivatives, free: free)
            let next =
                lineSearch(point, derivatives.value, direction, free: free)
                ?? escape(point, derivatives, free: free)
            guard let next else {
                converged = true
                break
            }
            let moved = zip(zip(next, point), surface.window).map { abs($0.0 - $0.1) / $1.halfWidth }.max() ?? 0
            point = next
            if moved < 1e-10 {
                converged = true
                break
            }
        }
        let edges = point.indices.filter { index in
            fixed[index] == nil
                && (point[index] == surface.window[index].lowerBound
                    || point[index] == surface.window[index].upperBound)
        }
        return Maximum(point: point, value: surface.value(at: point), atEdge: edges, converged: converged)
    }

    private func isPushedOut(_ index: Int, _ point: [Double], _ gradient: [Double]) -> Bool {
        let range = surface.window[index]
        return (point[index] <= range.lowerBound && gradient[index] <= 0)
            || (point[index] >= range.upperBound && gradient[index] >= 0)
    }

    /// The Newton step among the free coordinates where the Hessian is negative definite, the gradient's otherwise.
    private func ascent(_ derivatives: ChebyshevSurface.Derivatives, free: [Int]) -> [Double] {
        let negated = free.map { row in free.map { -derivatives.hessian[row][$0] } }
        let gradient = free.map { derivatives.gradient[$0] }
        if let factor = CholeskyFactor(negated) { return factor.solve(gradient) }
        // Scaled so that the first try crosses half of the window.
        let scale = zip(free, gradient).map { abs($1) / surface.window[$0].halfWidth }.max() ?? 1
        return gradient.map { $0 / max(scale, .leastNormalMagnitude) }
    }

    /// A way up from where the step of ``ascent(_:free:)`` does not help, along axes and diagonals: at a saddle the
    /// gradient vanishes, and at an edge the cut-back Newton step may point downwards.
    private func escape(_ point: [Double], _ derivatives: ChebyshevSurface.Derivatives, free: [Int]) -> [Double]? {
        let slopes = free.map { derivatives.gradient[$0] * surface.window[$0].halfWidth }
        // Flat to rounding where the Hessian bends down: nothing is higher close by.
        let isFlat = slopes.allSatisfy { abs($0) <= 1e-10 * max(1, abs(derivatives.value)) }
        let negated = free.map { row in free.map { -derivatives.hessian[row][$0] } }
        if isFlat && CholeskyFactor(negated) != nil { return nil }
        var steps: [[Double]] = [[]]
        for index in free {
            let width = surface.window[index].halfWidth
            steps = steps.flatMap { step in [-width, 0, width].map { step + [$0] } }
        }
        return steps.lazy.compactMap { lineSearch(point, derivatives.value, $0, free: free) }.first
    }

    /// The first of ever shorter steps that does not lower the value; nil where no step helps.
    private func lineSearch(_ point: [Double], _ value: Double, _ direction: [Double], free: [Int]) -> [Double]? {
        var length = 1.0
        for _ in 0..<40 {
            var next = point
            for (index, step) in zip(free, direction) {
                let range = surface.window[index]
                next[index] = min(max(point[index] + length * step, range.lowerBound), range.upperBound)
            }
            if surface.value(at: next) > value { return next }
            length /= 2
        }
        return nil
    }
}
