import Foundation
import Statistics

extension PostFitBands {
    /// The ends of an uncertainty band, events per bin.
    public struct Band: Sendable, Codable, Equatable {
        /// Lower ends, events per bin; NaN if missing.
        public let lower: [Double]
        /// Upper ends, likewise.
        public let upper: [Double]

        /// With these values.
        public init(lower: [Double], upper: [Double]) {
            self.lower = lower
            self.upper = upper
        }

        /// Mean width over bins; what is not finite is left out.
        fileprivate var width: Double {
            let widths = zip(upper, lower).map(-).filter(\.isFinite)
            return widths.isEmpty ? 0 : widths.reduce(0, +) / Double(widths.count)
        }
    }

    enum Kind: String, Sendable {
        case statistical, systematic, total
    }

    /// The events of one variable, with the expectation of the fit.
    public struct Histogram: Sendable, Equatable {
        let variable: RichText
        let unit: RichText?
        let observed: EventCounts
        /// Expected events per bin at the best fit; NaN where there is none.
        let bestFit: [Double]
        /// Statistical error of what was drawn for it, ± events per bin; 0 where it is not given.
        let bestFitError: [Double]?
        /// Whether the best fit has as many events as the data by construction.
        let sharesTotal: Bool
        /// Members at the best fit.
        let statistical: Band?
        /// The nuisances along their contour.
        let systematic: Band?
        let total: Band?

        /// - Parameters:
        ///   - variable: its symbol, which names the axis.
        ///   - unit: of the variable; nil for a pure number.
        ///   - observed: events of the data.
        ///   - bestFit: expected events per bin at the best fit; NaN if missing.
        ///   - bestFitError: its statistical error, if it was counted from drawn events.
        ///   - sharesTotal: whether its total is that of the data by construction, which reduces the degrees of freedom
        ///     by one.
        ///   - statistical: the spread of the members at the best fit.
        ///   - systematic: the nuisances along their 68 % contour.
        ///   - total: both together.
        /// - Throws: ``PlottingError/shape(_:)`` unless all columns have one entry per bin and no count is missing.
        public init(
            variable: RichText, unit: RichText? = nil, observed: EventCounts, bestFit: [Double],
            bestFitError: [Double]? = nil, sharesTotal: Bool = false, statistical: Band? = nil, systematic: Band? = nil,
            total: Band? = nil
        ) throws(PlottingError) {
            let bands = [statistical, systematic, total].compactMap { $0 }
            let columns = [bestFit] + (bestFitError.map { [$0] } ?? []) + bands.flatMap { [$0.lower, $0.upper] }
            guard columns.allSatisfy({ $0.count == observed.bins }), observed.missing == 0 else {
                throw .shape(
                    "the post-fit panel of \(variable.plain) has \(observed.bins) bins, \(observed.missing) of them "
                        + "without data, and columns of \(columns.map(\.count)) entries")
            }
            self.variable = variable
            self.unit = unit
            self.observed = observed
            self.bestFit = bestFit
            self.bestFitError = bestFitError
            self.sharesTotal = sharesTotal
            self.statistical = statistical
            self.systematic = systematic
            self.total = total
        }

        /// The bands in the order of drawing: first the solid ones, the wider one before the narrower one, so that
        /// neither hides the other; then the hatched one.
        var bands: [(kind: Kind, band: Band)] {
            let solid = [(Kind.statistical, statistical), (.systematic, systematic)].compactMap { kind, band in
                band.map { (kind: kind, band: $0) }
            }
            return solid.sorted { $0.band.width > $1.band.width } + (total.map { [(kind: .total, band: $0)] } ?? [])
        }

        /// What the picture leaves out, in short words.
        var omissions: [String] {
            var counts = [(bestFit.count { !$0.isFinite }, "without a fit"), (observed.beyond, "beyond")]
            for (kind, band) in bands {
                let gaps = bestFit.indices.count { bin in
                    bestFit[bin].isFinite && !(band.lower[bin].isFinite && band.upper[bin].isFinite)
                }
                counts.append((gaps, "without a \(kind.rawValue) band"))
            }
            return counts.compactMap { $0 > 0 ? "\(NumberText.count($0)) \($1)" : nil }
        }

        /// Pearson's χ² of data against the best fit, with the variance of its drawn events added, without bands, and
        /// its degrees of freedom before any fit; nil if no bin has an expectation.
        ///
        /// The fit used these data, so this is not a test: with K parameters fitted to the events themselves, the
        /// distribution of χ² lies between those with this number of degrees of freedom and with K fewer (Chernoff and
        /// Lehmann 1954, Ann. Math. Stat. 25, 579).
        public var chiSquared: (value: Double, degreesOfFreedom: Int)? {
            let chi = observed.chiSquared(against: bestFit, uncertainty: bestFitError)
            let degrees = chi.bins - (sharesTotal ? 1 : 0)
            return degrees > 0 ? (chi.value, degrees) : nil
        }
    }
}
