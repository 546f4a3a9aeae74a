/// The members of an ensemble, tabulated over the points of a rectangular grid of two nuisances.
///
/// This is the form of a published scan; if the likelihoods can still be evaluated, ``SurfaceLikelihood`` needs no
/// grid.
public struct MemberGrid: Sendable {
    /// The values of both nuisances, evenly spaced, in ascending order.
    public let axes: (first: [Double], second: [Double])
    /// Shape [members, first · second], the first nuisance slowest; constraints included.
    public let memberLogLikelihoods: [[Double]]
    /// The highest value of each member over the grid; NaN where the member has any.
    let memberMaxima: [Double]

    /// - Precondition: at least one member, each with a value for every point.
    public init(first: [Double], second: [Double], memberLogLikelihoods: [[Double]]) {
        precondition(!memberLogLikelihoods.isEmpty, "an ensemble without members")
        precondition(
            memberLogLikelihoods.allSatisfy { $0.count == first.count * second.count },
            "a value for each of \(first.count)×\(second.count) points")
        axes = (first, second)
        self.memberLogLikelihoods = memberLogLikelihoods
        memberMaxima = memberLogLikelihoods.map { $0.reduce(-.infinity) { $1.isNaN ? .nan : $0 < $1 ? $1 : $0 } }
    }

    /// One combination over the grid.
    public struct Combined: Sendable {
        /// The members combined at every point, the first nuisance slowest.
        public let points: [CombinedLikelihood]
        /// −2Δln L relative to the highest point of the grid; NaN everywhere if any point is NaN.
        public let deviance: [Double]
        /// The best fit between the points; nil if a value is not a number.
        public let bestFit: [Double]?
    }

    /// The members combined at every point of the grid.
    public func combined(_ combination: EnsembleCombination) -> Combined {
        let points = combination.combine(memberLogLikelihoods: memberLogLikelihoods, memberMaxima: memberMaxima)
        let highest = points.map(\.value).reduce(-.infinity) { $1.isNaN ? .nan : $0 < $1 ? $1 : $0 }
        let deviance = points.map { 2 * (highest - $0.value) }
        return Combined(points: points, deviance: deviance, bestFit: highest.isNaN ? nil : bestFit(deviance))
    }

    /// The lowest point, moved along each axis to the vertex of the parabola through it and its two neighbors, and by
    /// half of a step at most, as at the kink of an envelope; at an edge it stays. Of equally low points, as a rebased
    /// envelope has one a member, the first in the order of the grid is taken.
    private func bestFit(_ deviance: [Double]) -> [Double] {
        let columns = axes.second.count
        let lowest = deviance.indices.reduce(0) { deviance[$1] < deviance[$0] ? $1 : $0 }
        func vertex(_ axis: [Double], _ index: Int, stride: Int) -> Double {
            guard index > 0, index + 1 < axis.count else { return axis[index] }
            let (left, right) = (deviance[lowest - stride], deviance[lowest + stride])
            let bend = left + right - 2 * deviance[lowest]
            guard bend > 0 else { return axis[index] }
            let step = min(max((left - right) / (2 * bend), -0.5), 0.5)
            return axis[index] + step * (axis[index + 1] - axis[index])
        }
        return [
            vertex(axes.first, lowest / columns, stride: columns),
            vertex(axes.second, lowest % columns, stride: 1),
        ]
    }
}
