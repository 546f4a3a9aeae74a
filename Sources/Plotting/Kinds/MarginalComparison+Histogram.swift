extension MarginalComparison {
    /// A further line: the truth, or the model before the fit.
    public struct Reference: Sendable, Equatable {
        /// The meaning of the line: the truth, dashed in its colour, or the model before the fit, grey and dash-dotted.
        public enum Kind: Sendable, Equatable {
            /// The true expectation.
            case truth
            /// The model before the fit.
            case prefit
        }

        let name: RichText
        let kind: Kind
        /// Expected events per bin.
        let values: [Double]

        /// The values are expected events per bin.
        public init(name: RichText, kind: Kind, values: [Double]) {
            self.name = name
            self.kind = kind
            self.values = values
        }
    }

    /// The events of one variable and the expectation of a model.
    public struct Histogram: Sendable, Equatable {
        let variable: RichText
        let unit: RichText?
        let counts: ModelledCounts
        let references: [Reference]

        /// - Parameters:
        ///   - variable: its symbol, which names the axis.
        ///   - unit: of the variable; nil for a pure number.
        ///   - counts: events and the model's expectation.
        ///   - references: other expectations, drawn as lines.
        /// - Throws: ``PlottingError/shape(_:)`` unless references have one entry for each bin.
        public init(
            variable: RichText, unit: RichText? = nil, counts: ModelledCounts, references: [Reference] = []
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
        }
    }
}
