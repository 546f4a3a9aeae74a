import Foundation

/// Scans of −2Δln L over a window: slices, profiled curves, intervals, and the plane of any two nuisances.
public struct MemberSurface: Sendable {
    public let nuisances: [String]
    public let surface: ChebyshevSurface
    /// ν̂: the maximum inside the window.
    public let bestFit: [Double]
    /// ln L at ν̂, up to the constant of ``ExtendedLikelihood``.
    public let maximum: Double
    /// Nuisances whose best fit rests on the edge of the window, so that the true one may lie outside.
    public let atEdge: [String]
    public let converged: Bool

    public init(nuisances: [String], surface: ChebyshevSurface) {
        precondition(nuisances.count == surface.dimensions, "a name for every dimension")
        self.nuisances = nuisances
        self.surface = surface
        // Starting from the best node finds the highest of several maxima.
        let points = ChebyshevSurface.points(window: surface.window, nodes: surface.nodes)
        let start = points.max { surface.value(at: $0) < surface.value(at: $1) } ?? points[0]
        let maximum = BoxMaximizer(surface: surface).maximize(from: start)
        bestFit = maximum.point
        self.maximum = maximum.value
        atEdge = maximum.atEdge.map { nuisances[$0] }
        converged = maximum.converged
    }

    /// −2Δln L at a point.
    public func deviance(at point: [Double]) -> Double { 2 * (maximum - surface.value(at: point)) }

    /// −2Δln L with one nuisance moved and all others at their best fit.
    public func slice(_ index: Int, at value: Double) -> Double {
        var point = bestFit
        point[index] = value
        return deviance(at: point)
    }

    /// −2Δln L with one nuisance moved and all others profiled: maximized over, inside the window.
    public func profiled(_ index: Int, at value: Double) -> Double {
        2 * (maximum - BoxMaximizer(surface: surface).maximize(from: bestFit, fixed: [index: value]).value)
    }

    /// −2Δln L of two nuisances, any others profiled.
    public func profiled(_ first: Int, _ second: Int, at values: (Double, Double)) -> Double {
        if nuisances.count == 2 {
            return deviance(at: first < second ? [values.0, values.1] : [values.1, values.0])
        }
        let fixed = [first: values.0, second: values.1]
        return 2 * (maximum - BoxMaximizer(surface: surface).maximize(from: bestFit, fixed: fixed).value)
    }

    /// The interval of one nuisance from its profiled curve.
    public func interval(_ index: Int, level: Double) -> LikelihoodInterval {
        LikelihoodInterval(level: level, bestFit: bestFit[index], window: surface.window[index]) {
            profiled(index, at: $0)
        }
    }
}
