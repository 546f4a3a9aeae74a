import Report
import Samples

extension LoadDirective {
    /// What a load finds in its files; the events themselves stand beside it.
    struct Result: ResultGroup {
        let events: Int
        let read: Int
        let sum: Double
        let effective: Double
        let negativeShare: Double
        let weighted: Bool
        let classes: [String]
        let nuisances: [String]
        let templates: ResultsByNumber<LoadedTemplates, Template>
        let ranges: ResultsByName<SampleQuantities, Range>
        let separations: ResultsByNumber<LoadedClassPairs, Separation>

        static let meanings = [
            "events": "Events that were selected, of all classes and templates.", "read": "Rows of all files.",
            "sum": "Σw of the nominal events, or of the data: what is expected.",
            "effective": "(Σw)²/Σw² of these: unweighted events that would scatter as much.",
            "negative-share": "Σ|w| of their negative weights over Σ|w|.",
            "weighted": "Whether events have weights; without, Σw counts simulated events and expects nothing.",
            "classes": "The classes, in the order of the model.",
            "nuisances": "The nuisances, in the order of the model.",
            "templates":
                "One a class and point of nuisance space, in the order of the classes and of the cell; none of data.",
            "ranges": "Features and scores, by name.",
            "separations":
                "How far the nominal events of two classes are apart, every class with every later one; none of data.",
        ]
    }

    /// The events of one class at one point of nuisance space.
    struct Template: ResultGroup {
        let eventClass: String
        let at: ResultsByName<SampleNuisances, Double>
        let events: Int
        let read: Int
        let sum: Double
        let effective: Double
        let negativeShare: Double
        let negativeEvents: Int
        let factor: Double?
        let factorError: Double?
        let sharesEvents: Bool
        let spread: Double?
        let repeatedIds: Int?
        let relatedIds: Int?
        let repeatedRows: Int
        let chanceRows: Double?
        let equalTo: Int?
        let shape: TemplateShape?

        static let meanings = [
            "event-class": "Of its events.", "at": "Its point.", "events": "Events that were selected.",
            "read": "Rows of its files.", "sum": "Σw: the events that are expected.",
            "effective": "(Σw)²/Σw²: unweighted events that would scatter as much.",
            "negative-share": "Σ|w| of the negative weights over Σ|w|.",
            "negative-events": "Events of negative weight.",
            "factor": "Σw over that of the class's nominal events; absent where there are none.",
            "shares-events":
                "Whether it is the nominal events with another weight: then their differences scatter less than each "
                + "does.",
            "spread":
                "With 'negative: spread', the median distance over which weights were spread, in standard deviations "
                + "of the features; absent where none was negative.",
            "factor-error":
                "Its error by the number of simulated events; where the template shares events with the nominal ones, "
                + "that of their difference.",
            "repeated-ids":
                "Events whose 'id' an earlier one has; absent without 'id'.",
            "related-ids":
                "Of these, events that resemble the earlier one without being equal, as a variation does; absent without 'id'.",
            "repeated-rows":
                "Events whose features and scores are all those of an earlier one; of many events an estimate.",
            "chance-rows":
                "How many of these chance makes, as features have few different values; absent where there are none.",
            "equal-to":
                "The first of the templates that has the same events with the same weights; absent if none has.",
            "shape": "How its shapes differ from the nominal ones; absent of nominal events, and of too few.",
        ]
        static let errors = ["factor": "factor-error"]
    }

    /// What the values of one feature or score are.
    struct Range: ResultGroup {
        let lowest: Double
        let highest: Double
        let mean: Double
        let deviation: Double
        let different: Int
        let law: ValueLaw?
        let outside: OutsideEvents?

        static let meanings = [
            "lowest": "The lowest value of an event.", "highest": "The highest.",
            "mean": "Their mean, without weights.",
            "deviation": "Their standard deviation.",
            "different": "Different values among the first 10 000 events, all templates together.",
            "law": "What simulated values are like: whether a density can follow them; absent of data.",
            "outside":
                "Events of data outside of what the cell of 'like' has simulated; absent of simulation and of scores, "
                + "which T moves.",
        ]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        let recipe = LoadRecipe(options) { document.options($0) }
        if kind == SampleNuisances.self { return recipe.nuisances }
        if kind == SampleQuantities.self { return recipe.x + recipe.y }
        if kind == LoadedClassPairs.self {
            let nominal = Set(
                options[samples].filter { $0.point == .nominal }.compactMap { $0[LoadedSample.eventClass] })
            return (0..<nominal.count * (nominal.count - 1) / 2).map { String($0) }
        }
        guard kind == LoadedTemplates.self else { return nil }
        let templates = Set(options[samples].compactMap(TemplateKey.init))
        return (0..<templates.count).map { String($0) }
    }
}

/// The templates of a `load`, class by class, counted from 0.
enum LoadedTemplates: ResultNames { static let placeholder = "TEMPLATE" }

/// Pairs of classes, counted from 0.
enum LoadedClassPairs: ResultNames { static let placeholder = "PAIR" }

/// The features and scores of a sample.
enum SampleQuantities: ResultNames { static let placeholder = "FEATURE" }

/// Which events belong together: those of one class at one point.
struct TemplateKey: Hashable {
    let eventClass: String
    let point: NuisancePoint

    /// nil for data.
    init?(_ sample: LoadDirective.LoadedSample) {
        guard let name = sample[LoadDirective.LoadedSample.eventClass] else { return nil }
        eventClass = name
        point = sample.point
    }
}
