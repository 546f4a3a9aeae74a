import Inference
import Plotting
import Report
import Samples
import Statistics
import Training

// Types of the targets below that results hold as they are, with a sentence for every value.

extension TrainingHistory: ResultGroup {
    public static let meanings = [
        "start": "The held-out loss before the first step; absent where no events were held out.",
        "points": "Points along the training.",
    ]
}

extension TrainingHistory.Point: ResultGroup {
    public static let meanings = [
        "step": "Steps done.", "loss": "Mean loss since the point before, nats an event.",
        "validation": "Held-out loss, nats an event; absent where no events were held out.",
        "learning-rate": "Of the first group of parameters.",
        "tracked": "Values of all groups of parameters but the first.",
    ]
}

extension SampleMoments: ResultGroup {
    public static let meanings = [
        "mean": "Mean of the members' best fits.", "deviation": "Their sample standard deviation; NaN for one member.",
        "mean-error": "Standard error of the mean, deviation/√B.",
        "deviation-error": "Standard error of the deviation, deviation/√(2(B − 1)).",
    ]
    public static let errors = ["mean": "mean-error", "deviation": "deviation-error"]
}

extension MemberDerivatives: ResultGroup {
    public static let meanings = [
        "log-likelihood": "ln L of the member.", "gradient": "g_b of −ln L.", "hessian": "H_b of −ln L.",
    ]
}

extension SampledCurve: ResultGroup {
    public static let meanings = [
        "x": "Values of the nuisance, ascending.", "deviance": "−2Δln L there.", "slope": "Its slope there.",
    ]
}

extension Contour: ResultGroup {
    public static let meanings = [
        "points": "Pairs of both nuisances; of a closed line the first is not repeated.",
        "is-closed": "False where the line leaves the window, or the trace was given up.",
        "is-complete": "False where the trace was given up.",
    ]
}

extension ToyMeasurement: ResultGroup {
    public static let meanings = [
        "nuisances": "Every nuisance whose truth is known, the others profiled.",
        "joint-deviance": "−2Δln L at the truth of all of them at once.", "effective-members": "B_eff at the best fit.",
        "contour": "The line of 68.27 % of the first two; absent where there is only one, or none was found.",
    ]
}

extension ToyMeasurement.Nuisance: ResultGroup {
    public static let meanings = [
        "name": "The nuisance.", "truth": "ν_true.", "best": "ν̂.",
        "lower": "Lower bound of 68.27 %; absent where open.", "upper": "Its upper bound.",
        "lower-95": "Lower bound of 95 %; absent where open.", "upper-95": "Its upper bound.",
        "pull": "(ν̂ − ν_true)/σ, σ towards the truth; absent where open.",
        "deviance": "The profiled −2Δln L at the truth.",
    ]
    public static let absences = [
        "lower": "open", "upper": "open", "lower-95": "open", "upper-95": "open", "pull": "open",
    ]
}

extension PostFitBands.Band: ResultGroup {
    public static let meanings = ["lower": "Expected events, a bin.", "upper": "Expected events, a bin."]
}

extension MeasuredSeries.Series: ResultGroup {
    public static let meanings = ["name": "As the legend writes it.", "measurements": "In the order of the file."]
}

extension MeasuredSeries.Measurement: ResultGroup {
    public static let meanings = [
        "x": "The size, or the place among the categories.", "y": "The number.", "spread": "Its spread.",
    ]
}

// Types of samples as options and results of reports have them.

extension ConditionalDensity: OptionChoice {}

extension SeedDigits: ShapedResult {
    public static var shape: ResultShape { .leaf(.text([])) }
    public static var example: SeedDigits { SeedDigits(0) }
}

extension ResultsByName<SampleNuisances, Double> {
    /// A point of nuisance space, as results hold it: with a value for every nuisance of the schema.
    init(_ point: NuisancePoint, of schema: SampleSchema) {
        let names = schema.nuisanceNames
        self.init(zip(names, point.values(of: names)))
    }

    var point: NuisancePoint { NuisancePoint(values) }
}
