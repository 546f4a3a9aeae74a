import Flows
import Report
import Samples
import Statistics

/// `from: FILE` of a `train` cell: a density that was trained elsewhere, in place of a training.
enum ImportedDensity {
    static let from = OptionKey<InputFile?>(
        "from", default: .some(nil),
        help: "A model file or a zuko checkpoint with the whole density, residual included; nothing is trained.")
    static let nuisances = OptionKey<[String]?>(
        "nuisances", default: .some(nil),
        help: "With 'from': the nuisances that the file's network responds to, in its order; a model file names them.")
    static let untold = OptionKey<CheckpointOptions?>(
        "import", default: .some(nil), help: "With 'from': what no tensor of a checkpoint states.")

    /// Diagnostics for a cell that takes its density from a file, and for options that only such a cell may have.
    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let file = options[from] else {
            return options.excess([nuisances, untold], "goes with 'from'")
        }
        var diagnostics = [file.modelDiagnostic(options[untold])].compactMap { $0 }
        diagnostics += options.excess(
            TrainDirective.trainingOptions, "is for training, but this cell takes its flow from a file")
        let known = document.outline(options[TrainDirective.sample])?.schema.nuisanceNames
        if options[nuisances] != nil, let known {
            for (index, name) in (options[nuisances] ?? []).enumerated() where !known.contains(name) {
                diagnostics.append(
                    options.error(
                        "the sample has no nuisance '\(name)'", at: nuisances, String(index),
                        remedy: NearMiss.remedy(for: name, among: known)))
            }
            if let names = options[nuisances], Set(names).count < names.count {
                diagnostics.append(
                    options.error("'nuisances' names one twice", at: nuisances, remedy: "name each once"))
            }
        }
        return diagnostics
    }

    /// The nuisances that the network responds to, as far as options and the file's header state them.
    static func nuisanceNames(_ options: Options) -> [String] {
        options[nuisances] ?? options[from]?.namedNuisances ?? []
    }

    /// Reads the file and compares it with the options of the cell.
    ///
    /// - Throws: `CellFailure` that states the difference.
    static func read(
        _ file: InputFile, _ options: Options, density: ConditionalDensity, sample: any EventSample
    ) throws -> (flow: Flow, nuisances: [String], provenance: [String: String]) {
        let model = try file.model(options[untold])
        let flow = model.flow
        guard model.kind == .density else {
            throw CellFailure(
                "'\(file.path)' is a map of events to events, not a density",
                advice: "Give it to the 'from' of a 'fit' cell.")
        }
        let wanted = sample.schema.names(of: density)
        guard flow.features == wanted.features.count, flow.contextCount == wanted.context.count else {
            throw CellFailure(
                "'\(file.path)' is a density of \(NumberText.counted(flow.features, "feature")) given \(NumberText.counted(flow.contextCount, "context input")), but "
                    + "\(density.symbol) has \(wanted.features.count) (\(wanted.features.joined(separator: ", "))) given "
                    + "\(wanted.context.count) (\(wanted.context.joined(separator: ", ")))",
                advice: "Look at 'density' and at the file.")
        }
        if let other = model.provenance["density"], other != density.rawValue {
            throw CellFailure(
                "'\(file.path)' says that it is a density of '\(other)', not of '\(density.rawValue)'",
                advice: "Look at 'density' and at the file.")
        }
        return (flow, try nuisances(of: model, file, options, sample.schema), model.provenance)
    }

    private static func nuisances(
        of model: ModelFile, _ file: InputFile, _ options: Options, _ schema: SampleSchema
    ) throws -> [String] {
        let count = model.flow.nuisanceCount
        let own = file.namedNuisances
        let acting = schema.nuisanceNames
        let names = options[nuisances] ?? own
        guard names.count == count else {
            throw CellFailure(
                "the network of '\(file.path)' responds to \(count) \(count == 1 ? "nuisance" : "nuisances"), "
                    + (names.isEmpty ? "which nothing names" : "not to \(names.joined(separator: ", "))"),
                advice: count == 0
                    ? "Remove 'nuisances'."
                    : "Name them in the network's order, for example 'nuisances: [\(acting.joined(separator: ", "))]'.")
        }
        // Names of the file that the sample knows have a meaning.
        guard names == own || !own.contains(where: acting.contains) else {
            throw CellFailure(
                "'\(file.path)' calls its nuisances \(own.joined(separator: ", ")), not \(names.joined(separator: ", "))",
                advice: "Remove 'nuisances', or list them as the file does.")
        }
        return try names.map { name in
            guard acting.contains(name) else {
                throw CellFailure(
                    "'\(file.path)' responds to '\(name)', which has no effect in the sample; that has "
                        + acting.joined(separator: ", "),
                    advice: "Say by 'nuisances: […]' what they are in this report, or choose another sample.")
            }
            return name
        }
    }
}
