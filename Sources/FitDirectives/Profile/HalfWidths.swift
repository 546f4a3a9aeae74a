import Report

/// How far a window reaches on either side of its middle: `0.3` for all nuisances, or by name, `{shift: 0.2}`.
struct HalfWidths: OptionValue {
    /// Of those that are not named.
    let common: Double
    let named: [String: Double]

    static let expected = "a half-width such as 0.3, or half-widths by nuisance such as {shift: 0.2}"

    init(_ common: Double, named: [String: Double] = [:]) {
        self.common = common
        self.named = named
    }

    subscript(name: String) -> Double { named[name] ?? common }
    var all: [Double] { [common] + named.values }

    init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        if node.members != nil {
            self.init(Self.standard, named: try [String: Double](node, in: scope))
        } else if case .scalar = node.content, let width = try? Double(node, in: scope) {
            self.init(width)
        } else {
            throw InvalidDocument(Diagnostic("'\(scope.name)' wants \(Self.expected)", at: node.place))
        }
    }

    /// The half-width of the paper, for nuisances without one.
    static let standard = 0.3

    var canonical: Value { ["common": .number(common), "named": .object(named.mapValues(Value.number))] }
}
