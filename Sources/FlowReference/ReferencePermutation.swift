/// Puts the features in another order: output i is input `indices[i]`. Its log-determinant is 0.
public struct ReferencePermutation: Sendable {
    /// Output i is input `indices[i]`.
    public let indices: [Int]

    /// - Precondition: each index occurs once.
    public init(indices: [Int]) {
        precondition(indices.sorted() == Array(indices.indices), "\(indices) is no permutation")
        self.indices = indices
    }

    /// The features in reverse order.
    public static func reversal(of count: Int) -> ReferencePermutation {
        ReferencePermutation(indices: (0..<count).reversed())
    }

    /// The permutation that undoes this one.
    public var inverse: ReferencePermutation {
        ReferencePermutation(indices: indices.indices.sorted { indices[$0] < indices[$1] })
    }

    /// The elements in the new order.
    @inlinable public func callAsFunction<Element>(_ features: [Element]) -> [Element] {
        indices.map { features[$0] }
    }
}
