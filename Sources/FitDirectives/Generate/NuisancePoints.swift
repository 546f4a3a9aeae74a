import Report
import Statistics
import SyntheticBenchmark

/// One point of nuisance space, `{shift: 0.5}`, or a list of them; what is not named is 0.
struct NuisancePoints: OptionValue {
    let points: [BenchmarkNuisances]
    static let nominal = NuisancePoints(points: [.nominal])
    static let expected = "a point such as {shift: 1}, or a list of points"

    private init(points: [BenchmarkNuisances]) { self.points = points }

    init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .sequence(let nodes) = node.content else {
            points = [try Self.point(node, scope)]
            return
        }
        guard !nodes.isEmpty else {
            throw InvalidDocument(Diagnostic("'\(scope.name)' names no point", at: node.place))
        }
        var points: [BenchmarkNuisances] = []
        for (index, node) in nodes.enumerated() {
            points.append(try Self.point(node, scope.named("\(scope.name)[\(index)]")))
        }
        self.points = points
    }

    private static func point(_ node: SourceNode, _ scope: OptionScope) throws(InvalidDocument) -> BenchmarkNuisances {
        let values = try [String: Double](node, in: scope)
        let names = BenchmarkNuisance.allCases.map(\.rawValue)
        var point = BenchmarkNuisances.nominal
        for member in node.members ?? [] {
            guard let nuisance = BenchmarkNuisance(rawValue: member.key), let value = values[member.key] else {
                throw InvalidDocument(
                    Diagnostic(
                        "the benchmark has no nuisance '\(member.key)'", at: member.keyPlace,
                        remedy: NearMiss.remedy(for: member.key, among: names)))
            }
            point[nuisance] = value
        }
        return point
    }

    var canonical: Value { .array(points.map { .object($0.named.mapValues(Value.number)) }) }
}

extension BenchmarkNuisances {
    /// What is off nominal in words: "shift +1, squeeze −1"; "nominal" where nothing is.
    var words: String {
        let moved = BenchmarkNuisance.allCases.filter { self[$0] != 0 }
        let texts = moved.map { "\($0.rawValue) \(NumberText.significant(self[$0], signed: true))" }
        return moved.isEmpty ? "nominal" : texts.joined(separator: ", ")
    }

    /// All coordinates by name.
    var named: [String: Double] {
        Dictionary(uniqueKeysWithValues: BenchmarkNuisance.allCases.map { ($0.rawValue, self[$0]) })
    }
}
