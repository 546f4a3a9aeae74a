import Synchronization

/// Names that are searched for similar ones: sorted once, and compared only as long as this takes no noticeable time.
public final class KnownNames: Sendable {
    /// Where a name is looked for among very many.
    private struct Drawer: Hashable {
        let first: Character?
        let length: Int
    }

    /// In order.
    public let names: [String]
    /// What there is, for the author.
    private let available: String
    /// Empty where the names are few.
    private let drawers: [Drawer: [String]]
    /// Comparisons of two names that are still made: each takes about a microsecond.
    private let patience = Mutex(100_000)

    public init(_ names: some Collection<String>) {
        let names = names.sorted()
        self.names = names
        available = names.isEmpty ? "none is available" : "available: \(NearMiss.list(names))"
        drawers =
            names.count < NearMiss.many
            ? [:] : Dictionary(grouping: names) { Drawer(first: $0.first, length: $0.utf8.count) }
    }

    /// "did you mean 'squeeze'? available: shift, squeeze", or only the available names if none is similar, or after
    /// very many mistakes.
    public func remedy(for given: String) -> String {
        best(for: given).map { "did you mean '\($0)'? \(available)" } ?? available
    }

    /// The nearest name; nil if none is similar, or after very many mistakes.
    public func best(for given: String) -> String? {
        let candidates = candidates(for: given)
        let isPatient = patience.withLock { patience in
            patience -= candidates.count
            return patience + candidates.count > 0
        }
        return isPatient ? NearMiss.best(for: given, among: candidates) : nil
    }

    /// Of very many names, those of about the same length that begin with the same letter.
    private func candidates(for given: String) -> [String] {
        guard !drawers.isEmpty else { return names }
        let length = given.utf8.count
        return (length - 1...length + 1).flatMap { drawers[Drawer(first: given.first, length: $0)] ?? [] }
    }
}
