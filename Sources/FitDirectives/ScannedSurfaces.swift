import Inference

/// ln L of every member over the window of a scan, as later figures read it.
struct ScannedSurfaces: Codable {
    let nuisances: [String]
    let lower: [Double]
    let upper: [Double]
    let members: [Member]

    /// ln L of one member, priors included.
    struct Member: Codable {
        let nodes: Int
        let coefficients: [Double]
        /// Largest error of −2 ln L at points that the interpolation has not seen.
        let error: Double
        let evaluations: Int
        let converged: Bool

        init(_ surface: CheckedSurface) {
            nodes = surface.surface.nodes
            coefficients = surface.surface.coefficients
            error = surface.error
            evaluations = surface.evaluations
            converged = surface.converged
        }
    }

    init(nuisances: [String], window: [ClosedRange<Double>], members: [Member]) {
        self.nuisances = nuisances
        lower = window.map(\.lowerBound)
        upper = window.map(\.upperBound)
        self.members = members
    }

    var window: [ClosedRange<Double>] { zip(lower, upper).map { $0...$1 } }

    /// The members, about their own maxima, with or without the nuisances' constraints.
    func scans(prior: Bool) -> MemberSurfaces {
        let scans = MemberSurfaces(
            nuisances: nuisances,
            surfaces: members.map {
                CheckedSurface(
                    surface: ChebyshevSurface(window: window, nodes: $0.nodes, coefficients: $0.coefficients),
                    error: $0.error, evaluations: $0.evaluations, converged: $0.converged)
            })
        return prior ? scans : scans.without(.unitNormal(nuisances))
    }
}
