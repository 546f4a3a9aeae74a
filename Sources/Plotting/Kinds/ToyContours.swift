import Foundation
import Statistics

/// The 68 % contours and best fits of many toys, drawn over one another around the truth.
///
/// A contour that does not contain the truth is drawn dashed and in another colour; 68 % of all should contain it. Toys
/// that failed have no contour; their number is stated.
public struct ToyContours: Sendable {
    /// The result of one toy.
    public struct Toy: Sendable, Equatable {
        let best: Point
        /// The lines of −2Δln L = 2.30; empty where only the best fit is known.
        let contour: [[Point]]
        let holdsTruth: Bool?

        /// - Parameters:
        ///   - best: the best fit of both nuisances; not finite if the fit failed: then the toy counts as failed.
        ///   - contour: the lines of −2Δln L = 2.30, a closed one with its first point repeated; empty if only the best
        ///     fit is known.
        ///   - holdsTruth: whether −2Δln L at the truth is at most 2.30; nil if it is not known.
        public init(best: Point, contour: [[Point]], holdsTruth: Bool?) {
            self.best = best
            self.contour = contour
            self.holdsTruth = holdsTruth
        }
    }

    let xNuisance: RichText
    let yNuisance: RichText
    let truth: Point
    let toys: [Toy]
    let failed: Int

    /// - Parameters:
    ///   - xNuisance: names the x axis.
    ///   - yNuisance: names the y axis.
    ///   - truth: the true values at which the toys were drawn.
    ///   - toys: those that have a contour.
    ///   - failed: toys whose fit gave no contour.
    public init(xNuisance: RichText, yNuisance: RichText, truth: Point, toys: [Toy], failed: Int = 0) {
        self.xNuisance = xNuisance
        self.yNuisance = yNuisance
        self.truth = truth
        self.toys = toys
        self.failed = failed
    }

    /// The figure; without any contour it shows only the truth.
    public func figure() -> Figure {
        let points = toys.flatMap { $0.contour.flatMap { $0 } + [$0.best] } + [truth]
        let panel = Panel(
            x: Axis(xNuisance, limits: Axis.limits(holding: points.map(\.x))),
            y: Axis(yNuisance, limits: Axis.limits(holding: points.map(\.y))), marks: marks,
            note: RichText(toysText), legend: .outside, aspect: 0.95,
            keepsAspect: true)
        return Figure(title: title, alternativeText: alternativeText, panels: [panel], data: data)
    }

    // MARK: Counts

    private var known: [Toy] { toys.filter { $0.holdsTruth != nil && isFinite($0.best) } }
    private var holding: Int { known.filter { $0.holdsTruth == true }.count }
    private var lost: Int { failed + toys.filter { !isFinite($0.best) }.count }

    private func isFinite(_ point: Point) -> Bool { point.x.isFinite && point.y.isFinite }

    // MARK: Marks

    private var marks: [Mark] {
        // Those that hold the truth lie on top; many of a kind are drawn fainter than few.
        let kinds: [(Bool?, Ink, [Double], String)] = [
            (false, .colour(Palette.series(1)), StrokeStyle.dashed, "Leaves it out (\(known.count - holding))"),
            (nil, .muted, StrokeStyle.dotted, "Truth not scanned (\(toys.count - known.count))"),
            (true, .colour(Palette.model), [], "Contour holds the truth (\(holding))"),
        ]
        var marks: [Mark] = []
        for (holds, ink, dash, name) in kinds {
            let chosen = toys.filter { $0.holdsTruth == holds && isFinite($0.best) }
            let opacity = max(0.25, min(0.8, 12 / Double(max(1, chosen.count))))
            for toy in chosen {
                for line in toy.contour {
                    let style = StrokeStyle(.faded(ink, opacity), width: holds == true ? 1 : 0.7, dash: dash)
                    marks.append(Mark("toy contour", .line(line, style)))
                }
            }
            if !chosen.isEmpty {
                marks.append(
                    Mark(
                        "toy sample", .line([], StrokeStyle(ink, width: 1, dash: dash)), legend: RichText(name),
                        legendOrder: holds == true ? 0 : 1))
            }
        }
        let best = toys.map(\.best).filter(isFinite).map { Mark.ErrorPoint(x: $0.x, y: $0.y) }
        if !best.isEmpty {
            marks.append(
                Mark(
                    "toy best fit", .points(best, MarkerStyle(.star, size: 3.6, ink: .foreground)),
                    legend: "Best fit of a toy", legendOrder: 2))
        }
        marks.append(
            Mark("truth", .points([.init(x: truth.x, y: truth.y)], .truth), legend: "Truth", legendOrder: 3))
        return marks
    }

    // MARK: Words and numbers

    private var toysText: String {
        NumberText.counted(toys.count, "toy") + (lost > 0 ? ", \(lost) failed" : "")
    }

    private var title: String {
        guard !known.isEmpty else { return "no toy with a contour" }
        let interval = ClopperPearson(successes: holding, trials: known.count)
        let numbers = [Double(holding) / Double(known.count), interval.lower, interval.upper].map {
            NumberText.fixed(100 * $0, decimals: 1)
        }
        return "\(holding) of \(known.count) toys' 68 % contours hold the truth: \(numbers[0]) % "
            + "(Clopper–Pearson at 68 %: \(numbers[1]) to \(numbers[2]) %)"
    }

    private var alternativeText: String {
        let best = toys.map(\.best).filter(isFinite)
        var text =
            "68 % contours and best fits of \(toysText) in the plane of \(xNuisance.plain) and \(yNuisance.plain). "
        text += "\(title)."
        if !best.isEmpty {
            let mean = [best.map(\.x), best.map(\.y)].map { $0.reduce(0, +) / Double(best.count) }
            text += " Mean best fit (\(NumberText.significant(mean[0])), \(NumberText.significant(mean[1]))), truth "
            text += "(\(NumberText.significant(truth.x)), \(NumberText.significant(truth.y)))."
        }
        return text
    }

    private var data: FigureData {
        let rows = toys.enumerated().flatMap { toy, item in
            item.contour.enumerated().flatMap { line, points in
                points.map { (Double(toy + 1), Double(line + 1), $0.x, $0.y) }
            }
        }
        return FigureData(
            values: [
                ("truth x", truth.x), ("truth y", truth.y), ("toys", Double(toys.count)), ("failed", Double(lost)),
                ("contours that hold the truth", Double(holding)), ("contours known", Double(known.count)),
            ],
            tables: [
                .init(
                    "toys",
                    [
                        .init("toy", toys.indices.map { Double($0 + 1) }), .init(xNuisance.plain, toys.map(\.best.x)),
                        .init(yNuisance.plain, toys.map(\.best.y)),
                        .init("holds truth", toys.map { $0.holdsTruth.map { $0 ? 1 : 0 } ?? .nan }),
                    ]),
                .init(
                    "contours",
                    [
                        .init("toy", rows.map(\.0)), .init("line", rows.map(\.1)),
                        .init(xNuisance.plain, rows.map(\.2)),
                        .init(yNuisance.plain, rows.map(\.3)),
                    ]),
            ])
    }
}
