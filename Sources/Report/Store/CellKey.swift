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
    /// What the last digits depend on beside all this; nil for what most machines have.
    let arithmetic: String?

    /// Raised when the layout of the store changes.
    static let storeFormat = 2

    var value: Value {
        var components: [String: Value] = [
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
        components["arithmetic"] = arithmetic.map(Value.string)
        return .object(components)
    }

    /// A digest of everything that other cells see of a cell: the digest of its artifact, and its options.
    static func inputDigest(artifact digest: String, options: Value) -> String {
        SHA256.hex((digest + options.canonicalJSON).utf8)
    }
}

/// What the random numbers of a cell follow from: a seed of its own, or the report's and the cell's label.
///
/// The label is part of it, so that two `generate` cells with equal options give independent events: training and data
/// never share random numbers by accident. For that reason a cell that is renamed runs again; one with a `seed` does not.
struct CellSeed: Sendable, Equatable {
    /// As the author wrote it, in the cell or in the front matter.
    let stated: UInt64
    /// nil where the cell has a seed of its own.
    let label: String?

    init(stated: UInt64, label: String? = nil) {
        self.stated = stated
        self.label = label
    }

    /// The seed from which directives draw random numbers.
    var value: UInt64 {
        guard let label else { return stated }
        let digest = SHA256.hex("\(stated)/\(label)".utf8)
        return UInt64(digest.prefix(16), radix: 16) ?? stated
    }
}

/// What a result in the store depends on.
protocol StoreKey {
    /// All components; two keys are equal if their canonical JSON is.
    var value: Value { get }
}

extension StoreKey {
    /// The address in the store: hexadecimal, 64 digits.
    var digest: String { SHA256.hex(value.canonicalJSON.utf8) }
}
