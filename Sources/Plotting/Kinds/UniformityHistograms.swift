import Statistics

/// Histograms of cumulative probabilities, divided by the expectation of the distribution in every bin: flat at 1 if
/// the events follow the distribution, with a band for their statistical scatter.
///
/// A slope means a shift, a valley a distribution that is too wide, a hill a distribution that is too narrow; the bins
/// at the ends show the tails.
public struct UniformityHistograms: Sendable {
    /// One histogram.
    public struct Curve: Sendable, Equatable {
        let name: RichText
        let values: [Double]
        let distance: Double

        /// - Parameters:
        ///   - name: the name of the curve in the legend.
        ///   - values: events over expected ones in equal bins of 0…1.
        ///   - distance: the Kolmogorov–Smirnov distance of all of them.
        public init(name: RichText, values: [Double], distance: Double) {
            self.name = name
            self.values = values
            self.distance = distance
        }
    }

    /// The histograms of some events: a panel.
    public struct Events: Sendable, Equatable {
        let heading: RichText
        let curves: [Curve]
        let scatter: Double
        let effective: Double

        /// - Parameters:
        ///   - heading: stands above the frame.
        ///   - curves: one a feature.
        ///   - scatter: one standard deviation of a bin's content.
        ///   - effective: the effective number of events.
        public init(heading: RichText, curves: [Curve], scatter: Double, effective: Double) {
            self.heading = heading
            self.curves = curves
            self.scatter = scatter
            self.effective = effective
        }
    }

    let events: [Events]

    /// With these values.
    public init(events: [Events]) { self.events = events }

    /// - Throws: ``PlottingError/shape(_:)`` without histograms, and for one that is empty or not finite.
    public func figure() throws(PlottingError) -> Figure {
        guard !events.isEmpty else { throw .shape("histograms of z need a class with events") }
        for one in events {
            let isWhole = !one.curves.isEmpty && one.scatter.isFinite && one.scatter > 0
            guard isWhole, one.curves.allSatisfy({ !$0.values.isEmpty && $0.values.allSatisfy(\.isFinite) }) else {
                throw .shape("the histograms of \(one.heading.plain) are empty or not finite")
            }
        }
        return Figure(
            title: title, alternativeText: alternativeText, panels: events.map(panel), columns: min(3, events.count),
            sharesY: true, sharesLegend: events.count > 1, data: data)
    }

    // MARK: Marks

    private func edges(_ count: Int) -> [Double] { (0...count).map { Double($0) / Double(count) } }

    /// One window for all panels, symmetric about 1, at least as wide as three deviations.
    private var limits: ClosedRange<Double> {
        let reach =
            events.map { one in
                one.curves.flatMap(\.values).reduce(3 * one.scatter) { max($0, abs($1 - 1)) }
            }.max() ?? 1
        return 1 - 1.15 * reach...1 + 1.15 * reach
    }

    private func panel(_ one: Events) -> Panel {
        var marks = [(2.0, 0.16), (1.0, 0.36)].map { width, opacity in
            Mark(
                "band \(Int(width))",
                .binBand(
                    edges: [0, 1], lower: [1 - width * one.scatter], upper: [1 + width * one.scatter],
                    .solid(.faded(.totalBand, opacity))),
                legend: RichText("±\(Int(width))*σ*"), legendOrder: 10 + Int(width), isBackdrop: true)
        }
        marks.append(
            Mark(
                "expected", .horizontal(1, StrokeStyle(.foreground, width: 0.7, dash: StrokeStyle.dashed)),
                isBackdrop: true))
        for (index, curve) in one.curves.enumerated() {
            let round = Palette.round(index)
            marks.append(
                Mark(
                    "histogram",
                    .steps(
                        edges: edges(curve.values.count), values: curve.values,
                        StrokeStyle(
                            .colour(Palette.series(index)), width: 1.2,
                            dash: StrokeStyle.dash(round: round))),
                    legend: curve.name, legendOrder: index))
        }
        return Panel(
            x: Axis("Cumulative probability", limits: 0...1), y: Axis("Events / expected", limits: limits),
            marks: marks, heading: one.heading,
            note: RichText("*N*_{eff} = \(NumberText.significant(one.effective, digits: 4))"),
            legend: events.count > 1 ? .automatic : .outside, aspect: 0.8)
    }

    // MARK: Words and numbers

    private var title: String {
        events.map { one in
            let worst = one.curves.max { $0.distance < $1.distance }
            let words = worst.map { "\($0.name.plain) \(NumberText.significant($0.distance, digits: 2))" } ?? ""
            return "\(one.heading.plain): largest KS distance \(words)"
        }.joined(separator: "; ")
    }

    private var alternativeText: String {
        let words = events.map { one in
            let outside = one.curves.flatMap(\.values).count { abs($0 - 1) > 2 * one.scatter }
            let bins = one.curves.reduce(0) { $0 + $1.values.count }
            return
                "\(one.heading.plain): \(outside) of \(NumberText.counted(bins, "bin")) \(outside == 1 ? "lies" : "lie") beyond 2 σ."
        }
        return
            "Histograms of the cumulative probability of z under the standard normal law, and of |z|² under χ², over what "
            + "is expected. \(title). " + words.joined(separator: " ")
    }

    private var data: FigureData {
        FigureData(
            tables: events.map { one in
                let edges = edges(one.curves.map(\.values.count).max() ?? 1)
                return .init(
                    one.heading.plain,
                    [
                        .init("lower edge", Array(edges.dropLast())), .init("upper edge", Array(edges.dropFirst())),
                        .init("sigma", edges.dropLast().map { _ in one.scatter }),
                    ] + one.curves.map { .init($0.name.plain, $0.values) })
            })
    }
}
