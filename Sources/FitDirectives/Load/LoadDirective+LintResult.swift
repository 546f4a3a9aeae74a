import Report
import Samples
import Statistics

/// What a load says about its templates, classes and features besides their numbers.
extension LoadDirective {
    /// How the shapes of a template differ from the nominal ones of its class.
    struct TemplateShape: ResultGroup {
        let feature: String
        let distance: Double
        let error: Double
        let probability: Double
        let sharesEvents: Bool
        let features: ResultsByName<SampleQuantities, ShapeDifference>

        static let meanings = [
            "feature": "The feature or score that differs most significantly.",
            "distance":
                "How far its distribution moves, in the σ of a normal one; chance adds the error in quadrature.",
            "error":
                "How far it would move by chance: by the scatter of single events where the template has the nominal "
                + "ones, moved or with other weights, by that of two samples where it has its own; of at most 20 000 "
                + "events.",
            "probability": "How likely chance makes the most significant of all features and scores.",
            "shares-events":
                "Whether its events are the nominal ones, moved or with other weights, as their ids or rows and "
                + "values tell.",
            "features": "By feature and score.",
        ]
        static let errors = ["distance": "error"]

        /// nil without a comparison.
        init?(_ comparison: TemplateComparison?, names: [String]) {
            guard let comparison, let most = comparison.most else { return nil }
            feature = names[most]
            distance = comparison.differences[most].distance
            error = comparison.differences[most].error
            probability = comparison.probability
            sharesEvents = comparison.sharesEvents
            features = ResultsByName(zip(names, comparison.differences.map(ShapeDifference.init)))
        }
    }

    /// How one feature or score of a template differs from the nominal one.
    struct ShapeDifference: ResultGroup {
        let distance: Double
        let error: Double
        let probability: Double
        let shift: Double
        let shiftError: Double

        static let meanings = [
            "distance": "How far its distribution moves, in the σ of a normal one.",
            "error": "How far it would move by chance.",
            "probability": "How likely chance moves it as significantly.",
            "shift": "How far its mean rank moves, in the σ of a normal distribution, with its sign.",
            "shift-error": "Its error.",
        ]
        static let errors = ["distance": "error", "shift": "shift-error"]

        init(_ difference: SmoothDifference) {
            distance = difference.distance
            error = difference.error
            probability = difference.probability
            (shift, shiftError) = difference.shift
        }
    }

    /// How far the nominal events of two classes are apart.
    struct Separation: ResultGroup {
        let first: String
        let second: String
        let distance: Double
        let error: Double
        let probability: Double
        let feature: String

        static let meanings = [
            "first": "One class.", "second": "The other.",
            "distance":
                "How far their features and their correlations are apart, in the σ of a normal distribution; chance "
                + "adds the error in quadrature.",
            "error": "How far they would be apart by chance.",
            "probability": "How likely chance makes the most significant difference, scores left out.",
            "feature": "The feature that differs most significantly.",
        ]
        static let errors = ["distance": "error"]

        init(_ separation: ClassSeparations.Separation, classes: [String], features: [String]) {
            first = classes[separation.first]
            second = classes[separation.second]
            distance = separation.distance
            error = separation.error
            probability = separation.probability
            feature = features[separation.feature]
        }
    }

    /// Whether a density can follow the values of a feature or score.
    struct ValueLaw: ResultGroup {
        let spike: Double
        let spikeAt: Double
        let whole: Bool
        let repeats: Double
        let tail: Double?
        let beyondSplines: Double
        let beyondSplinesMost: Double
        let constantIn: [String]
        let functionOf: [String]

        static let meanings = [
            "spike":
                "The largest part of the nominal events of a class, five or more, that have one and the same value.",
            "spike-at": "That value.", "whole": "Whether all values are whole numbers.",
            "repeats": "How many nominal events of a class have one value, in the mean.",
            "tail":
                "How far out the outermost 0.1 % of a class begin, in half-widths of its central 68.3 %: 3 of a "
                + "normal law; absent for few events.",
            "beyond-splines":
                "The part of all events that lies beyond ±5 once it is standardized, where splines do not act.",
            "beyond-splines-most": "The same of the template that has most of them; 0 where none has ten such events.",
            "constant-in": "Classes whose nominal events all have one value.",
            "function-of": "Features or scores that it follows from exactly in a class; empty where it is free.",
        ]
    }

    /// Events of data where nothing was simulated.
    struct OutsideEvents: ResultGroup {
        let below: Int
        let above: Int
        let byChance: Double

        static let meanings = [
            "below": "Events below the lowest simulated value.", "above": "Events above the highest.",
            "by-chance":
                "How many of each there may be by chance, as simulation has its own last event: exceeded in one of 10 "
                + "000 data sets.",
        ]
    }
}
