import Statistics

/// The sentences and the numbers of post-fit bands.
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
            text +=
                "χ² \(NumberText.fixed(chi.value, decimals: 1)) of \(NumberText.counted(chi.degreesOfFreedom, "degree")) of freedom"
        } else {
            text += "no bin with an expectation"
        }
        if let touching = touching(histogram) {
            text += ", data reach the total band in \(touching.inside) of \(NumberText.counted(touching.of, "bin"))"
        }
        return text
    }

    var title: String {
        "Data against \(names.bestFit.plain.lowercased()): "
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
            if !histogram.omissions.isEmpty {
                text += " \(histogram.variable.plain), not drawn: \(histogram.omissions.joined(separator: ", "))."
            }
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
                if let error = histogram.bestFitError { columns.append(.init("best fit error", error)) }
                let bands = [
                    ("statistical", histogram.statistical), ("systematic", histogram.systematic),
                    ("total", histogram.total),
                ]
                for (name, band) in bands {
                    guard let band else { continue }
                    columns += [.init("\(name) lower", band.lower), .init("\(name) upper", band.upper)]
                }
                return .init(
                    histograms.count > 1 ? "\(index + 1) \(histogram.variable.plain)" : histogram.variable.plain,
                    columns)
            })
    }
}
