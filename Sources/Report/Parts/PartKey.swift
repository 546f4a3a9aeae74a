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
    /// As in the key of the cell.
    let arithmetic: String?
}

extension PartKey {
    /// - Precondition: the cell uses what the part uses.
    init(_ part: PartDescription, of group: String, in cell: CellKey) {
        let uses = part.uses ?? Array(cell.inputs.keys)
        for used in uses where cell.inputs[used] == nil {
            preconditionFailure("\(part.label) uses '\(used)', which its cell does not use")
        }
        self.init(
            verb: cell.verb, version: cell.version, group: group, components: part.components, seed: part.seed,
            inputs: cell.inputs.filter { uses.contains($0.key) }, files: cell.files, arithmetic: cell.arithmetic)
    }
}

extension PartKey: StoreKey {
    var value: Value {
        var components: [String: Value] = [
            "format": .integer(CellKey.storeFormat),
            "verb": .string(verb),
            "version": .integer(version),
            "part-of": .string(group),
            "components": self.components,
            "seed": .string(String(seed)),
            "inputs": .object(inputs.mapValues(Value.string)),
            "files": .object(files.mapValues(Value.string)),
        ]
        components["arithmetic"] = arithmetic.map(Value.string)
        return .object(components)
    }
}
