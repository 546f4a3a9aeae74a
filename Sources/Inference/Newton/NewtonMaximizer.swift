import Statistics

/// Climbs the combined likelihood of an ensemble over some nuisances, the others held, by Newton's method on the
/// likelihood itself.
///
/// At every point the members' values and gradients are exact; their Hessians are taken across ±1σ, and kept from point to
/// point while they serve. The members become parabolas, whose combination is maximized; a step that does not lead
/// upwards is halved, after fresh Hessians have been taken. Where that does not help either, as at a kink of a spline or
/// of a rectifier, the coordinates are searched one by one, and the climb ends where none of them leads upwards.
final class NewtonMaximizer {
    let likelihoods: MemberLikelihoods
    let combination: EnsembleCombination
    /// Each member's own maximum; not read unless the combination is rebased.
    let maxima: [Double]
    /// The gain in −2 ln L that the next step promises, below which the climb has converged.
    let tolerance: Double

    /// How often a member was evaluated.
    struct Evaluations {
        var values = 0
        var gradients = 0
        var hessians = 0
    }
    private(set) var evaluations = Evaluations()

    /// −∂²ℓ of every member, made positive definite, and where it was taken.
    private var curvatures: [(point: [Double], matrix: [[Double]])]
    /// The members at the last maximum, from which the next start is predicted.
    private var last: State?

    struct Maximum {
        let point: [Double]
        /// The combined ln L, rebased where the combination is.
        let value: Double
        /// Of the combined ln L; zero in the free coordinates except for the tolerance.
        let gradient: [Double]
        let combined: CombinedLikelihood
        /// The −2 ln L that one more step promised: below the tolerance, but at a kink, where it promises too much.
        let remaining: Double
        let converged: Bool
    }

    /// The members at one point.
    private struct State {
        let point: [Double]
        let values: [Double]
        let gradients: [[Double]]
        let combined: CombinedLikelihood
    }

    /// - Parameter curvatures: known Hessians of the negative log-likelihoods; empty for none.
    init(
        _ likelihoods: MemberLikelihoods, combination: EnsembleCombination, maxima: [Double], tolerance: Double,
        curvatures: [(point: [Double], matrix: [[Double]])] = []
    ) {
        self.likelihoods = likelihoods
        self.combination = combination
        self.maxima = maxima
        self.tolerance = tolerance
        self.curvatures = curvatures.map { ($0.point, SymmetricEigensystem.positiveDefinite($0.matrix)) }
    }

    /// - Parameters:
    ///   - fixed: values by the indices of the nuisances.
    ///   - start: the start; nil for the point that the last maximum predicts.
    func maximum(fixing fixed: [Int: Double] = [:], from start: [Double]? = nil) throws -> Maximum {
        precondition(start != nil || last != nil, "a climb without a start")
        let origin = start ?? last?.point ?? []
        let free = origin.indices.filter { fixed[$0] == nil }
        var first = origin.indices.map { fixed[$0] ?? origin[$0] }
        if start == nil, let last { first = model(last).maximize(from: first, free: free).point }
        var here = try state(at: first)
        if curvatures.isEmpty { here = try refreshed(at: first) }
        var previousGain = Double.infinity
        for _ in 0..<60 {
            guard here.combined.value.isFinite else { return result(here, remaining: .nan, converged: false) }
            let target = model(here).maximize(from: here.point, free: free)
            let gain = 2 * (target.value - here.combined.value)
            if gain <= tolerance { return result(here, remaining: gain, converged: true) }
            let isStale = isStale(at: here.point)
            // Newton's steps shrink the gain quadratically; where they do not, the Hessian is of no use any more.
            if isStale, gain > 0.3 * previousGain {
                here = try refreshed(at: here.point)
                previousGain = .infinity
            } else if let next = try step(from: here, to: target.point, gain: gain, isStale: isStale) {
                here = next
                previousGain = gain
            } else if isStale {
                here = try refreshed(at: here.point)
                previousGain = .infinity
            } else if let next = try neighbor(of: here, free: free) {
                here = next
                previousGain = .infinity
            } else {
                return result(here, remaining: gain, converged: true)
            }
        }
        return result(here, remaining: .nan, converged: false)
    }

