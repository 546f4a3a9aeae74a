import Inference
import Report
import Statistics

extension ScanDirective {
    /// A profiled likelihood as later cells read it, by whichever method it was found.
    struct Result: ResultGroup {
        let nuisances: ResultsByName<ProfiledNuisances, ScannedNuisance>
        let order: [String]
        let method: FoundBy
        let combination: EnsembleCombination
        let converged: Bool
        let unsettled: Int
        let atEdge: [String]
        let effectiveMembers: Double
        let error: Double
        let evaluations: Int
        let lowestDeviance: Double?
        let devianceAtTruth: Double?
        let outsideProfile: [String]?
        let ends: [String]
        let members: ResultsByNumber<EnsembleMembers, ScannedMember>
        let combinations: ResultsByName<Combinations, CombinedResult>?
        let window: ResultsByName<ProfiledNuisances, NuisanceWindow>
        let curves: ResultsByName<DrawnNuisances, Curves>
        let planes: [Plane]
        let grid: GridResult?
        let surfaces: StoredSurfaces?

        static let meanings = CombinedResult.meanings.merging([
            "order": "The names of the nuisances, in the order of the likelihood.",
            "method": "surface (interpolated over the window) or newton (on the likelihood itself).",
            "combination": "How the members are combined.",
            "unsettled": "Profiles that did not converge; always 0 for a surface.",
            "error": "Accuracy of −2 ln L: the largest error that was found, of the interpolation or of maxima.",
            "evaluations": "Evaluations of a member's likelihood.",
            "lowest-deviance":
                "The lowest −2Δln L of any profile; clearly below 0 where a higher maximum lies elsewhere. "
                + "Only by Newton's method.",
            "outside-profile": "Nuisances whose window leaves the one that T was trained on; only where T is profiled.",
            "ends":
                "Free factors whose window was cut where the density of an event would turn negative and the likelihood ends.",
            "members": "Every member alone; none for a single fit.",
            "combinations": "The same by every combination of the members; only with a surface and members.",
            "window": "The window of the search for bounds and contours.",
            "curves":
                "−2Δln L against one nuisance: of every nuisance with a surface, of those that the scan names with Newton's method.",
            "planes":
                "Contours of two nuisances: of every pair with a surface, of the pair that the scan names with Newton's method.",
            "grid": "−2Δln L tabulated in the plane of two nuisances; where the scan asks for it.",
            "surfaces": "ln L of every member over the window; only of a surface.",
        ]) { $1 }
    }

    enum FoundBy: String, Codable, CaseIterable, Sendable { case surface, newton }

    enum Combinations: ResultNames { static let placeholder = "COMBINATION" }

    /// Nuisances that a figure may draw without further evaluations.
    enum DrawnNuisances: ResultNames { static let placeholder = "NUISANCE" }

    /// The results of one combination of the members.
    struct CombinedResult: ResultGroup {
        let nuisances: ResultsByName<ProfiledNuisances, ScannedNuisance>
        let converged: Bool
        let atEdge: [String]
        let effectiveMembers: Double
        let devianceAtTruth: Double?

        static let meanings = [
            "nuisances": "The profiled nuisances, by name.", "converged": "Whether maxima and tolerance were reached.",
            "at-edge":
                "Nuisances whose best fit lies beyond the window or within 1 % of its edge: the maximum may lie outside.",
            "effective-members": "B_eff = (Σw)²/Σw² at the best fit.",
            "deviance-at-truth": "−2Δln L at the truth of all nuisances; absent where that is not known or not in the "
                + "window.",
        ]
    }

    /// One nuisance, all others profiled.
    typealias ScannedNuisance = Joined<NuisanceComparison, Joined<Interval, Reading>>

    /// What a scan says of a nuisance beside its best fit and its interval of one standard deviation.
    struct Reading: ResultGroup {
        let intervalTwoSigma: Interval
        let interval95: Interval
        let pull: Double?
        let fromFit: Double?
        let sigmaOverFit: Double?
        let sigmaOverXAlone: Double?
        let sigmaOverDistortionKnown: Double?
        let members: SampleMoments?

        static let meanings = [
            "interval-two-sigma": "The interval at −2Δln L = 4.",
            "interval-95": "The interval of 95 % CL, at −2Δln L = 3.84.",
            "pull": "(ν̂ − ν_true)/σ with the scan's own σ towards the truth; absent where that bound is open.",
            "from-fit": "(ν̂ − ν̂ of the nominal fit)/σ of the fit; absent where the fit knows no σ.",
            "sigma-over-fit": "σ/σ of the fit, which is that with T free; absent where the fit knows no σ.",
            "sigma-over-x-alone": "σ/σ(x alone).", "sigma-over-distortion-known": "σ/σ(x and y, distortion known).",
            "members": "How the members' best fits scatter.",
        ]
        static let absences = [
            "pull": "open", "sigma-over-fit": "open", "sigma-over-x-alone": "open",
            "sigma-over-distortion-known": "open",
        ]
    }

