/// What the result of a part depends on. Its digest is the address of the result in the store.
///
/// The cell's label and options are not among it: the directive chose what counts.
struct PartKey: Sendable, Equatable {
    let verb: String
    let version: Int
    /// What the cell divides into: "members".
    let group: String
    /// As the directive described it.
    let components: Value
    let seed: UInt64
    /// Of the cells that the part uses: a digest of artifact and options.
    let inputs: [String: String]
    /// Of every file that the cell reads, by path.
    let files: [String: String]
}

extension PartKey: StoreKey {
    var value: Value {
        [
            "format": .integer(CellKey.storeFormat),
            "verb": .string(verb),
            "version": .integer(version),
            "part-of": .string(group),
            "components": components,
            "seed": .string(String(seed)),
            "inputs": .object(inputs.mapValues(Value.string)),
            "files": .object(files.mapValues(Value.string)),
        ]
    }
}
