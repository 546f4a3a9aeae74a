import Report

/// `{explore}`: figures that follow ν on the page, from what was computed at render time.
///
/// The expected events of every bin and −2Δln L are polynomials in ν over ±3σ, from their values at the points of a
/// `ChebyshevLattice`. The page holds their coefficients, and how wrong they are at points in between.
struct ExploreDirective: Directive {
    static let verb = "explore"
    static let version = 2
    static let summary =
        "Figures that follow sliders of the nuisances on the page: distributions after the fit, and −2Δln L; no server is needed."

    static let of = OptionKey<CellReference>(
        "of", verbs: LikelihoodSource.verbsWithScans,
        help:
            "The scan whose likelihood and best fit are explored; or a fit or a profile, which is then scanned for it as a scan "
            + "does by default. T is held, or follows ν as the profile lets it.")
    static let nuisances = OptionKey<[String]>(
        "nuisances", default: [],
        help:
            "Which nuisances have a slider, one to three; else the first of those that the scan names or the fit profiles. Others "
            + "stay at ν̂."
    )
    static let bins = OptionKey<Int>("bins", default: 30, in: 4...100, help: "Bins of each histogram.")
    static let events = OptionKey<Int>(
        "events", default: 60_000, in: 1000...10_000_000,
        help: "Events drawn from the model at ν̂, of all members together; at other ν they count with other weights.")
    static let schema = OptionSchema(
        of, nuisances, bins, events, DensityOptions.classes, DensityOptions.x, DensityOptions.features)

    /// More sliders than anyone follows, and a lattice of too many points.
    static let mostNuisances = 3

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let source = LikelihoodSource(options[of], document)
        let held = options.heldScores(source, of: options[of].label, at: of, what: "move the scores wrongly")
        guard held.isEmpty, let names = source?.nuisances(document) else { return held }
        let given = options[nuisances]
        if names.isEmpty {
            return [
                options.error(
                    "'\(options[of].label)' profiles no nuisance, so there is nothing to move", at: of,
                    remedy: LikelihoodSource.freesNuisance)
            ]
        }
        if given.count > mostNuisances {
            return [
                options.error(
                    "\(given.count) nuisances are more than the \(mostNuisances) that a page can move", at: nuisances,
                    remedy: "name those that matter most; another cell may explore the others")
            ]
        }
        if let twice = given.indices.first(where: { given[..<$0].contains(given[$0]) }) {
            return [
                options.error("'\(given[twice])' stands here twice", at: nuisances, String(twice), remedy: "remove one")
            ]
        }
        let schema = source.flatMap { document.options($0.fit) }.flatMap { document.outline($0[FitDirective.data]) }?
            .schema
        return options.unknownNames(nuisances, among: names, what: "profiled nuisance")
            + DensityOptions.validate(options, schema, .scores)
    }
}
