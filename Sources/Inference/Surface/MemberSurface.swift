/// −2Δln L of one member, or of a single fit, from the surface that interpolates its ln L over a window.
public struct MemberSurface: ProfiledLikelihood, Sendable {
    public let nuisances: [String]
    /// ln L over the window.
    public let surface: ChebyshevSurface
    /// ν̂: the maximum inside the window.
    public let bestFit: [Double]
    /// ln L at ν̂, up to the constant of ``ExtendedLikelihood``.
    public let maximum: Double
    public let atEdge: [String]
    public let converged: Bool
    let checked: CheckedSurface

    /// - Precondition: a name for every dimension of the surface.
    public init(nuisances: [String], surface checked: CheckedSurface) {
        let surface = checked.surface
        precondition(nuisances.count == surface.dimensions, "a name for every dimension")
        self.nuisances = nuisances
        self.surface = surface
        self.checked = checked
        // Starting from the best node finds the highest of several maxima.
        let points = ChebyshevLattice(window: surface.window, nodes: surface.nodes).points
        let start = points.max { surface.value(at: $0) < surface.value(at: $1) } ?? points[0]
        let maximum = BoxMaximizer(surface: surface).maximize(from: start)
        bestFit = maximum.point
        self.maximum = maximum.value
        atEdge = surface.edges(near: maximum.point).map { nuisances[$0] }
        converged = maximum.converged
    }

    public var combination: EnsembleCombination { .bma }
    public var combined: CombinedLikelihood { combination.combine([maximum], memberMaxima: [maximum]) }
    /// The window.
    public var limits: [ClosedRange<Double>] { surface.window }
    public var memberBestFits: [[Double]] { [bestFit] }
    public var error: Double { checked.error }
    public var isWithinTolerance: Bool { checked.converged }
    public var evaluations: Int { checked.evaluations }
    public var unsettled: Int { 0 }
    public var lowestDeviance: Double? { nil }

    public func member(_ member: Int) -> MemberSurface { subset([member]) }

    public func subset(_ places: [Int]) -> MemberSurface {
        precondition(places == [0], "members \(places) of a single one")
        return self
    }

    /// A single member is the same under every combination.
    public func combined(as combination: EnsembleCombination) -> MemberSurface { self }

    public func deviance(at point: [Double]) -> Double { 2 * (maximum - surface.value(at: point)) }

    public func devianceAndGradient(at point: [Double]) -> (deviance: Double, gradient: [Double]) {
        let derivatives = surface.derivatives(at: point)
        return (2 * (maximum - derivatives.value), derivatives.gradient.map { -2 * $0 })
    }

    /// The profile inside the window.
    public func profile(fixing fixed: [Int: Double]) -> LikelihoodProfile {
        let best = peak(fixing: fixed)
        return LikelihoodProfile(
            point: best.point, deviance: 2 * (maximum - best.value),
            gradient: devianceAndGradient(at: best.point).gradient, effectiveMembers: 1, converged: best.converged)
    }

    public func deviance(fixing fixed: [Int: Double]) -> Double { 2 * (maximum - peak(fixing: fixed).value) }

    private func peak(fixing fixed: [Int: Double]) -> BoxMaximizer.Maximum {
        BoxMaximizer(surface: surface).maximize(from: bestFit, fixed: fixed)
    }

    public func interval(_ index: Int, level: Double) -> LikelihoodInterval {
        LikelihoodInterval(level: level, bestFit: bestFit[index], window: limits[index]) { profiled(index, at: $0) }
    }

    public func contour(_ first: Int, _ second: Int, level: Double) -> Contour? {
        traceContour(
            first, second, level: level, covariance: surface.derivatives(at: bestFit).covariance,
            tolerance: SurfaceLikelihood.contourTolerance)
    }
}

extension ChebyshevSurface {
    /// Of a half width of the window: nearer to an edge, where polynomials wave most, a maximum inside of the window cannot be told
    /// from one outside.
    private static let edgeWidth = 0.02

    /// The coordinates in which a point lies at or next to an edge of the window.
    func edges(near point: [Double]) -> [Int] {
        zip(point, window).enumerated().compactMap { index, place in
            let (x, range) = place
            let distance = min(x - range.lowerBound, range.upperBound - x)
            return distance <= Self.edgeWidth * range.halfWidth ? index : nil
        }
    }
}
