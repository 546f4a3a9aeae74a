import Statistics

/// Width of an ensemble's combined interval against the number of its members.
///
/// A width that still grows with the last members says that the ensemble is too small.
public struct EnsembleConvergence: Sendable {
    /// For 1, 2, … B members.
    public let points: [Point]

    public struct Point: Sendable {
        public let members: Int
        /// Width with the first members, in their order; nil where the interval is open.
        public let width: Double?
        /// Widths over subsets of this many members. They share members, so that their deviation falls to nothing at B
        /// whatever the size of B.
        public let subsets: SampleMoments?
        /// Subsets whose interval is open and enters no mean.
        public let openSubsets: Int
    }

    /// - Parameters:
    ///   - index: the place of the nuisance.
    ///   - subsets: how many for each number of members; all of them where there are no more.
    /// - Complexity: at most B · (subsets + 1) intervals.
    public init(
        members: MemberScans, combination: EnsembleCombination, nuisance index: Int, level: Double, subsets: Int,
        seed: UInt64
    ) {
        func width(_ chosen: [Int]) -> Double? {
            let interval = EnsembleScan(members: members.subset(chosen), combination: combination)
                .interval(index, level: level)
            guard let lower = interval.lower.value, let upper = interval.upper.value else { return nil }
            return upper - lower
        }
        points = (1...members.count).map { size in
            let first = Array(0..<size)
            let ordered = width(first)
            let widths = MemberSubsets(of: members.count, size: size, count: subsets, seed: seed).places
                .map { $0 == first ? ordered : width($0) }
            let closed = widths.compactMap { $0 }
            return Point(
                members: size, width: ordered, subsets: closed.isEmpty ? nil : SampleMoments(closed),
                openSubsets: widths.count - closed.count)
        }
    }
}
