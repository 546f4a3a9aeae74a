import EventFiles
import Foundation
import Report
import Samples

/// `{load}`: events from files, simulation of classes at templates or data.
struct LoadDirective: SampleDirective {
    static let verb = "load"
    static let version = 4
    static let isQuick = true
    static let summary =
        "Events from files (HDF5, CSV, npy, npz, safetensors, ROOT, Parquet): simulation by class and template, or "
        + "data."

    static let x = OptionKey<[String]>(
        "x", default: [], help: "Features of p(x|c,ν): columns of the files, or what 'define' makes of them.")
    static let y = OptionKey<[String]>(
        "y", default: [], help: "Scores of p(y|x,c,ν), which T acts on; none for a fit of x alone.")
    static let weight = OptionKey<String?>(
        "weight", default: .some(nil),
        help: "The weight of every event, of either sign, a column or an expression; Σw is what is expected. Without "
            + "it every event counts 1, and only the shares of the classes are known.")
    static let negative = OptionKey<NegativeWeights>(
        "negative", default: .keep,
        help:
            "keep: densities are trained with negative weights as they are; spread: negative weights are compensated by "
            + "the nearest events beforehand, so that no weight is negative.")
    static let id = OptionKey<String?>(
        "id", default: .some(nil),
        help: "A column that numbers the events: an event and its variations are never on both sides of training and "
            + "validation. Without it, the row of the file.")
    static let select = OptionKey<String?>(
        "select", default: .some(nil), help: "The selection of events: pt > 25 and abs(eta) < 2.4.")
    static let define = OptionKey<[String: String]>(
        "define", default: [:], help: "Further columns by name, from others: {logpt: log(pt)}.")
    static let like = OptionKey<CellReference?>(
        "like", verbs: ["load"],
        help: "A cell that has 'x', 'y', 'define', 'select', 'units', 'labels' and classes already; what is given here "
            + "takes the place of its own.")
    static let samples = OptionKey<[LoadedSample]>(
        "samples",
        help: "Where the events are: {class: signal, file: sig.h5}; a template says 'at: {jes: 1}'; data have no "
            + "class.",
        must: { $0.isEmpty ? "must list a sample or more" : nil })
    static let units = OptionKey<[String: String]>(
        "units", default: [:], help: "Units of features and scores, for axes: {pt: GeV}.")
    static let labels = OptionKey<[String: String]>(
        "labels", default: [:],
        help: "How figures write features, scores, classes and nuisances: {pt: $p_T$}; the name, if not given.")
    static let schema = OptionSchema(x, y, weight, negative, id, select, define, like, samples, units, labels)

    /// What becomes of negative weights of simulated events.
    enum NegativeWeights: String, OptionChoice {
        case keep, spread
    }

    /// Events of one class at one point of nuisance space, or data.
    struct LoadedSample: OptionGroup {
        static let eventClass = OptionKey<String?>(
            "class", default: .some(nil), help: "The class of the events; data have none.")
        static let file = OptionKey<StreamedFiles>("file", help: "A file, or a list of files that are read as one.")
        static let tree = OptionKey<String?>(
            "tree", default: .some(nil), help: "Of a ROOT file: the TTree or RNTuple, where there are several.")
        static let group = OptionKey<String?>(
            "group", default: .some(nil), help: "Of an HDF5 file: the group or dataset, where there are several.")
        static let at = OptionKey<[String: Double]>(
            "at", default: [:],
            help: "Of a template: the values of its nuisances, in units of their σ, {jes: 1}; others are 0.")
        static let weight = OptionKey<String?>(
            "weight", default: .some(nil),
            help: "A weight other than that of the cell, for a template that reweights events.")
        static let schema = OptionSchema(eventClass, file, tree, group, at, weight)
        let options: Options

        var point: NuisancePoint { NuisancePoint(self[Self.at].filter { $0.value != 0 }) }
        /// The table of the file; nil for the only one.
        var table: String? { self[Self.tree] ?? self[Self.group] }
    }

    static func outline(_ options: Options, _ document: DocumentContext) -> SampleOutline? {
        let recipe = LoadRecipe(options) { document.options($0) }
        return recipe.wrongNames == nil ? SampleOutline(schema: recipe.schema(), points: recipe.points) : nil
    }

    static func sample(_ result: Result, _ attachments: [String: Data]) throws -> any EventSample {
        guard let data = attachments[StoredEvents.name] else { throw CellFailure("the events of a 'load' are gone") }
        return try StoredEvents.sample(data)
    }

    static func yields(_ result: Result) -> TemplateYields? {
        guard !result.classes.isEmpty else { return nil }
        return TemplateYields(
            classes: result.classes, nuisances: result.nuisances, isWeighted: result.weighted,
            templates: result.templates.values.map { .init(name: $0.eventClass, point: $0.at.point, sum: $0.sum) })
    }
}
