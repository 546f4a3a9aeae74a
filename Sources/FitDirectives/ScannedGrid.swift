import Inference
import Report

/// The likelihoods of a scan of two nuisances, tabulated on a grid over its window as a published scan would give them.
struct ScannedGrid {
    private let nuisances: [String]
    private let grid: MemberGrid

    /// - Precondition: two nuisances.
    init(_ members: MemberSurfaces, points: Int) {
        nuisances = members.nuisances
        let axes = members.window.map { range in
            (0..<points).map { index in
                let share = Double(index) / Double(points - 1)
                return range.lowerBound * (1 - share) + range.upperBound * share
            }
        }
        grid = MemberGrid(
            first: axes[0], second: axes[1],
            memberLogLikelihoods: members.map(\.surface).map { surface in
                axes[0].flatMap { first in axes[1].map { surface.value(at: [first, $0]) } }
            })
    }

    /// The axes by nuisance; for each combination −2Δln L, shape [first, second], and the best fit by nuisance.
    var value: Value {
        var result = [
            nuisances[0]: Value(grid.axes.first), nuisances[1]: Value(grid.axes.second),
        ]
        for combination in EnsembleCombination.allCases {
            let scan = grid.combined(combination)
            let columns = grid.axes.second.count
            let rows = grid.axes.first.indices.map { row in
                Value(Array(scan.deviance[row * columns..<(row + 1) * columns]))
            }
            let best = zip(nuisances, scan.bestFit ?? [.nan, .nan]).map { ($0, Value.number($1)) }
            result[combination.rawValue] = [
                "deviance": .array(rows), "best": .object(Dictionary(uniqueKeysWithValues: best)),
            ]
        }
        return .object(result)
    }
}
