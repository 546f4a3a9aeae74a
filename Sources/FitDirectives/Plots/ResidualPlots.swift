import Report
import Samples

/// What figures of a residual share.
enum ResidualPlots {
    static let cells = PlotCells(
        "train", help: "The residual: a cell with 'base', or one from a file that has nuisances.")

    /// One diagnostic where the cell is not a residual.
    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let reference = options[PlotDirective.of][0]
        guard let cell = document.options(reference), TrainDirective.nuisanceNames(cell, document).isEmpty else {
            return []
        }
        return [
            options.error(
                "'\(reference.label)' is a base flow and responds to no nuisance", at: PlotDirective.of, "0",
                remedy: "name a cell with 'base'; for a base flow use 'kind: base-closure'")
        ]
    }

    /// The names of the nuisances that the residual responds to.
    static func nuisances(_ options: Options, _ document: DocumentContext) -> [String]? {
        document.options(options[PlotDirective.of][0]).map { TrainDirective.nuisanceNames($0, document) }
    }

    static let nuisance = OptionKey<String?>(
        "nuisance", default: .some(nil), help: "The nuisance that moves; the residual's first unless named.")

    static func unknownNuisance(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let name = options[nuisance], let names = nuisances(options, document), !names.contains(name) else {
            return []
        }
        return [
            options.error(
                "the residual responds to no nuisance '\(name)'", at: nuisance,
                remedy: NearMiss.remedy(for: name, among: names))
        ]
    }

    /// Diagnostics for nuisances of a point to which the residual does not respond.
    static func unknownNuisances(
        _ points: NuisancePoints?, at key: OptionKey<NuisancePoints?>, _ options: Options, _ document: DocumentContext
    ) -> [Diagnostic] {
        guard let names = nuisances(options, document) else { return [] }
        return options.unknownNuisances(points, at: key, among: names, owner: "the residual responds to")
    }

    /// Diagnostics for classes, points and features that the figure needs and the density or its sample does not have.
    static func validateDensity(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let (schema, density) = density(options, document)
        return DensityOptions.validate(options, schema, density)
    }

    /// The same of a figure in a plane.
    static func validatePlane(
        _ options: Options, _ document: DocumentContext, remedy: String = "draw 'kind: responses'"
    ) -> [Diagnostic] {
        let (schema, density) = density(options, document)
        return DensityOptions.validate(options, schema, density)
            + DensityOptions.validatePlane(options, schema, density, at: PlotDirective.of, remedy: remedy)
    }

    private static func density(
        _ options: Options, _ document: DocumentContext
    ) -> (SampleSchema?, ConditionalDensity?) {
        guard let cell = document.options(options[PlotDirective.of][0]) else { return (nil, nil) }
        return (document.outline(cell[TrainDirective.sample])?.schema, TrainDirective.density(cell, document))
    }

    /// One diagnostic where the density cannot be compared with the truth.
    static func missingTruth(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let cell = document.options(options[PlotDirective.of][0]) else { return [] }
        let sample = cell[TrainDirective.sample]
        return options.missingTruth(
            document.outline(sample), sample.label, at: PlotDirective.of, "0", for: "a closure is compared with")
    }

    /// The nuisance that the options name, or the first.
    static func nuisance(_ options: Options, _ density: TrainedDensity) throws -> String {
        let names = density.trained.nuisances
        guard let nuisance = options[nuisance].map({ name in names.first { $0 == name } }) ?? names.first
        else {
            throw CellFailure(
                "'\(options[PlotDirective.of][0].label)' responds to no such nuisance",
                advice: names.isEmpty ? "Draw a residual." : "It responds to \(NearMiss.list(names)).")
        }
        return nuisance
    }
}
