import Foundation
import RandomStreams
import Report
import Samples
import Statistics

extension DiagnoseDirective {
    /// What held-out events say of a density: every test, and the worst of them.
    struct Result: ResultGroup {
        let density: ConditionalDensity
        let worst: Worst
        let points: ResultsByNumber<ResultPoints, Point>
        let events: Int
        let notFinite: Int
        let fewest: Double
        let fewestPlace: String
        let gap: LargestGap?

        static let meanings = [
            "density": "Which density it is.", "worst": "The largest of all tests, at all points and of all classes.",
            "points": "By point, in the order of 'points', or nominal and then those of the sample.",
            "events": "Held-out events of all points; an event may stand at several.",
            "not-finite":
                "Events whose z, or whose partner drawn from the density, is not finite: they are in no test.",
            "fewest": "The least effective number of held-out events, (Σw)²/Σw², of a class at a point.",
            "fewest-place": "Of which class, and where.",
            "gap": "The largest gap to the truth. Absent where the sample has no closed form.",
        ]
    }

    /// The worst of all tests.
    struct Worst: ResultGroup {
        let pValue: Double
        let tests: Int
        let test: String
        let ks: Largest
        let auc: Largest
        let divergence: Largest
        let calibration: Largest

        static let meanings = [
            "p-value":
                "The smallest p-value of all tests times their number, at most 1 (Bonferroni; Holm's correction of the "
                + "smallest is the same). With many events it is small for any density: look at the sizes.",
            "tests": "How many tests that is: every KS, every χ², and the AUC of all features together.",
            "calibration":
                "The largest divergence of predicted from true probabilities of a class, in nats an event. NaN with one class, and of "
                + "p(y|x,c) without 'kinematics'.",
            "test": "Which test it is of, and where.",
            "ks": "The largest Kolmogorov–Smirnov distance of z from the standard normal law.",
            "auc": "The largest AUC of a classifier of density against simulation: ½ where it sees no difference.",
            "divergence":
                "The largest Kullback–Leibler divergence of a marginal or a pair, (χ² − degrees)/N_eff, in nats an event.",
        ]
    }

    /// The largest of many numbers, after subtracting from each what may be chance.
    struct Largest: ResultGroup {
        let value: Double
        let sure: Double
        let pValue: Double
        let place: String

        static let meanings = [
            "value": "The number; NaN where nothing was measured.",
            "sure":
                "The same less what may be chance: two standard errors, of KS the distance that right events exceed in 5 %.",
            "p-value": "Of this test alone.", "place": "Of what, of which class, and where.",
        ]

        static let unmeasured = Largest(value: .nan, sure: .nan, pValue: .nan, place: "nothing")
    }

    /// The largest gap among classes and points.
    struct LargestGap: ResultGroup {
        let value: Double
        let error: Double
        let place: String

        static let meanings = [
            "value": "Mean of ln p_true − ln p_model, nats an event.", "error": "Standard error of that mean.",
            "place": "Of which class, and where.",
        ]
        static let errors = ["value": "error"]
    }

    /// At one ν.
    struct Point: ResultGroup {
        let at: ResultsByName<SampleNuisances, Double>
        let classes: ResultsByName<SampleClasses, ClassDiagnosis>
        let calibration: ResultsByName<SampleClasses, ClassCalibration>?

        static let meanings = [
            "at": "The point in nuisance space.", "classes": "By class.",
            "calibration":
                "Whether the probabilities of a class hold, by class. Absent with one class, and of p(y|x,c) without 'kinematics'.",
        ]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        guard let (schema, density, _) = described(options, document) else { return nil }
        let quantities = schema.quantities(of: density)
        if kind == SampleNuisances.self { return schema.nuisanceNames }
        if kind == SampleClasses.self { return schema.classes.map(\.name) }
        if kind == SampleQuantities.self { return quantities.map(\.name) }
        if kind == BaseDimensions.self { return quantities.indices.map(String.init) }
        guard kind == ResultPoints.self else { return nil }
        return wanted(options, document)?.indices.map(String.init)
    }

    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String] {
        guard let (schema, density, hasTruth) = described(options, document) else { return [] }
        let isCalibrated = schema.classes.count > 1 && (density == .features || options[kinematics] != nil)
        return (hasTruth ? [] : ["gap", "points.*.classes.*.gap"]) + (isCalibrated ? [] : ["points.*.calibration"])
    }
}

/// The dimensions of a flow's base space, counted from 0.
enum BaseDimensions: ResultNames { static let placeholder = "DIMENSION" }

/// What held-out events of one class at one point say of a density.
struct ClassDiagnosis: ResultGroup {
    let auc: Separation
    let z: ResultsByNumber<BaseDimensions, LawDistance>
    let radius: LawDistance
    let features: ResultsByName<SampleQuantities, FeatureDiagnosis>
    let pairs: [PairDiagnosis]
    let events: Int
    let effective: Double
    let notFinite: Int
    let gap: Gap?

    static let meanings = [
        "auc":
            "How well a classifier of all features (of p(y|x,c) of x, too) distinguishes events drawn from the density from simulated "
            + "ones; learned on one half of the events and measured on the other, both ways.",
        "z": "Every dimension of z against the standard normal law.",
        "radius": "|z|² against χ² of as many degrees of freedom as there are features.",
        "features": "By feature.",
        "pairs": "Two features together, of p(y|x,c) also one of x with one of y.",
        "events": "Held-out events.",
        "effective": "(Σw)²/Σw² of them; 0 where nothing was measured, and then all numbers are NaN.",
        "not-finite": "Of them, those whose z or partner drawn from the density is not finite.",
        "gap":
            "Mean of ln p_true − ln p_model of the same events. Absent where the sample has no closed form.",
    ]