    /// An interval of the profiled −2Δln L. A bound that the window cuts off is `open`, never a number.
    struct Interval: ResultGroup {
        let lower: OpenBound
        let upper: OpenBound
        let minus: Double?
        let plus: Double?
        let sigma: Double?

        static let meanings = [
            "lower": "Where −2Δln L crosses the level below ν̂, or 'open' where the window ends first.",
            "upper": "The same above ν̂.", "minus": "ν̂ − lower; absent where open.",
            "plus": "upper − ν̂; absent where open.",
            "sigma": "(upper − lower)/2; absent where either is open.",
        ]
        static let absences = ["minus": "open", "plus": "open", "sigma": "open"]

        init(_ interval: LikelihoodInterval, best: Double) {
            lower = OpenBound(interval.lower)
            upper = OpenBound(interval.upper)
            minus = interval.lower.value.map { best - $0 }
            plus = interval.upper.value.map { $0 - best }
            sigma = interval.lower.value.flatMap { lower in interval.upper.value.map { ($0 - lower) / 2 } }
        }
    }

    struct ScannedMember: ResultGroup {
        let nuisances: ResultsByName<ProfiledNuisances, MemberNuisance>

        static let meanings = ["nuisances": "The profiled nuisances, by name."]
    }

    struct MemberNuisance: ResultGroup {
        let best: Double

        static let meanings = ["best": "ν̂ of the member alone."]
    }

    /// −2Δln L against one nuisance, exact at its points and with its slopes.
    struct Curves: ResultGroup {
        let slice: SampledCurve
        let profile: SampledCurve

        static let meanings = ["slice": "All others at the best fit.", "profile": "All others profiled."]
    }

    /// Contours in the plane of two nuisances, all others profiled. A contour projects wider than an interval: its level
    /// is for two nuisances at once.
    struct Plane: ResultGroup {
        let nuisances: [String]
        let contour68: Contour?
        let contour95: Contour?
        let devianceAtTruth: Double?

        static let meanings = [
            "nuisances": "The two of them.", "contour-68": "The line of 68.27 %; absent where none was found.",
            "contour-95": "The line of 95 %.",
            "deviance-at-truth": "−2Δln L at their truth; absent where that is not known or not in the window.",
        ]
        static let absences = ["contour-68": "not found", "contour-95": "not found"]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        let nuisances = LikelihoodSource(scan: options, document)?.nuisances(document)
        switch kind {
        case is ProfiledNuisances.Type: return nuisances
        case is DrawnNuisances.Type:
            return nuisances.map { Self.isNewton(options, document) ? options[Self.nuisances] : $0 }
        case is EnsembleMembers.Type:
            return LikelihoodSource(scan: options, document)?.combinedMembers(document)
        case is Combinations.Type: return EnsembleCombination.allCases.map(\.rawValue)
        case is GridNuisances.Type: return nuisances
        default: return nil
        }
    }

    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String] {
        guard let members = Self.names(of: EnsembleMembers.self, options, document) else { return [] }
        let isNewton = Self.isNewton(options, document)
        var absent: [String] = []
        if isNewton { absent += ["combinations", "grid", "surfaces"] } else { absent.append("lowest-deviance") }
        if members.isEmpty { absent += ["combinations", "nuisances.*.members"] }
        if options[grid] == nil { absent.append("grid") }
        if document.options(options[fit])?.isOf(ProfileDirective.self) != true { absent.append("outside-profile") }
        let fitted = LikelihoodSource(scan: options, document).flatMap { document.options($0.fit) }
        if fitted?[FitDirective.from] != nil {
            // A fit from files knows no σ.
            absent += ["nuisances.*.from-fit", "combinations.*.nuisances.*.from-fit"]
        }
        return absent
    }
}

/// A bound of an interval: a number, or `open`.
struct OpenBound: ShapedResult, Equatable {
    let value: Double?

    static let shape = ResultShape.leaf(.number)
    static let example = OpenBound(.open)

    init(_ bound: IntervalBound) { value = bound.value }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let word = try? container.decode(String.self) {
            guard word == "open" else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(word)' is no bound")
            }
            value = nil
        } else {
            value = try container.decode(Double.self)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encode("open") }
    }

    var bound: IntervalBound { value.map(IntervalBound.at) ?? .open }
}
