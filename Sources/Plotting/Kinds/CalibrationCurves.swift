import Statistics

/// Reliability diagrams, a panel for each class: the share of events that belong to a class, against its predicted
/// probability p. Below, the difference in units of the standard deviation for right probabilities.
public struct CalibrationCurves: Sendable {
    /// Events of about the same predicted probability.
    public struct Bin: Sendable, Equatable {
        let predicted: Double
        let observed: Double
        let error: Double

        /// - Parameters:
        ///   - predicted: mean predicted probability.
        ///   - observed: the share of events that belong to the class.
        ///   - error: standard deviation of that share, if the probabilities are right.
        public init(predicted: Double, observed: Double, error: Double) {
            self.predicted = predicted
            self.observed = observed
            self.error = error
        }
    }

    /// The curve of one class: a panel.
    public struct Series: Sendable, Equatable {
        let heading: RichText
        let symbol: RichText
        let bins: [Bin]
        let divergence: RichText

        /// - Parameters:
        ///   - heading: the text above the frame.
        ///   - symbol: the predicted probability, on the axis.
        ///   - bins: bins in the predicted probability.
        ///   - divergence: the divergence of predicted from true probabilities, with its unit.
        public init(heading: RichText, symbol: RichText, bins: [Bin], divergence: RichText) {
            self.heading = heading
            self.symbol = symbol
            self.bins = bins
            self.divergence = divergence
        }
    }

    let series: [Series]

    /// With these values.
    public init(series: [Series]) { self.series = series }

    /// - Throws: ``PlottingError/shape(_:)`` without classes, for a class without bins, and for numbers that are not
    ///   finite.
    public func figure() throws(PlottingError) -> Figure {
        guard !series.isEmpty else { throw .shape("a calibration needs a class with events") }
        for one in series {
            let numbers = one.bins.flatMap { [$0.predicted, $0.observed, $0.error] }
            guard !one.bins.isEmpty, numbers.allSatisfy(\.isFinite), one.bins.allSatisfy({ $0.error > 0 }) else {
                throw .shape("the calibration of \(one.heading.plain) is empty or not finite")
            }
        }
        return Figure(
            title: title, alternativeText: alternativeText, panels: series.map(panel), columns: min(3, series.count),
            sharesY: true, sharesLegend: series.count > 1, data: data)
    }

    // MARK: Marks

    private func pull(_ bin: Bin) -> Double { (bin.observed - bin.predicted) / bin.error }

    /// One window of deviations for all panels, at least ±3.
    private var reach: Double { series.flatMap(\.bins).reduce(3) { max($0, abs(pull($1))) } * 1.15 }

    /// Shares of weighted events may lie outside of 0…1.
    private var limits: ClosedRange<Double> {
        let bins = series.flatMap(\.bins)
        return min(
            0, bins.map { $0.observed - $0.error }.min() ?? 0)...max(
                1, bins.map { $0.observed + $0.error }.max() ?? 1)
    }

    private func panel(_ one: Series) -> Panel {
        let style = series.count > 1 ? MarkerStyle.data.limited(to: 2.8) : .data
        let diagonal = Mark(
            "expected",
            .line([Point(0, 0), Point(1, 1)], StrokeStyle(.foreground, width: 0.7, dash: StrokeStyle.dashed)),
            legend: "As predicted", legendOrder: 1, isBackdrop: true)
        let shares = Mark(
            "data",
            .points(
                one.bins.map {
                    Mark.ErrorPoint(
                        x: $0.predicted, y: $0.observed, lower: $0.observed - $0.error, upper: $0.observed + $0.error)
                }, style), legend: "Held-out events")
        let bands = [(2.0, 0.16), (1.0, 0.36)].map { width, opacity in
            Mark(
                "band \(Int(width))",
                .binBand(edges: [0, 1], lower: [-width], upper: [width], .solid(.faded(.totalBand, opacity))),
                legend: RichText("±\(Int(width))*σ*"), legendOrder: 10 + Int(width), isBackdrop: true)
        }
        let zero = Mark(
            "expected", .horizontal(0, StrokeStyle(.foreground, width: 0.7, dash: StrokeStyle.dashed)),
            isBackdrop: true)
        let pulls = Mark(
            "pull", .points(one.bins.map { Mark.ErrorPoint(x: $0.predicted, y: pull($0)) }, style))
        return Panel(
            x: Axis(RichText("Predicted ") + one.symbol, limits: 0...1),
            y: Axis("Share of the class", limits: limits), marks: [diagonal, shares],
            lower: Panel.Lower(y: Axis("Difference / *σ*", limits: -reach...reach), marks: bands + [zero, pulls]),
            heading: one.heading, note: one.divergence, legend: series.count > 1 ? .automatic : .outside, aspect: 1)
    }

    // MARK: Words and numbers

    private var title: String {
        series.map { one in
            let worst = one.bins.map { abs(pull($0)) }.max() ?? 0
            return "\(one.heading.plain): largest difference \(NumberText.significant(worst, digits: 2)) σ"
        }.joined(separator: "; ")
    }

    private var alternativeText: String {
        let words = series.map { one in
            let outside = one.bins.count { abs(pull($0)) > 2 }
            return
                "\(one.heading.plain): \(outside) of \(NumberText.counted(one.bins.count, "bin")) \(outside == 1 ? "differs" : "differ") by more than 2 σ."
        }
        return "The share of held-out events that belong to a class, over its predicted probability. \(title). "
            + words.joined(separator: " ")
    }

    private var data: FigureData {
        FigureData(
            tables: series.map { one in
                .init(
                    one.heading.plain,
                    [
                        .init("predicted", one.bins.map(\.predicted)), .init("observed", one.bins.map(\.observed)),
                        .init("sigma", one.bins.map(\.error)),
                    ])
            })
    }
}
