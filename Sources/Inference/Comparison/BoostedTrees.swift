import Foundation

/// Small trees that are boosted on the logistic loss of two samples, each on what those before it leave (Friedman 2001,
/// doi:10.1214/aos/1013203451), by second order and on binned features.
struct BoostedTrees {
    /// Of every feature, with equal numbers of events.
    static let bins = 32
    private static let depth = 3
    private static let mostTrees = 60
    /// So many trees without a smaller loss of the stopping events end it.
    private static let patience = 12
    private static let shrinkage = 0.15
    /// Of a leaf, in events of mean weight.
    private static let leastEvents = 20.0

    /// A whole binary tree: node k has the children 2k + 1 and 2k + 2.
    private struct Tree {
        /// The feature of every node.
        var features: [Int]
        /// An event goes to the left if its bin is at most this.
        var cuts: [UInt8]
        var leaves: [Double]

        func value(_ samples: PairedRows, row: Int) -> Double {
            var node = 0
            while node < features.count {
                node = 2 * node + (samples.binned[features[node]][row] <= cuts[node] ? 1 : 2)
            }
            return leaves[node - features.count]
        }
    }

    private let trees: [Tree]

    /// - Parameters:
    ///   - pairs: the pairs for training.
    ///   - stopping: other pairs, whose loss determines the number of trees.
    ///   - margins: the log odds of every row, to which the trees add.
    init(_ samples: PairedRows, pairs: [Int], stopping: [Int], from margins: [Double]) {
        let taught = pairs + pairs.map { $0 + samples.pairs }
        let held = stopping + stopping.map { $0 + samples.pairs }
        var margins = margins
        var trees: [Tree] = []
        var best = (count: 0, loss: Self.loss(samples, margins, held))
        while trees.count < Self.mostTrees, trees.count - best.count < Self.patience {
            guard let tree = Self.tree(samples, margins, taught) else { break }
            trees.append(tree)
            for row in taught { margins[row] += tree.value(samples, row: row) }
            for row in held { margins[row] += tree.value(samples, row: row) }
            let loss = Self.loss(samples, margins, held)
            if loss < best.loss { best = (trees.count, loss) }
        }
        self.trees = Array(trees.prefix(best.count))
    }

    /// The contribution of the trees to the log odds of the first sample.
    func logOdds(_ samples: PairedRows, row: Int) -> Double {
        trees.reduce(0) { $0 + $1.value(samples, row: row) }
    }

    /// Σ w ln(1 + e^∓margin).
    private static func loss(_ samples: PairedRows, _ margins: [Double], _ rows: [Int]) -> Double {
        rows.reduce(0) { sum, row in
            let margin = samples.label(row) > 0 ? -margins[row] : margins[row]
            return sum + samples.weight(row) * (max(0, margin) + log1p(exp(-abs(margin))))
        }
    }

    /// nil where no cut gains anything.
    private static func tree(_ samples: PairedRows, _ margins: [Double], _ rows: [Int]) -> Tree? {
        let scale = rows.reduce(0) { $0 + abs(samples.weight($1)) } / Double(max(1, rows.count))
        var slopes = [Double](repeating: 0, count: rows.count)
        var bends = slopes
        for (index, row) in rows.enumerated() {
            let probability = 1 / (1 + exp(-margins[row]))
            let weight = samples.weight(row)
            slopes[index] = weight * (samples.label(row) - probability)
            // Of |w|, so that it is positive whatever the signs of weights.
            bends[index] = abs(weight) * probability * (1 - probability)
        }
        let inner = (1 << depth) - 1
        var tree = Tree(
            features: Array(repeating: 0, count: inner), cuts: Array(repeating: .max, count: inner), leaves: [])
        // Within its level.
        var nodes = [Int](repeating: 0, count: rows.count)
        var hasCut = false
        for level in 0..<depth {
            let width = 1 << level
            let cuts = bestCuts(
                samples, rows, nodes: nodes, width: width, slopes: slopes, bends: bends, scale: scale)
            for (node, cut) in cuts.enumerated() {
                guard let cut else { continue }
                tree.features[width - 1 + node] = cut.feature
                tree.cuts[width - 1 + node] = UInt8(cut.bin)
                hasCut = true
            }
            for (index, row) in rows.enumerated() {
                let place = width - 1 + nodes[index]
                let isLeft = samples.binned[tree.features[place]][row] <= tree.cuts[place]
                nodes[index] = 2 * nodes[index] + (isLeft ? 0 : 1)
            }
        }
        guard hasCut else { return nil }
        var sums = [(slope: Double, bend: Double)](repeating: (0, 0), count: 1 << depth)
        for index in rows.indices {
            sums[nodes[index]].slope += slopes[index]
            sums[nodes[index]].bend += bends[index]
        }
        tree.leaves = sums.map { shrinkage * $0.slope / ($0.bend + scale) }
        return tree
    }

    private struct Cut {
        let feature: Int
        let bin: Int
        let gain: Double
    }

    /// The cut of every node of a level that gains most; nil where none gains anything.
    private static func bestCuts(
        _ samples: PairedRows, _ rows: [Int], nodes: [Int], width: Int, slopes: [Double], bends: [Double], scale: Double
    ) -> [Cut?] {
        var best = [Cut?](repeating: nil, count: width)
        let least = leastEvents / 4 * scale
        func worth(_ slope: Double, _ bend: Double) -> Double { slope * slope / (bend + scale) }
        for feature in samples.binned.indices {
            let column = samples.binned[feature]
            var slope = [Double](repeating: 0, count: width * bins)
            var bend = slope
            for (index, row) in rows.enumerated() {
                let cell = nodes[index] * bins + Int(column[row])
                slope[cell] += slopes[index]
                bend[cell] += bends[index]
            }
            for node in 0..<width {
                let cells = node * bins..<(node + 1) * bins
                let whole = (slope[cells].reduce(0, +), bend[cells].reduce(0, +))
                var left = (0.0, 0.0)
                for bin in 0..<bins - 1 {
                    left = (left.0 + slope[cells.lowerBound + bin], left.1 + bend[cells.lowerBound + bin])
                    let right = (whole.0 - left.0, whole.1 - left.1)
                    guard left.1 >= least, right.1 >= least else { continue }
                    let gain = worth(left.0, left.1) + worth(right.0, right.1) - worth(whole.0, whole.1)
                    if gain > (best[node]?.gain ?? 0) { best[node] = Cut(feature: feature, bin: bin, gain: gain) }
                }
            }
        }
        return best
    }
}
