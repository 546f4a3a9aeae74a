/// The hidden layers of one conditioner.
public struct ConditionerShape: Sendable, Hashable, Codable {
    /// Units of every hidden layer.
    public let hidden: [Int]
    /// How many of them have which degree, shape [layers, features]; nil where they are dealt out in turn.
    public let unitsByDegree: [[Int]]?

    public init(hidden: [Int], unitsByDegree: [[Int]]? = nil) {
        self.hidden = hidden
        self.unitsByDegree = unitsByDegree
    }
}
