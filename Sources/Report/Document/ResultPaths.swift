/// The paths that a directive declares for a cell's result, before the cell has run.
///
/// A path is written as in `label.path`. A component `*` stands for any one component, as in `members.*.loss`; at the
/// end it stands for everything below, as in `history.*`.
public struct ResultPaths: Sendable, Hashable {
    public let patterns: [String]
    private let components: [[Substring]]

    public init(_ patterns: [String]) {
        self.patterns = patterns
        components = patterns.map(Self.split)
    }

    /// Whether a result may hold the path: one that is declared, the beginning of one (an object or a list), or one
    /// below a `*` at the end.
    public func contains(_ path: String) -> Bool {
        let path = Self.split(path)
        return components.contains { Self.matches(path, $0) }
    }

    /// What is declared inside a value.
    func below(_ path: String) -> ResultPaths {
        let path = Self.split(path)
        return ResultPaths(
            components.filter { $0.count > path.count && Self.matches(path, $0) }
                .map { $0.dropFirst(path.count).joined(separator: ".") })
    }

    /// "did you mean 'best.shift'? available: …"
    public func remedy(for path: String) -> String {
        NearMiss.remedy(for: path, among: Set(components.map { Self.filled($0, as: Self.split(path)) }))
    }

    private static func split(_ path: String) -> [Substring] {
        path.split(separator: ".", omittingEmptySubsequences: false)
    }

    private static func matches(_ path: [Substring], _ pattern: [Substring]) -> Bool {
        zip(path, pattern).allSatisfy { $1 == "*" || $0 == $1 } && (path.count <= pattern.count || pattern.last == "*")
    }

    /// The pattern with the author's own words in place of its stars.
    private static func filled(_ pattern: [Substring], as path: [Substring]) -> String {
        var components = pattern
        for index in pattern.indices where pattern[index] == "*" && path.indices.contains(index) {
            components[index] = path[index]
        }
        return components.joined(separator: ".")
    }
}
