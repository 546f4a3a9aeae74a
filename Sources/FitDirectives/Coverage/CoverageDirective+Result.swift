import Foundation
import Inference
import Report
import Statistics

extension CoverageDirective {
    /// The results of many toys.
    struct Result: ResultGroup {
        let nuisances: ResultsByName<ProfiledNuisances, TestedNuisance>
        let order: [String]
        let joint: Joint?
        let xAlone: Reference?
        let distortionKnown: Reference?
        let toys: ResultsByNumber<Toys, ToyExperiment.Result>
        let requested: Int
        let measured: Int
        let failed: Int
        let failures: [Failure]
        let evaluationsPerToy: Double
        let rough: Int
        let error: Double
        let unbalanced: Int

        static let meanings = [
            "nuisances": "Every nuisance whose truth is known, the others profiled.",
            "order": "Their names, in the order of the likelihood; none where every toy failed.",
            "joint": "All of them at once; absent where every toy failed.",
            "x-alone": "The exact likelihood of x alone on the same toys.",
            "distortion-known": "The exact likelihood of x and y with the distortion known, on the same toys.",
            "toys": "The toys in their order, counted from 0.", "requested": "Toys that were asked for.",
            "measured": "Toys with a measurement.", "failed": "Toys without one, which count in no fraction.",
            "failures": "Why those failed.", "evaluations-per-toy": "Mean evaluations of a member's likelihood.",
            "rough": "Toys whose −2 ln L is less right than was asked for.",
            "error": "The largest error of −2 ln L of any toy.",
            "unbalanced":
                "Toys whose own T that follows ν would move the best fit by more than 1 σ, if it were not taken off.",
        ]
        static let absences = ["joint": "no toys"]

        /// - Parameter tolerance: the upper limit that was set for a toy's error of −2 ln L.
        init(_ toys: [ToyExperiment.Result], tolerance: Double) {
            let found = toys.filter { $0.measurement != nil }
            let measurements = found.compactMap(\.measurement)
            let failed = toys.filter { $0.measurement == nil }
            self.toys = ResultsByNumber(toys)
            requested = toys.count
            measured = measurements.count
            self.failed = failed.count
            failures = failed.map { Failure(toy: $0.toy, why: $0.failure ?? "no measurement") }
            evaluationsPerToy = found.reduce(0) { $0 + Double($1.evaluations) } / Double(found.count)
            rough = found.count { !($0.error <= tolerance) }
            error = found.map(\.error).max() ?? .nan
            unbalanced = found.count { $0.slope.map { !($0 <= ProfileDirective.harmlessSlope) } ?? false }
            order = measurements.first?.nuisances.map(\.name) ?? []
            nuisances = ResultsByName(
                order.enumerated().map { index, name in
                    (name, TestedNuisance(measurements.map { $0.nuisances[index] }))
                })
            joint = measurements.isEmpty ? nil : Joint(measurements)
            xAlone = Reference(toys.compactMap { $0.references["x-alone"] })
            distortionKnown = Reference(toys.compactMap { $0.references["distortion-known"] })
        }
    }

    enum Toys: ResultNames { static let placeholder = "TOY" }

    struct Failure: ResultGroup {
        let toy: Int
        let why: String

        static let meanings = ["toy": "Its number, from 0.", "why": "Why it has no measurement."]
    }

    struct TestedNuisance: ResultGroup {
        let truth: Double
        let open: Int
        let covered68: Fraction
        let covered95: Fraction
        let pull: PullMoments
        let calibration: Calibration

        static let meanings = [
            "truth": "Where the toys were made.",
            "open": "Toys whose bound on the side of the truth lies outside the window; they have no pull.",
            "covered-68": "The fraction of toys whose interval of 68.27 % contains the truth.",
            "covered-95": "The fraction of toys whose interval of 95 % contains the truth.",
            "pull": "Moments of (ν̂ − ν_true)/σ, σ towards the truth.",
            "calibration": "The calibration that gives nominal coverage.",
        ]

