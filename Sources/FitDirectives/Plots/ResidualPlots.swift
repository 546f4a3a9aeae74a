import Report
import SyntheticBenchmark

/// What figures of a residual share.
enum ResidualPlots {
    static let cells = PlotCells(
        "train", help: "The residual: a cell with 'base', or one from a file that has nuisances.")

    /// One diagnostic where the cell is no residual.
    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let reference = options[PlotDirective.of][0]
        guard let cell = document.options(reference), TrainDirective.nuisanceNames(cell, document).isEmpty else {
            return []
        }
        return [
            options.error(
                "'\(reference.label)' is a base flow and responds to no nuisance", at: PlotDirective.of, "0",
                remedy: "name a cell with 'base'; of base flows there is 'kind: base-closure'")
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

    /// Nuisances of a point that the residual does not know.
    static func unknownNuisances(
        _ points: [BenchmarkNuisances], at key: OptionKey<NuisancePoints?>, _ options: Options,
        _ document: DocumentContext
    ) -> [Diagnostic] {
        guard let names = nuisances(options, document) else { return [] }
        let unknown = BenchmarkNuisance.allCases.filter { nuisance in
            !names.contains(nuisance.rawValue) && points.contains { $0[nuisance] != 0 }
        }
        return unknown.map {
            options.error(
                "the residual responds to no nuisance '\($0.rawValue)'", at: key,
                remedy: NearMiss.remedy(for: $0.rawValue, among: names))
        }
    }

    /// The nuisance that the options name, or the first.
    static func nuisance(_ options: Options, _ density: TrainedDensity) throws -> BenchmarkNuisance {
        let names = density.trained.nuisances
        guard let nuisance = options[nuisance].map({ name in names.first { $0.rawValue == name } }) ?? names.first
        else {
            throw CellFailure("'\(options[PlotDirective.of][0].label)' responds to no such nuisance")
        }
        return nuisance
    }
}