    /// Whether any member's Hessian was taken more than half a σ away.
    private func isStale(at point: [Double]) -> Bool {
        curvatures.contains { place, matrix in
            let d = zip(point, place).map(-)
            return zip(matrix, d).reduce(0) { sum, row in
                sum + row.1 * zip(row.0, d).reduce(0) { $0 + $1.0 * $1.1 }
            } > 0.25
        }
    }

    /// The combined ln L.
    func value(at point: [Double]) throws -> Double {
        evaluations.values += likelihoods.count
        return combination.combine(
            try (0..<likelihoods.count).map { try likelihoods.value($0, point) }, memberMaxima: maxima
        ).value
    }

    /// The combined ln L and its gradient.
    func evaluate(at point: [Double]) throws -> (value: Double, gradient: [Double]) {
        let here = try state(at: point)
        return (here.combined.value, gradient(of: here))
    }

    /// The first of ever shorter steps that rises by a tenth of what is promised; with a stale Hessian only the whole one
    /// is tried.
    private func step(from here: State, to target: [Double], gain: Double, isStale: Bool) throws -> State? {
        var length = 1.0
        while length > 1e-3 {
            let next = try state(at: zip(here.point, target).map { $0 + length * ($1 - $0) })
            if next.combined.value - here.combined.value >= 0.05 * gain * length { return next }
            if isStale { return nil }
            length /= 2
        }
        return nil
    }

    /// A higher point along one of the coordinates, looked for where Newton's step does not rise: at a kink. nil where
    /// nothing within one σ along any of them, down to a thousandth, is higher by the tolerance.
    private func neighbor(of here: State, free: [Int]) throws -> State? {
        let weights = combination.weights(of: here.combined)
        let curvature = WeightedMoments.mean(of: curvatures.map(\.matrix), weights: weights)
        let gradient = gradient(of: here)
        for index in free {
            let sigma = 1 / curvature[index][index].squareRoot()
            let own = gradient[index] * sigma * sigma
            for step in [own] + [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001].flatMap({ [$0 * sigma, -$0 * sigma] }) {
                var point = here.point
                point[index] += step
                let value = try value(at: point)
                if 2 * (value - here.combined.value) > tolerance { return try state(at: point) }
            }
        }
        return nil
    }

    private func result(_ state: State, remaining: Double, converged: Bool) -> Maximum {
        last = state
        return Maximum(
            point: state.point, value: state.combined.value,
            gradient: gradient(of: state), combined: state.combined, remaining: remaining, converged: converged)
    }

    private func gradient(of state: State) -> [Double] {
        WeightedMoments.mean(of: state.gradients, weights: combination.weights(of: state.combined))
    }

    private func model(_ state: State) -> ParabolaEnsemble {
        ParabolaEnsemble(
            members: state.values.indices.map {
                ParabolaEnsemble.Member(
                    point: state.point, value: state.values[$0], gradient: state.gradients[$0],
                    curvature: curvatures[$0].matrix)
            }, combination: combination, maxima: maxima)
    }

    private func state(at point: [Double]) throws -> State {
        evaluations.gradients += likelihoods.count
        let members = try (0..<likelihoods.count).map { try likelihoods.gradient($0, point) }
        return state(at: point, members)
    }

    private func refreshed(at point: [Double]) throws -> State {
        evaluations.hessians += likelihoods.count
        let members = try (0..<likelihoods.count).map { try likelihoods.derivatives($0, point) }
        curvatures = members.map { member in
            (point, SymmetricEigensystem.positiveDefinite(member.hessian.map { $0.map { -$0 } }))
        }
        return state(at: point, members.map { ($0.value, $0.gradient) })
    }

    private func state(at point: [Double], _ members: [(value: Double, gradient: [Double])]) -> State {
        let isFinite = members.allSatisfy { $0.value.isFinite && $0.gradient.allSatisfy(\.isFinite) }
        let values = members.map { isFinite ? $0.value : .nan }
        return State(
            point: point, values: values, gradients: members.map(\.gradient),
            combined: combination.combine(values, memberMaxima: maxima))
    }
}