        init(_ toys: [ToyMeasurement.Nuisance]) {
            let pulls = toys.compactMap(\.pull)
            let (inner, outer) = (ConfidenceLevel.oneSigma, ConfidenceLevel.ninetyFivePercent)
            truth = toys[0].truth
            open = toys.count - pulls.count
            covered68 = Fraction(toys.map(\.isCovered), nominal: inner)
            covered95 = Fraction(toys.map(\.isCovered95), nominal: outer)
            pull = PullMoments(pulls)
            calibration = Joined(CalibrationOfErrors(pulls), CalibrationOfLevels(toys.map(\.deviance), nuisances: 1))
        }
    }

    struct Joint: ResultGroup {
        let covered68: Fraction
        let covered95: Fraction
        let calibration: CalibrationOfLevels

        static let meanings = [
            "covered-68": "The fraction of toys whose region of 68.27 % contains the truth of all.",
            "covered-95": "The same for the region of 95 %.",
            "calibration": "The calibration that gives nominal coverage.",
        ]

        /// - Precondition: at least one toy; all have the same nuisances.
        init(_ toys: [ToyMeasurement]) {
            let (inner, outer) = (ConfidenceLevel.oneSigma, ConfidenceLevel.ninetyFivePercent)
            let count = toys[0].nuisances.count
            let deviances = toys.map(\.jointDeviance)
            func fraction(_ level: ConfidenceLevel) -> Fraction {
                .init(deviances.map { $0 <= level.deviance(degreesOfFreedom: count) }, nominal: level)
            }
            covered68 = fraction(inner)
            covered95 = fraction(outer)
            calibration = CalibrationOfLevels(deviances, nuisances: count)
        }
    }

    /// A closed-form likelihood of the same toys: how a correct likelihood with correct intervals behaves.
    struct Reference: ResultGroup {
        let nuisances: ResultsByName<ProfiledNuisances, ReferenceNuisance>

        static let meanings = ["nuisances": "By nuisance."]

        /// Toys whose exact likelihood has no maximum are left out; every number states its number of toys.
        ///
        /// nil where no toy has the likelihood.
        init?(_ all: [[ToyExperiment.Reference]]) {
            let references = all.filter { $0.allSatisfy(\.pull.isFinite) }
            guard let first = references.first else { return nil }
            let (inner, outer) = (ConfidenceLevel.oneSigma, ConfidenceLevel.ninetyFivePercent)
            nuisances = ResultsByName(
                first.enumerated().map { index, reference in
                    let pulls = references.map { $0[index].pull }
                    return (
                        reference.name,
                        ReferenceNuisance(
                            covered68: .init(pulls.map { abs($0) <= inner.normalQuantile }, nominal: inner),
                            covered95: .init(pulls.map { abs($0) <= outer.normalQuantile }, nominal: outer),
                            pull: .init(pulls))
                    )
                })
        }
    }

    struct ReferenceNuisance: ResultGroup {
        let covered68: Fraction
        let covered95: Fraction
        let pull: PullMoments

        static let meanings = [
            "covered-68": "The fraction of toys with |pull| ≤ 1.",
            "covered-95": "The fraction of toys with |pull| ≤ 1.96.",
            "pull": "Moments of (ν̂ − ν_true)/σ, its own σ.",
        ]
    }

    /// How many of the toys are covered.
    struct Fraction: ResultGroup {
        let covered: Int
        let toys: Int
        let fraction: Double
        let nominal: Double
        let lower68: Double
        let upper68: Double
        let lower95: Double
        let upper95: Double
        let resolved: Bool
        let toysToResolve: Int?

        static let meanings = [
            "covered": "Toys whose interval contains the truth.", "toys": "All toys with a measurement.",
            "fraction": "covered/toys.",
            "nominal": "What it should be.", "lower-68": "Clopper–Pearson interval of 68.27 %.",
            "upper-68": "Its upper end.", "lower-95": "Clopper–Pearson interval of 95 %.", "upper-95": "Its upper end.",
            "resolved": "Whether the nominal coverage lies outside the interval of 95 %.",
            "toys-to-resolve": "From how many toys on this deviation would: z² p₀(1 − p₀)/(p − p₀)², z = 1.96; absent "
                + "where there is none.",
        ]
        static let absences = ["toys-to-resolve": "no deviation"]

