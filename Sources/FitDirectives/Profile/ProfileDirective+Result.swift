import Inference
import Report
import Training

extension ProfileDirective {
    /// What a training of the residual leaves beside it. Losses are −ln L an event in nats, priors and extended term
    /// included.
    struct Result: ResultGroup {
        let gain: Double
        let gainError: Double
        let bestStep: Int
        let steps: Int
        let end: TrainingEnd
        let parameters: Int
        let training: Comparison
        let heldOut: Comparison
        let offGrid: OffGrid
        let leftover: ResultsByName<FreeNuisances, Leftover>
        let events: Events
        let window: ResultsByName<ProfiledNuisances, NuisanceWindow>
        let history: TrainingHistory

        static let meanings = [
            "gain": "How much likelier held-out events are with T profiled, nats an event, averaged over the window.",
            "gain-error": "Standard error of the gain.",
            "best-step":
                "The step whose weights are kept: the last that held-out events cannot distinguish from the best.",
            "steps": "Steps done.", "end": "How the training ended.", "parameters": "Parameters of the residual.",
            "training": "The events that were trained on, averaged over the window.",
            "held-out": "Events never trained on, averaged over the window.",
            "off-grid": "Held-out events at values of ν that no step used.",
            "leftover": "The slope of ln L at ν̂ that T at its maximum would not have; scans take it off.",
            "events": "How many events.",
            "window": "Where T was trained to follow ν.", "history": "Losses along the training.",
        ]
        static let errors = ["gain": "gain-error"]
    }

    /// The loss with T fixed and with T profiled.
    struct Comparison: ResultGroup {
        let identity: Double
        let profiled: Double
        let gain: Double
        let gainError: Double

        static let meanings = [
            "identity": "−ln L an event with T fixed, nats.", "profiled": "−ln L an event with T profiled, nats.",
            "gain": "Their difference: above 0 where profiling helps.", "gain-error": "Standard error of the gain.",
        ]
        static let errors = ["gain": "gain-error"]

        init(_ comparison: AmortizedProfile.Comparison) {
            identity = comparison.identity
            profiled = comparison.profiled
            gain = comparison.gain
            gainError = comparison.gainError
        }
    }

    struct OffGrid: ResultGroup {
        let gain: Double
        let corners: Double
        let least: Double
        let points: [Point]

        static let meanings = [
            "gain": "Mean gain over the points, nats an event.", "corners": "Mean gain at the corners of the window.",
            "least": "The least gain of a point.", "points": "The corners of the window, then random points inside.",
        ]
    }

    struct Leftover: ResultGroup {
        let slope: Double
        let inSigma: Double

        static let meanings = [
            "slope": "∂ ln L/∂ν of T that follows ν less that of x alone.",
            "in-sigma": "How far this alone would move the best fit, in σ with T free.",
        ]
    }

    typealias Point = Joined<Place, Comparison>

    struct Place: ResultGroup {
        let at: ResultsByName<ProfiledNuisances, Double>
        let corner: Bool

        static let meanings = ["at": "ν.", "corner": "Whether it is a corner of the window."]
    }

    struct Events: ResultGroup {
        let training: Int
        let heldOut: Int

        static let meanings = ["training": "Trained on.", "held-out": "Held out."]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        guard let fitOptions = document.options(options[fit]) else { return nil }
        if kind == FreeNuisances.self { return FitDirective.profiledNames(fitOptions, document) }
        return kind == ProfiledNuisances.self ? FitDirective.profiledShapes(fitOptions, document) : nil
    }
}
