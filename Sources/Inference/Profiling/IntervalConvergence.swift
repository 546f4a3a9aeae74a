import Statistics

/// Width of an ensemble's combined interval against the number of its members.
///
/// If the width still grows with the last members, the ensemble is too small.
public struct IntervalConvergence: Sendable {
    /// For 1, 2, … B members.
    public let points: [Point]

    /// Widths for one number of members.
    public struct Point: Sendable {
        /// The number of members.
        public let members: Int
        /// Width with the first members, in their order; nil for an open interval.
        public let width: Double?
        /// Widths over subsets of this many members. They share members, so that their standard deviation falls to 0 at
        /// B members, whatever B is.
        public let subsets: SampleMoments?
        /// The number of subsets with an open interval, which are not in the mean.
        public let openSubsets: Int
    }

    /// - Parameters:
    ///   - likelihood: the likelihood of all members.
    ///   - index: the index of the nuisance.
    ///   - level: the level of −2Δln L.
    ///   - subsets: the number of subsets for each number of members; all subsets if there are fewer.
    ///   - seed: the seed of the choice of subsets.
    /// - Throws: what the likelihood throws.
    /// - Complexity: at most B · (subsets + 1) intervals.
    public init<Likelihood: ProfiledLikelihood>(
        _ likelihood: Likelihood, nuisance index: Int, level: Double, subsets: Int, seed: UInt64
    ) throws(Likelihood.Failure) {
        func width(_ chosen: [Int]) throws(Likelihood.Failure) -> Double? {
            let interval = try likelihood.subset(chosen).interval(index, level: level)
            guard let lower = interval.lower.value, let upper = interval.upper.value else { return nil }
            return upper - lower
        }
        let count = likelihood.memberCount
        var points: [Point] = []
        for size in 1...count {
            let first = Array(0..<size)
            let ordered = try width(first)
            var widths: [Double?] = []
            for chosen in MemberSubsets(of: count, size: size, count: subsets, seed: seed).places {
                widths.append(chosen == first ? ordered : try width(chosen))
            }
            let closed = widths.compactMap { $0 }
            points.append(
                Point(
                    members: size, width: ordered, subsets: closed.isEmpty ? nil : SampleMoments(closed),
                    openSubsets: widths.count - closed.count))
        }
        self.points = points
    }
}
