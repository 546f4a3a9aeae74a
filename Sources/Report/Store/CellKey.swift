import Foundation

/// What the result of a cell depends on. Its digest is the address of the result in the store.
struct CellKey: Sendable, Equatable, StoreKey {
    let verb: String
    let version: Int
    /// Canonical: defaults filled in, presentation left out.
    let options: Value
    let seed: CellSeed
    /// Of every cell used, directly or through others: a digest of its artifact and its options.
    let inputs: [String: String]
    /// Of every file read, by path.
    let files: [String: String]

    /// Raised when the layout of the store changes.
    static let storeFormat = 2

    var value: Value {
        [
            "format": .integer(Self.storeFormat),
            "verb": .string(verb),
            "version": .integer(version),
            "options": options,
            // A string: JSON readers elsewhere lose digits of large integers.
            "seed": .string(String(seed.stated)),
            "label": seed.label.map(Value.string) ?? .null,
            "inputs": .object(inputs.mapValues(Value.string)),
            "files": .object(files.mapValues(Value.string)),
        ]
    }

    /// What differs between two sets of components, in the words of the author.
    static func changes(from old: Value, to new: Value) -> [String] {
        guard let old = old.object, let new = new.object else { return ["the stored manifest is unreadable"] }
        if old["verb"] != new["verb"] { return ["the verb was \(old["verb"]?.formatted() ?? "another")"] }
        var changes: [String] = []
        if old["format"] != new["format"] || old["version"] != new["version"] {
            changes.append("the program computes it in a new way")
        }
        let names = Set((old["options"]?.object ?? [:]).keys).union((new["options"]?.object ?? [:]).keys)
        for name in names.sorted() {
            let before = old["options"]?.object?[name]
            let after = new["options"]?.object?[name]
            if before != after { changes.append("\(name): \(brief(before)) → \(brief(after))") }
        }
        if old["label"] != new["label"] {
            changes.append("it draws other random numbers than under its old name or seed")
        }
        if old["seed"] != new["seed"] { changes.append("seed: \(brief(old["seed"])) → \(brief(new["seed"]))") }
        for (part, what) in [("inputs", "'%@' changed"), ("files", "the file '%@' changed")] {
            let before = old[part]?.object ?? [:]
            let after = new[part]?.object ?? [:]
            for name in Set(before.keys).union(after.keys).sorted() where before[name] != after[name] {
                changes.append(what.replacing("%@", with: name))
            }
        }
        return changes
    }

    private static func brief(_ value: Value?) -> String {
        guard let value else { return "not given" }
        let text = value.string ?? value.canonicalJSON
        return text.count > 40 ? text.prefix(39) + "…" : text
    }
}