    struct Gap: ResultGroup {
        let value: Double
        let error: Double

        static let meanings = ["value": "In nats an event.", "error": "Standard error of that mean."]
        static let errors = ["value": "error"]
    }
}

/// An area under the ROC curve.
struct Separation: ResultGroup {
    let value: Double
    let error: Double
    let pValue: Double
    let nats: Double

    static let meanings = [
        "value": "The area under the ROC curve, ½ where both are alike.",
        "error": "Its standard error (DeLong's, of pairs of events).",
        "p-value": "P(this area or more) where both have one law.",
        "nats":
            "(Φ⁻¹(AUC))², 0 below ½: the gap, in nats an event, of a shift that an ideal classifier sees as well. What the "
            + "classifier does not see is not in it.",
    ]
    static let errors = ["value": "error"]

    static let unmeasured = Separation(PairedSeparation(area: .nan, error: .nan))

    init(_ separation: PairedSeparation) {
        value = separation.area
        error = separation.error
        pValue = separation.pValue
        nats = Self.nats(separation.area)
    }

    /// An ideal classifier of N(δ, 1) against N(0, 1) reaches Φ(δ/√2), and the gap of one to the other is δ²/2.
    private static func nats(_ area: Double) -> Double {
        guard area > 0.5 else { return area.isNaN ? .nan : 0 }
        guard area < 1 else { return .infinity }
        let quantile = standardNormalQuantile(area)
        return quantile * quantile
    }

    /// The AUC of an ideal classifier for a shift with this gap.
    static func area(ofGap nats: Double) -> Double { 0.5 * erfc(-(max(0, nats) / 2).squareRoot()) }
}

/// The distance of a sample from a law.
struct LawDistance: ResultGroup {
    let ks: Double
    let pValue: Double
    let chance: Double
    let histogram: [Double]

    static let meanings = [
        "ks": "The Kolmogorov–Smirnov distance: by so much the distribution differs from the law, at most.",
        "p-value": "P(this distance or more) of events that follow the law, by (Σw)²/Σw² of them.",
        "chance": "The distance that such events exceed in 5 %.",
        "histogram":
            "How many events have a cumulative probability in each of \(bins) equal bins, over what the law has there.",
    ]

    /// Of histograms.
    static let bins = 20
    static let unmeasured = LawDistance(ks: .nan, pValue: .nan, chance: .nan, histogram: [])

    /// The expected standard deviation of the content of a bin about 1: half the width of the band.
    static func scatter(effective: Double) -> Double { (Double(bins - 1) / effective).squareRoot() }

    private init(ks: Double, pValue: Double, chance: Double, histogram: [Double]) {
        self.ks = ks
        self.pValue = pValue
        self.chance = chance
        self.histogram = histogram
    }

    /// - Parameter probabilities: the cumulative probability of the distribution at every event.
    init(_ probabilities: [Double], weights: [Double]?) {
        let test = KolmogorovSmirnov(uniform: probabilities, weights: weights)
        var counts = [Double](repeating: 0, count: Self.bins)
        for (index, value) in probabilities.enumerated() {
            counts[min(Self.bins - 1, max(0, Int(value * Double(Self.bins))))] += weights?[index] ?? 1
        }
        let total = counts.reduce(0, +)
        self.init(
            ks: test.distance, pValue: test.pValue, chance: test.chance,
            histogram: counts.map { $0 / total * Double(Self.bins) })
    }
}

/// What held-out events say of one feature by itself.
struct FeatureDiagnosis: ResultGroup {
    let marginal: Difference
    let auc: Separation

    static let meanings = [
        "marginal": "Its distribution, of the density and of the simulation.",
        "auc": "How well a classifier of this feature alone distinguishes them.",
    ]
}

/// What they say of two features together.
struct PairDiagnosis: ResultGroup {
    let first: String
    let second: String
    let joint: Difference

    static let meanings = [
        "first": "The first feature.", "second": "The second.", "joint": "Their joint distribution.",
    ]
}

/// Two histograms against one another.
struct Difference: ResultGroup {
    let divergence: Double
    let error: Double
    let chiSquared: Double
    let degrees: Int
    let pValue: Double

    static let meanings = [
        "divergence":
            "(χ² − degrees)/N_eff: the Kullback–Leibler divergence in these bins, nats an event; below 0 by chance.",
        "error": "Its standard error.",
        "chi-squared": "χ² in bins of equal probability, with the variance of both and the covariance of their bins.",
        "degrees": "Its degrees of freedom.", "p-value": "P(χ² or more) where both have one law.",
    ]
    static let errors = ["divergence": "error"]

    static let unmeasured = Difference(divergence: .nan, error: .nan, chiSquared: .nan, degrees: 0, pValue: .nan)

    private init(divergence: Double, error: Double, chiSquared: Double, degrees: Int, pValue: Double) {
        self.divergence = divergence
        self.error = error
        self.chiSquared = chiSquared
        self.degrees = degrees
        self.pValue = pValue
    }

    init(_ test: PairedChiSquared) {
        self.init(
            divergence: test.divergence, error: test.divergenceError, chiSquared: test.value,
            degrees: test.degreesOfFreedom, pValue: test.pValue)
    }
}
