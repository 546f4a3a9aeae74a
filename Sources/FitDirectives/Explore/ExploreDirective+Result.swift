import Report

extension ExploreDirective {
    /// All that the page shows, wherever its sliders stand.
    struct Result: ResultGroup {
        let nuisances: [Slider]
        let histograms: [Histogram]
        let deviance: Polynomial
        let members: Int
        let points: Int
        let checks: Int
        let countsError: Double
        let devianceError: Double
        let effectiveEvents: Double
        let curves: CurvePlot.Numbers?
        let contours: ContourPlot.Numbers?
        let morphing: Morphing?

        static let meanings = [
            "nuisances": "One a slider.", "histograms": "One for each feature: x, then y.",
            "deviance": "−2Δln L, the other nuisances at ν̂.", "members": "Members that were drawn from.",
            "points": "Points of ν at which the expected events were computed.",
            "checks": "Points in between, at which the polynomials are compared with the model itself.",
            "counts-error":
                "The largest difference of a bin's expected events there, in σ of the data in that bin.",
            "deviance-error": "The largest difference of −2Δln L there.",
            "effective-events":
                "(Σw)²/Σw² of the events drawn at ν̂, as a part of their number, at the point where it is smallest.",
            "curves": "−2Δln L against each nuisance; absent where the scan holds no curves of them.",
            "contours": "Contours of the first two; absent of one nuisance.",
            "morphing": "Where scores go when ν leaves ν̂; absent where a fit has no T, or a single score.",
        ]
    }

    /// A nuisance, and how far it may be moved.
    struct Slider: ResultGroup {
        let name: String
        let low: Double
        let high: Double
        let best: Double
        let sigma: Double?
        let anchor: Double?
        let truth: Double?

        static let meanings = [
            "name": "The nuisance.", "low": "The least value.", "high": "The largest.", "best": "ν̂.",
            "sigma": "Of the scan; absent where its interval is open.",
            "anchor": "ν⁰, where T was trained to follow ν about a point.", "truth": "ν_true, where it is known.",
        ]
    }

    /// The events of a feature, and what is expected of them at any ν.
    struct Histogram: ResultGroup {
        let variable: FigureVariable
        let edges: [Double]
        let counts: [Double]
        let beyond: Int
        let bestFit: [Double]
        let uncertainty: [Double]
        let sharesTotal: Bool
        let highest: Double
        let classes: [ClassCounts]

        static let meanings = [
            "variable": "The feature.", "edges": "Edges of the bins.", "counts": "Events of the data.",
            "beyond": "Events of the data that lie in no bin.", "best-fit": "Expected events at ν̂.",
            "uncertainty": "Their statistical error: that of the events drawn from the model.",
            "shares-total": "Whether the model has as many events as the data by construction.",
            "highest": "The most that a bin is expected to have at any of the points.",
            "classes": "Expected events of every class; their sum is the model.",
        ]
    }

    /// Expected events of one class, a polynomial a bin.
    struct ClassCounts: ResultGroup {
        let name: String
        let bins: [Polynomial]

        static let meanings = ["name": "The class.", "bins": "One a bin."]
    }

    /// Where the scores of events go when ν leaves ν̂: y → F_ν⁻¹(F_ν̂(y)), with F the map of scores to the base space, T among
    /// it; the mean over members.
    struct Morphing: ResultGroup {
        let variables: [FigureVariable]
        let magnification: Double
        let error: Double
        let panels: [FieldPanel]
        let arrows: [Arrows]

        static let meanings = [
            "variables": "Those of both axes.",
            "magnification": "By what factor arrows are drawn longer than they are.",
            "error": "The largest error of an arrow between the points, as a part of its panel's width, as drawn.",
            "panels": "One a class and x, at ν̂, where nothing moves.", "arrows": "The same at any ν.",
        ]
    }

    /// Displacements, a polynomial each.
    struct Arrows: ResultGroup {
        let x: [Polynomial]
        let y: [Polynomial]

        static let meanings = ["x": "Along the first variable, an arrow each.", "y": "Along the second."]
    }

    /// A polynomial of the nuisances, as products of Chebyshev polynomials over the sliders' ranges.
    ///
    /// Coefficients are whole numbers of a quantum, as the page holds them: what is measured of the polynomial is what a
    /// reader sees.
    struct Polynomial: ResultGroup {
        let degree: Int
        let quantum: Double
        let coefficients: [Int]

        static let meanings = [
            "degree": "The total degree.", "quantum": "The unit of the coefficients.",
            "coefficients": "Of Π T_k, the orders k ascending, the first nuisance slowest.",
        ]
    }
}
