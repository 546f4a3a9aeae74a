/// A difference between the inputs of two results.
public struct KeyChange: Codable, Sendable, Hashable {
    /// The kind of input.
    public enum Component: String, Codable, CaseIterable, Sendable {
        /// The verb of the cell.
        case verb
        /// The version of the verb: the program computes the result in a new way.
        case program
        /// The format of stored results.
        case store
        /// The arithmetic that determines the last digits.
        case arithmetic
        /// An option of the cell.
        case option
        /// Whether random numbers depend on the cell's label, and on which one.
        case randomNumbers = "random-numbers"
        /// The seed as the author wrote it.
        case seed
        /// The result or the options of a cell that is used.
        case input
        /// The content of a file.
        case file
    }

    /// The kind of input.
    public let component: Component
    /// The name of the verb, option (`network.width`), cell or file; nil if there is only one input of this kind.
    public let name: String?
    /// The old value; nil where it did not exist.
    public let old: Value?
    /// The new value; nil where it no longer exists.
    public let new: Value?
    /// The parameter of the command line from which the option's value comes; nil without one.
    public internal(set) var parameter: String?

    init(_ component: Component, _ name: String? = nil, from old: Value?, to new: Value?) {
        self.component = component
        self.name = name
        self.old = old
        self.new = new
    }

    /// The change in the author's terms: "steps: 4000 → 8000".
    public var words: String {
        let name = name ?? ""
        let change = "\(Self.brief(old)) → \(Self.brief(new))"
        return switch component {
        case .verb: "the verb: \(change)"
        case .program: "the program computes '\(name)' in a new way (version \(change))"
        case .store: "results are stored in a new way (format \(change))"
        case .arithmetic:
            "it ran on a processor whose results have other last digits (\(old?.string ?? "usual") → \(new?.string ?? "usual"))"
        case .option: "\(name): \(change)" + (parameter.map { " (by -p \($0))" } ?? "")
        case .randomNumbers: "it draws other random numbers than under its old name or seed (label: \(change))"
        case .seed: "seed: \(change)"
        case .input:
            contentWords("'\(name)'", appeared: "it uses '\(name)' now", went: "it does not use '\(name)' any more")
        case .file:
            contentWords(
                "the file '\(name)'", appeared: "it reads '\(name)' now", went: "it does not read '\(name)' any more")
        }
    }

    /// For values that are shown by the beginning of a digest.
    private func contentWords(_ what: String, appeared: String, went: String) -> String {
        guard let old = old?.string else { return appeared }
        guard let new = new?.string else { return went }
        return "\(what) changed (\(old.prefix(8)) → \(new.prefix(8)))"
    }

    private static func brief(_ value: Value?) -> String {
        guard let value, value != .null else { return "not given" }
        let text = value.string ?? value.canonicalJSON
        return text.count > 60 ? text.prefix(59) + "…" : text
    }
}

extension CellKey {
    /// The differences between the components of two keys.
    ///
    /// - Parameter hasInputs: whether to compare used cells, whose results are not known before they have run.
    static func changes(from old: Value, to new: Value, hasInputs: Bool = true) -> [KeyChange] {
        let (old, new) = (old.object ?? [:], new.object ?? [:])
        if old["verb"] != new["verb"] { return [KeyChange(.verb, from: old["verb"], to: new["verb"])] }
        var changes: [KeyChange] = []
        func compare(_ component: KeyChange.Component, _ key: String, name: String? = nil) {
            guard old[key] != new[key] else { return }
            changes.append(KeyChange(component, name, from: old[key], to: new[key]))
        }
        compare(.store, "format")
        compare(.program, "version", name: new["verb"]?.string)
        compare(.arithmetic, "arithmetic")
        changes += options(old["options"], new["options"], at: "")
        compare(.randomNumbers, "label")
        compare(.seed, "seed")
        for (component, key) in [(KeyChange.Component.input, "inputs"), (.file, "files")] {
            guard hasInputs || component != .input else { continue }
            let (before, after) = (old[key]?.object ?? [:], new[key]?.object ?? [:])
            for name in Set(before.keys).union(after.keys).sorted() where before[name] != after[name] {
                changes.append(KeyChange(component, name, from: before[name], to: after[name]))
            }
        }
        return changes
    }

    /// Goes into groups, and into lists of as many elements as before.
    private static func options(_ old: Value?, _ new: Value?, at path: String) -> [KeyChange] {
        if old == new { return [] }
        func below(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
        switch (old, new) {
        case (.object(let before)?, .object(let after)?):
            return Set(before.keys).union(after.keys).sorted().flatMap { name in
                options(before[name], after[name], at: below(name))
            }
        case (.array(let before)?, .array(let after)?) where before.count == after.count:
            return before.indices.flatMap { options(before[$0], after[$0], at: below(String($0))) }
        default: return [KeyChange(.option, path, from: old, to: new)]
        }
    }
}
