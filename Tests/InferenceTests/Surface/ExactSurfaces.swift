@testable import Inference

extension ChebyshevSurface {
    /// The surface through a function's values.
    init(window: [ClosedRange<Double>], nodes: Int, function: ([Double]) -> Double) {
        let lattice = ChebyshevLattice(window: window, nodes: nodes)
        self.init(lattice, values: lattice.points.map(function))
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
