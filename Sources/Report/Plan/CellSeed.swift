/// The seed of a cell that gives none of its own.
enum CellSeed {
    /// Different for every label, so that two `generate` cells with equal options hold independent events: training
    /// and data never share random numbers by accident.
    static func derived(from document: UInt64, label: String) -> UInt64 {
        UInt64(SHA256.hex("\(document)/\(label)".utf8).prefix(16), radix: 16) ?? document
    }
}
