import Inference
import Report

/// ln L of every member over the window of a scan, constraints included, as later cells read it.
struct StoredSurfaces: ResultGroup {
    let order: [String]
    let lower: [Double]
    let upper: [Double]
    let members: ResultsByNumber<EnsembleMembers, Member>

    static let meanings = [
        "order": "The nuisances, in the order of the coefficients.", "lower": "Lower ends of the window.",
        "upper": "Upper ends of the window.", "members": "ln L of every member.",
    ]

    /// ln L of one member, priors included.
    struct Member: ResultGroup {
        let nodes: Int
        let coefficients: [Double]
        let error: Double
        let evaluations: Int
        let converged: Bool

        static let meanings = [
            "nodes": "One more than the degree of the polynomial.", "coefficients": "Of the Chebyshev polynomials.",
            "error": "Largest error of −2 ln L at points that the interpolation has not seen.",
            "evaluations": "Evaluations of the likelihood.", "converged": "Whether the tolerance was reached.",
        ]

        init(_ surface: CheckedSurface) {
            nodes = surface.surface.nodes
            coefficients = surface.surface.coefficients
            error = surface.error
            evaluations = surface.evaluations
            converged = surface.converged
        }
    }

    init(order: [String], window: [ClosedRange<Double>], members: [Member]) {
        self.order = order
        lower = window.map(\.lowerBound)
        upper = window.map(\.upperBound)
        self.members = ResultsByNumber(members)
    }

    var window: [ClosedRange<Double>] { zip(lower, upper).map { $0...$1 } }

    /// The members, about their own maxima.
    ///
    /// - Parameter removed: constraints to subtract from ln L; nil to keep them.
    func surfaces(without removed: Constraints?) -> MemberSurfaces {
        let surfaces = MemberSurfaces(
            nuisances: order,
            surfaces: members.values.map {
                CheckedSurface(
                    surface: ChebyshevSurface(window: window, nodes: $0.nodes, coefficients: $0.coefficients),
                    error: $0.error, evaluations: $0.evaluations, converged: $0.converged)
            })
        return removed.map(surfaces.without) ?? surfaces
    }
}
