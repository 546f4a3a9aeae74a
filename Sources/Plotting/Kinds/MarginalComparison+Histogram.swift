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
        /// Events beside the model's expectation.
        public let counts: ModelledCounts
        public let references: [Reference]
        /// Above the frame: the selection that is shown.
        public let heading: RichText?

        /// - Throws: ``PlottingError/shape(_:)`` unless references have one entry a bin.
        public init(
            variable: RichText, unit: RichText? = nil, counts: ModelledCounts, references: [Reference] = [],
            heading: RichText? = nil
        ) throws(PlottingError) {
            let lengths = references.map(\.values.count)
            guard lengths.allSatisfy({ $0 == counts.observed.bins }) else {
                throw .shape(
                    "the histogram of \(variable.plain) has \(counts.observed.bins) bins, but references of \(lengths)")
            }
            self.variable = variable
            self.unit = unit
            self.counts = counts
            self.references = references
            self.heading = heading
        }
    }
}
