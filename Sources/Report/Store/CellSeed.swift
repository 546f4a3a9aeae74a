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

    /// What directives draw from.
    var value: UInt64 {
        guard let label else { return stated }
        let digest = SHA256.hex("\(stated)/\(label)".utf8)
        return UInt64(digest.prefix(16), radix: 16) ?? stated
    }
}
