import Report
import Samples
import Statistics

/// One point of nuisance space, `{shift: 0.5}`, or a list of them; what is not named is 0.
///
/// Which nuisances there are follows from a sample, so who has such an option asks `Options.unknownNuisances`.
struct NuisancePoints: OptionValue {
    let points: [NuisancePoint]
    /// The values that the author gave, point by point.
    fileprivate let written: [[String: Double]]
    /// Whether they stand in a list.
    fileprivate let isList: Bool

    static let nominal = NuisancePoints([[:]], isList: false)
    static let expected = "a point such as {shift: 1}, or a list of points"

    private init(_ written: [[String: Double]], isList: Bool) {
        self.written = written
        self.isList = isList
        points = written.map(NuisancePoint.init)
    }

    init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .sequence(let nodes) = node.content else {
            self.init([try [String: Double](node, in: scope)], isList: false)
            return
        }
        guard !nodes.isEmpty else {
            throw InvalidDocument(
                Diagnostic(
                    "'\(scope.name)' names no point", at: node.place, remedy: "write one such as {shift: 0.5}, or {}"))
        }
        var written: [[String: Double]] = []
        for (index, node) in nodes.enumerated() {
            written.append(try [String: Double](node, in: scope.element(index)))
        }
        self.init(written, isList: true)
    }

    /// The canonical form, without nuisances at 0.
    var canonical: Value {
        .array(written.map { .object($0.filter { $0.value != 0 }.mapValues(Value.number)) })
    }
}

extension Options {
    /// A diagnostic for each element that is not a pair of two of these nuisances, or that is repeated.
    ///
    /// - Parameter what: the nuisances, for the message: "profiled shape nuisances".
    func wrongPairs(_ key: OptionKey<[[String]]>, among names: [String], what: String) -> [Diagnostic] {
        var seen: Set<Set<String>> = []
        return self[key].enumerated().compactMap { index, pair in
            if pair.count != 2 || Set(pair).count != 2 || !pair.allSatisfy(names.contains) {
                return error(
                    "a pair is two different \(what)", at: key, String(index),
                    remedy: "available: \(names.joined(separator: ", "))")
            }
            return seen.insert(Set(pair)).inserted
                ? nil : error("this pair stands here twice", at: key, String(index), remedy: "remove one")
        }
    }

    /// A diagnostic for each nuisance of some points that is not among these.
    ///
    /// - Parameter owner: the owner of the nuisances, for the message: "the sample has".
    func unknownNuisances<T>(
        _ points: NuisancePoints?, at key: OptionKey<T>, among names: [String], owner: String
    ) -> [Diagnostic] {
        guard let points else { return [] }
        return points.written.enumerated().flatMap { index, values in
            values.keys.sorted().filter { !names.contains($0) }.map { name in
                error(
                    "\(owner) no nuisance '\(name)'", at: key, points.isList ? "\(index).\(name)" : name,
                    remedy: NearMiss.remedy(for: name, among: names))
            }
        }
    }
}

extension NuisancePoint {
    /// "shift +1, squeeze −1", or "nominal".
    var words: String {
        let moved = movedNames
        guard !moved.isEmpty else { return "nominal" }
        return moved.map { "\($0) \(NumberText.significant(self[$0], signed: true))" }.joined(separator: ", ")
    }
}
