/// Puts the features in another order: output i is input `indices[i]`. Its log-determinant is 0.
public struct Permutation: Sendable {
    public let indices: [Int]

    public init(indices: [Int]) {
        precondition(indices.sorted() == Array(indices.indices), "\(indices) is no permutation")
        self.indices = indices
    }

    /// The order turned round.
    public static func reversal(of count: Int) -> Permutation { Permutation(indices: (0..<count).reversed()) }

    /// The permutation that undoes this one.
    public var inverse: Permutation {
        Permutation(indices: indices.indices.sorted { indices[$0] < indices[$1] })
    }

    @inlinable public func callAsFunction<Element>(_ features: [Element]) -> [Element] {
        indices.map { features[$0] }
    }
}
