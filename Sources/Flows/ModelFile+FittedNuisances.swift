/// The nuisances that were fitted together with a distribution of interest, as its file keeps them.
extension ModelFile {
    static let fittedNuisancesKey = "nuisances.best-fit"
    static let fittedNuisanceNamesKey = "nuisances.names"

    /// The provenance of a fitted model: numbers in the shortest digits that read back as the same `Double`.
    ///
    /// - Parameter names: nil where a checkpoint has none.
    public static func fittedProvenance(_ values: [Double], names: [String]? = nil) -> [String: String] {
        var provenance = [fittedNuisancesKey: values.map { "\($0)" }.joined(separator: " ")]
        provenance[fittedNuisanceNamesKey] = names?.joined(separator: " ")
        return provenance
    }

    /// The best fit, nil where the file says nothing of it.
    public var fittedNuisances: [Double]? {
        guard let text = provenance[Self.fittedNuisancesKey] else { return nil }
        let values = text.split(separator: " ").map { Double($0) }
        return values.contains(nil) ? nil : values.compactMap { $0 }
    }

    /// The names of ``fittedNuisances``.
    public var fittedNuisanceNames: [String]? {
        provenance[Self.fittedNuisanceNamesKey]?.split(separator: " ").map(String.init)
    }
}
