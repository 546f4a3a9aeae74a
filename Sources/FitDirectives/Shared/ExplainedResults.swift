import Inference
import Report
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
        "tracked": "Values of all groups but the first: ν during a fit.",
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
