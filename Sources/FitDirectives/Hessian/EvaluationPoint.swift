import Report

/// Where a likelihood is evaluated: `best-fit`, or some nuisances by name with the others at the best fit.
enum EvaluationPoint: OptionValue, Equatable {
    case bestFit
    case named([String: Double])

    static let expected = "best-fit, or a point such as {shift: 0.5}"

    init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        if case .scalar(let text, _) = node.content, !node.isNull {
            guard text == "best-fit" else {
                throw InvalidDocument(
                    Diagnostic("'\(scope.name)' wants \(Self.expected), not '\(text)'", at: node.place))
            }
            self = .bestFit
        } else {
            self = .named(try [String: Double](node, in: scope))
        }
    }

    var canonical: Value {
        switch self {
        case .bestFit: "best-fit"
        case .named(let values): Value(values)
        }
    }

    /// The names of the nuisances that it states.
    var names: [String] {
        if case .named(let values) = self { values.keys.sorted() } else { [] }
    }

    /// The point in the order of `nuisances`.
    func values(of nuisances: [String], bestFit: [Double]) -> [Double] {
        guard case .named(let values) = self else { return bestFit }
        return zip(nuisances, bestFit).map { values[$0] ?? $1 }
    }
}
