@testable import Inference

extension ChebyshevSurface {
    /// The interpolant of a function.
    init(window: [ClosedRange<Double>], nodes: Int, function: ([Double]) -> Double) {
        self.init(
            window: window, nodes: nodes, values: Self.points(window: window, nodes: nodes).map(function))
    }
}

extension CheckedSurface {
    /// A surface that is the function itself.
    static func exact(_ surface: ChebyshevSurface) -> CheckedSurface {
        CheckedSurface(surface: surface, error: 0, evaluations: surface.coefficients.count, converged: true)
    }
}

extension MemberSurface {
    init(nuisances: [String], surface: ChebyshevSurface) { self.init(nuisances: nuisances, surface: .exact(surface)) }
}

extension MemberSurfaces {
    init(nuisances: [String], surfaces: [ChebyshevSurface]) {
        self.init(nuisances: nuisances, surfaces: surfaces.map(CheckedSurface.exact))
    }
}
