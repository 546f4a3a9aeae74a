import Report
import Samples

/// How far the templates of a residual reach, and which nuisances they move together: beyond that its response is a guess.
struct TemplateReach: ResultGroup {
    let nuisances: ResultsByName<SampleNuisances, Range>
    let together: [[String]]

    static let meanings = [
        "nuisances": "By nuisance.",
        "together": "Pairs of nuisances that some point moves both.",
    ]

    /// Of one nuisance, ν⁰ = 0 included.
    struct Range: ResultGroup {
        let lowest: Double
        let highest: Double

        static let meanings = ["lowest": "The lowest value of a point.", "highest": "The highest."]

        /// The distance of a value from the range, in units of half the range; 0 inside.
        func excess(of value: Double) -> Double {
            let half = (highest - lowest) / 2
            return max(0, value - highest, lowest - value) / (half > 0 ? half : 1)
        }
    }

    /// - Parameter names: the names of the nuisances that the residual responds to.
    init(_ points: [NuisancePoint], of names: [String]) {
        nuisances = ResultsByName(
            names.map { name in
                let values = points.map { $0[name] } + [0]
                return (name, Range(lowest: values.min() ?? 0, highest: values.max() ?? 0))
            })
        together = names.indices.flatMap { first in
            names[(first + 1)...].filter { second in
                points.contains { $0[names[first]] != 0 && $0[second] != 0 }
            }.map { [names[first], $0] }
        }
    }
}
