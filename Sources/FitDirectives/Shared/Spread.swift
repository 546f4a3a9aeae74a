import Inference
import Report
import Statistics

/// How the members of an ensemble scatter in one nuisance.
struct Spread: ResultGroup {
    let mean: Double
    let deviation: Double
    let meanError: Double
    let deviationError: Double

    static let meanings = [
        "mean": "Mean of the members' best fits.", "deviation": "Their sample standard deviation; NaN for one member.",
        "mean-error": "Standard error of the mean, deviation/√B.",
        "deviation-error": "Standard error of the deviation, deviation/√(2(B − 1)).",
    ]

    init(_ spread: SampleMoments) {
        mean = spread.mean
        deviation = spread.deviation
        meanError = spread.meanError
        deviationError = spread.deviationError
    }
}
