import Foundation
import Statistics

extension PostFitBands {
    /// The ends of an uncertainty band, events per bin.
    public struct Band: Sendable, Equatable {
        public let lower: [Double]
        public let upper: [Double]

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

    public struct Histogram: Sendable, Equatable {
        public let variable: RichText
        public let unit: RichText?
        /// Events of the data.
        public let observed: EventCounts
        /// Expected events per bin at the best fit; NaN where there is none.
        public let bestFit: [Double]
        /// Members at the best fit.
        public let statistical: Band?
        /// The nuisances along their contour.
        public let systematic: Band?
        /// Both together.
        public let total: Band?
        public let truth: [Double]?
        public let heading: RichText?

        /// - Throws: ``PlottingError/shape(_:)`` unless all columns have one entry per bin and no count is missing.
        public init(
            variable: RichText, unit: RichText? = nil, observed: EventCounts, bestFit: [Double],
            statistical: Band? = nil, systematic: Band? = nil, total: Band? = nil, truth: [Double]? = nil,
            heading: RichText? = nil
        ) throws(PlottingError) {
            let bands = [statistical, systematic, total].compactMap { $0 }
            let columns = [bestFit] + bands.flatMap { [$0.lower, $0.upper] } + (truth.map { [$0] } ?? [])
            guard columns.allSatisfy({ $0.count == observed.bins }), observed.missing == 0 else {
                throw .shape(
                    "the post-fit panel of \(variable.plain) has \(observed.bins) bins, \(observed.missing) of them "
                        + "without data, and columns of \(columns.map(\.count)) entries")
            }
            self.variable = variable
            self.unit = unit
            self.observed = observed
            self.bestFit = bestFit
            self.statistical = statistical
            self.systematic = systematic
            self.total = total
            self.truth = truth
            self.heading = heading
        }

        /// In the order of drawing: of the solid ones the wider first, so that neither hides the other; then the hatching.
        var bands: [(kind: Kind, band: Band)] {
            let solid = [(Kind.statistical, statistical), (.systematic, systematic)].compactMap { kind, band in
                band.map { (kind: kind, band: $0) }
            }
            return solid.sorted { $0.band.width > $1.band.width } + (total.map { [(kind: .total, band: $0)] } ?? [])
        }

        /// Pearson's χ² of data against the best fit, without any band; nil where no bin has an expectation.
        ///
        /// The fit saw these data, so it is no test: it is smaller than χ² of as many independent bins.
        public var chiSquared: (value: Double, bins: Int)? {
            let chi = observed.chiSquared(against: bestFit)
            return chi.bins > 0 ? chi : nil
        }
    }
}

/// Words and numbers.
extension PostFitBands {
    /// The largest half width of a band against the best fit, over bins with 1 % or more of the events, in percent.
    private func relativeWidth(_ band: Band, _ histogram: Histogram) -> Double? {
        let events = histogram.observed.counts.reduce(0, +)
        return histogram.observed.counts.indices.compactMap { index -> Double? in
            let fit = histogram.bestFit[index]
            let width = 50 * (band.upper[index] - band.lower[index]) / fit
            return fit > 0 && histogram.observed.counts[index] >= 0.01 * events && width.isFinite ? width : nil
        }.max()
    }

    /// Of bins with an event and a whole total band: how many Poisson intervals of data reach into it.
    private func touching(_ histogram: Histogram) -> (inside: Int, of: Int)? {
        guard let total = histogram.total else { return nil }
        let used = histogram.observed.counts.indices.filter {
            histogram.observed.counts[$0] > 0 && total.lower[$0].isFinite && total.upper[$0].isFinite
        }
        let inside = used.filter {
            let interval = PoissonInterval(count: histogram.observed.counts[$0])
            return interval.lower <= total.upper[$0] && interval.upper >= total.lower[$0]
        }
        return (inside.count, used.count)
    }

    private func sentence(_ histogram: Histogram) -> String {
        var text = histogram.variable.plain + ": "
        if let chi = histogram.chiSquared {
            text += "χ² \(NumberText.fixed(chi.value, decimals: 1)) in \(chi.bins) bins"
        } else {
            text += "no bin with an expectation"
        }
        if let touching = touching(histogram) {
            text += ", data reach the total band in \(touching.inside) of \(touching.of) bins"
        }
        return text
    }

    var title: String {
        "\(names.data.plain) against \(names.bestFit.plain.lowercased()): "
            + histograms.map(sentence).joined(separator: "; ")
    }

    var alternativeText: String {
        var text = "Post-fit histograms with uncertainty bands and ratio. \(title)."
        for histogram in histograms {
            let widths = histogram.bands.compactMap { kind, band in
                relativeWidth(band, histogram).map { width in
                    // What rounding leaves is no width.
                    width < 1e-6
                        ? "\(kind.rawValue) none" : "\(kind.rawValue) ±\(NumberText.significant(width, digits: 2)) %"
                }
            }
            if !widths.isEmpty {
                text += " \(histogram.variable.plain): largest half widths in bins with 1 % of the events, "
                text += widths.joined(separator: ", ") + "."
            }
            let missing = histogram.bestFit.filter { !$0.isFinite }.count
            if missing > 0 { text += " \(histogram.variable.plain): \(missing) bins have no best fit." }
        }
        if let partial { text += " Partial: \(partial)." }
        return text
    }

    var data: FigureData {
        FigureData(
            values: histograms.map { ("chi-squared \($0.variable.plain)", $0.chiSquared?.value ?? .nan) },
            tables: histograms.enumerated().map { index, histogram in
                var columns = histogram.observed.columns(named: "data")
                columns.append(.init("best fit", histogram.bestFit))
                let bands = [
                    ("statistical", histogram.statistical), ("systematic", histogram.systematic),
                    ("total", histogram.total),
                ]
                for (name, band) in bands {
                    guard let band else { continue }
                    columns += [.init("\(name) lower", band.lower), .init("\(name) upper", band.upper)]
                }
                if let truth = histogram.truth { columns.append(.init("truth", truth)) }
                return .init(
                    histograms.count > 1 ? "\(index + 1) \(histogram.variable.plain)" : histogram.variable.plain,
                    columns)
            })
    }
}
