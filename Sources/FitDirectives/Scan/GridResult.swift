import Inference
import Report

/// The nuisances of a grid, whose values stand beside its combinations.
enum GridNuisances: ResultNames { static let placeholder = "NUISANCE" }

/// The likelihoods of a scan of two nuisances, tabulated over its window as a published scan would give them.
struct GridResult: ResultGroup {
    let axes: ResultsByName<GridNuisances, [Double]>
    let combinations: ResultsByName<ScanDirective.Combinations, Tabulated>

    static let meanings = [
        "axes": "The values of each nuisance.", "combinations": "The table of every combination of the members.",
    ]

    struct Tabulated: ResultGroup {
        let deviance: [[Double]]
        let best: ResultsByName<GridNuisances, Double>

        static let meanings = [
            "deviance": "−2Δln L from the highest point of the grid, the first nuisance slowest.",
            "best": "The best fit between the points; NaN where a value is not a number.",
        ]
    }

    /// - Precondition: two nuisances.
    init(_ members: MemberSurfaces, points: Int) {
        let names = members.nuisances
        let axes = members.window.map { range in
            (0..<points).map { index in
                let share = Double(index) / Double(points - 1)
                return range.lowerBound * (1 - share) + range.upperBound * share
            }
        }
        let grid = MemberGrid(
            first: axes[0], second: axes[1],
            memberLogLikelihoods: members.map(\.surface).map { surface in
                axes[0].flatMap { first in axes[1].map { surface.value(at: [first, $0]) } }
            })
        self.axes = ResultsByName(zip(names, axes))
        combinations = ResultsByName(
            EnsembleCombination.allCases.map { combination in
                let combined = grid.combined(combination)
                let rows = axes[0].indices.map { Array(combined.deviance[$0 * points..<($0 + 1) * points]) }
                return (
                    combination.rawValue,
                    Tabulated(
                        deviance: rows, best: ResultsByName(zip(names, combined.bestFit ?? [.nan, .nan])))
                )
            })
    }
}