        init(_ covered: [Bool], nominal level: ConfidenceLevel) {
            let nominal = level.probability
            self.covered = covered.count { $0 }
            toys = covered.count
            fraction = Double(self.covered) / Double(toys)
            self.nominal = nominal
            let inner = ClopperPearson(successes: self.covered, trials: toys)
            let outer = ClopperPearson(successes: self.covered, trials: toys, level: .ninetyFivePercent)
            (lower68, upper68) = (inner.lower, inner.upper)
            (lower95, upper95) = (outer.lower, outer.upper)
            resolved = nominal < outer.lower || nominal > outer.upper
            toysToResolve = CoverageDirective.toysToResolve(
                deviation: fraction - nominal, variance: nominal * (1 - nominal))
        }
    }

    /// Mean and width of pulls.
    struct PullMoments: ResultGroup {
        let mean: Double
        let meanError: Double
        let width: Double
        let widthError: Double
        let toys: Int
        let toysToResolve: Int?

        static let meanings = [
            "mean": "Mean of the pulls.", "mean-error": "s/√n.", "width": "Their standard deviation s.",
            "width-error": "s/√(2(n − 1)).", "toys": "How many have a pull.",
            "toys-to-resolve":
                "From how many toys on this mean would differ from 0 by 1.96 errors; absent for a mean of 0.",
        ]
        static let errors = ["mean": "mean-error", "width": "width-error"]
        static let absences = ["toys-to-resolve": "no deviation"]

        init(_ pulls: [Double]) {
            let spread = SampleMoments(pulls)
            mean = spread.mean
            meanError = spread.meanError
            width = spread.deviation
            widthError = spread.deviationError
            toys = pulls.count
            toysToResolve = CoverageDirective.toysToResolve(
                deviation: spread.mean, variance: spread.deviation * spread.deviation)
        }
    }

    typealias Calibration = Joined<CalibrationOfErrors, CalibrationOfLevels>

    struct CalibrationOfErrors: ResultGroup {
        let sigma68: Quantile
        let sigma95: Quantile

        static let meanings = [
            "sigma-68": "The multiple of σ that covers 68.27 %.", "sigma-95": "The multiple of σ that covers 95 %.",
        ]

        init(_ pulls: [Double]) {
            let sizes = pulls.map(abs)
            sigma68 = Quantile(.oneSigma, of: sizes) { $0.normalQuantile }
            sigma95 = Quantile(.ninetyFivePercent, of: sizes) { $0.normalQuantile }
        }
    }

    struct CalibrationOfLevels: ResultGroup {
        let delta68: Quantile
        let delta95: Quantile

        static let meanings = [
            "delta-68": "The −2Δln L that covers 68.27 %.", "delta-95": "The −2Δln L that covers 95 %.",
        ]

        /// - Parameter count: the number of nuisances of the deviances.
        init(_ deviances: [Double], nuisances count: Int) {
            delta68 = Quantile(.oneSigma, of: deviances) { $0.deviance(degreesOfFreedom: count) }
            delta95 = Quantile(.ninetyFivePercent, of: deviances) { $0.deviance(degreesOfFreedom: count) }
        }
    }

    /// A quantile over toys, with the error that their number leaves.
    struct Quantile: ResultGroup {
        let value: Double?
        let lower: Double?
        let upper: Double?
        let nominal: Double

        static let meanings = [
            "value": "The quantile; absent where no toy has a value.",
            "lower": "One standard deviation below; absent where that needs more toys.", "upper": "The same above.",
            "nominal": "What it should be.",
        ]
        static let absences = ["value": "no toys", "lower": "open", "upper": "open"]

        init(_ level: ConfidenceLevel, of values: [Double], nominal: (ConfidenceLevel) -> Double) {
            let quantile = SampleQuantile(level.probability, of: values)
            value = quantile?.value
            lower = quantile?.lower
            upper = quantile?.upper
            self.nominal = nominal(level)
        }
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        if kind == Toys.self { return (0..<options[toys]).map(String.init) }
        return kind == ProfiledNuisances.self ? source(options, document)?.nuisances(document) : nil
    }

    /// nil where no number of toys would be enough, because there is no deviation.
    private static func toysToResolve(deviation: Double, variance: Double) -> Int? {
        let z = ConfidenceLevel.ninetyFivePercent.normalQuantile
        let toys = (z * z * variance / (deviation * deviation)).rounded(.up)
        return toys.isFinite && toys < 1e15 ? Int(toys) : nil
    }
}
