extension MarginalComparison {
    /// A further line: the truth, or the model before the fit.
    public struct Reference: Sendable, Equatable {
        public enum Kind: Sendable, Equatable {
            case truth
            case prefit
        }

        public let name: RichText
        public let kind: Kind
        /// Expected events per bin.
        public let values: [Double]

        public init(name: RichText, kind: Kind, values: [Double]) {
            self.name = name
            self.kind = kind
            self.values = values
        }
    }

    public struct Histogram: Sendable, Equatable {
        public let variable: RichText
        public let unit: RichText?
        /// Ascending; one more than bins.
        public let edges: [Double]
        /// Events per bin.
        public let counts: [Double]
        /// Expected events per bin.
        public let model: [Double]
        /// Statistical uncertainty of `model`, ± events per bin.
        public let modelUncertainty: [Double]?
        public let references: [Reference]
        /// Above the frame: the selection that is shown.
        public let heading: RichText?

        /// - Throws: ``PlottingError/shape(_:)`` unless all columns have one entry per bin and counts are not negative.
        public init(
            variable: RichText, unit: RichText? = nil, edges: [Double], counts: [Double], model: [Double],
            modelUncertainty: [Double]? = nil, references: [Reference] = [], heading: RichText? = nil
        ) throws(PlottingError) {
            let bins = edges.count - 1
            let columns = [counts, model] + (modelUncertainty.map { [$0] } ?? []) + references.map(\.values)
            guard bins >= 1, columns.allSatisfy({ $0.count == bins }) else {
                throw .shape(
                    "the histogram of \(variable.plain) has \(bins) bins, but columns of \(columns.map(\.count)) entries"
                )
            }
            guard zip(edges, edges.dropFirst()).allSatisfy(<), edges.allSatisfy(\.isFinite) else {
                throw .shape("the edges of the histogram of \(variable.plain) must ascend")
            }
            guard counts.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
                throw .shape("the counts of the histogram of \(variable.plain) must be finite and not negative")
            }
            self.variable = variable
            self.unit = unit
            self.edges = edges
            self.counts = counts
            self.model = model
            self.modelUncertainty = modelUncertainty
            self.references = references
            self.heading = heading
        }

        /// Pearson's χ² of data against model, the model's own variance added, over bins with a positive expectation.
        public var chiSquared: (value: Double, bins: Int) {
            var sum = 0.0
            var bins = 0
            for index in counts.indices where model[index] > 0 {
                let own = modelUncertainty?[index] ?? 0
                let difference = counts[index] - model[index]
                sum += difference * difference / (model[index] + own * own)
                bins += 1
            }
            return (sum, bins)
        }
    }
}
