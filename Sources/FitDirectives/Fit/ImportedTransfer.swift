import FlowKernels
import Flows
import Foundation
import Inference
import Report
import Samples
import Statistics
import Training

/// `from: FILE` of a `fit` cell: a distribution of interest that was fitted elsewhere, in place of a fit; a list of files
/// is an ensemble.
enum ImportedTransfer {
    static let from = OptionKey<InputFiles?>(
        "from", default: .some(nil),
        help:
            "A file with T, and perhaps the nuisances that were fitted with it; nothing is fitted. A list of files is "
            + "an ensemble, a member each.")
    static let nominal = OptionKey<InputFile?>(
        "nominal", default: .some(nil),
        help: "With a list under 'from': the file of the nominal fit; else the first member stands for it.")
    static let bestFit = OptionKey<[String: Double]>(
        "best-fit", default: [:], help: "With one file under 'from': the nuisances fitted with T, where it has none.")
    static let untold = OptionKey<CheckpointOptions?>(
        "import", default: .some(nil), help: "With 'from': what no tensor of a checkpoint states.")
    static let options: [any AnyOptionKey] = [from, nominal, bestFit, untold]

    /// Diagnostics for a cell that takes its T from a file, and for options that only such a cell may have.
    static func validate(_ options: Options, profiled names: [String]) -> [Diagnostic] {
        guard let files = options[from] else { return options.excess([nominal, bestFit, untold], "goes with 'from'") }
        return (files.files + [options[nominal]].compactMap { $0 }).compactMap { $0.modelDiagnostic(options[untold]) }
            + options.excess(FitDirective.trainingOptions, "is for a fit, but this cell takes T from a file")
            + (files.isList
                ? options.excess([bestFit], "is for a single file, but 'from' lists several")
                : options.excess([nominal], "goes with a list of members under 'from'"))
            + options[bestFit].keys.sorted().filter { !names.contains($0) }.map { name in
                options.error(
                    "the cell has no profiled nuisance '\(name)'", at: bestFit, name,
                    remedy: NearMiss.remedy(for: name, among: names))
            }
    }

    /// The nominal fit and the members, in the form of the result of a fit.
    static func fits(
        _ files: InputFiles, _ options: Options, of mixture: Mixture, space: NuisanceSpace, schema: SampleSchema
    ) throws -> [(summary: FitDirective.MemberSummary, map: Data)] {
        let nominal = options[nominal] ?? files.files[0]
        return try ([nominal] + (files.isList ? files.files : [])).map { file in
            let (transfer, best) = try read(
                file, options, score: mixture.score, shapes: space.shapes, profiled: space.profiled)
            let model = ModelFile(
                flow: Flow([transfer]), kind: .transport, names: schema.names(of: .scores),
                provenance: ModelFile.fittedProvenance(best, names: space.profiled))
            return (
                FitDirective.MemberSummary(bestFit: best, convergence: nil, history: TrainingHistory()),
                try model.data()
            )
        }
    }

    /// The note under the cell.
    static func note(_ options: Options, _ result: FitDirective.Result) -> String {
        guard let files = options[from] else { return "" }
        let nominal = options[nominal] ?? files.files[0]
        let best = zip(result.order, result.bestFit).map { "\($0) = \(NumberText.significant($1))" }
        let what = best.isEmpty ? "T" : "T and the best fit \(best.joined(separator: ", "))"
        guard files.isList else { return "\(what) taken from \(nominal.name)." }
        let role =
            options[Self.nominal] == nil
            ? "the first of the members, which stands for the nominal fit" : "the nominal fit"
        let members = files.files.count == 1 ? "one member" : "\(files.files.count) members"
        return "\(what) taken from \(nominal.name), \(role); \(members) of an ensemble from "
            + "\(files.files.map(\.name).joined(separator: ", "))."
    }

    /// Reads the file and checks that it fits the densities that T acts on.
    ///
    /// - Parameters:
    ///   - score: p(y|x,c,ν): T maps its features, given its context.
    ///   - shapes: all shape nuisances, in the order that is used for a file without names.
    ///   - profiled: the nuisances whose best fit is needed, including normalizations.
    /// - Throws: `CellFailure` that states the difference.
    static func read(
        _ file: InputFile, _ options: Options, score: Flow, shapes: [String], profiled: [String]
    ) throws -> (transfer: TransportMap, bestFit: [Double]) {
        let model = try file.model(options[untold])
        guard model.kind == .transport else {
            throw CellFailure(
                "'\(file.path)' is a density, not a map of scores to scores",
                advice: "Give it to the 'from' of a 'train' cell.")
        }
        let flow = model.flow
        guard flow.nuisanceCount == 0 else {
            throw CellFailure(
                "the T of '\(file.path)' depends on nuisances: it was profiled, not fitted",
                advice: "Give the T that was fitted; a 'profile' of this cell makes it follow the nuisances.")
        }
        guard flow.features == score.features, flow.contextCount == score.contextCount else {
            throw CellFailure(
                "the T of '\(file.path)' maps \(NumberText.counted(flow.features, "feature")) given \(NumberText.counted(flow.contextCount, "context input")), but the "
                    + "score has \(score.features) given \(score.contextCount)")
        }
        let found = try fitted(model, file, shapes)
        let given = options[bestFit]
        if let name = given.keys.sorted().first(where: { found[$0] != nil }) {
            throw CellFailure(
                "'\(file.path)' itself has the best fit of '\(name)'", advice: "Remove it from 'best-fit'.")
        }
        let values = found.merging(given) { $1 }
        let missing = profiled.filter { values[$0] == nil }
        guard missing.isEmpty else {
            throw CellFailure(
                "'\(file.path)' does not say where T was fitted in \(missing.joined(separator: ", "))",
                advice: "Say it: 'best-fit: {\(missing.map { "\($0): …" }.joined(separator: ", "))}'.")
        }
        return (flow.composed, profiled.compactMap { values[$0] })
    }

    /// The nuisances in the file, by name; without names they are the shapes in their order.
    private static func fitted(_ model: ModelFile, _ file: InputFile, _ shapes: [String]) throws -> [String: Double] {
        guard let values = model.fittedNuisances else { return [:] }
        let names = model.fittedNuisanceNames ?? shapes
        guard names.count == values.count else {
            throw CellFailure(
                "'\(file.path)' holds the best fit of \(NumberText.counted(values.count, "nuisance")), but the densities respond to "
                    + (shapes.isEmpty ? "none" : shapes.joined(separator: ", ")),
                advice: "Take the densities that T was fitted with.")
        }
        return Dictionary(zip(names, values)) { $1 }
    }
}
