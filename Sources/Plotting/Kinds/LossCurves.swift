import Foundation
import Statistics

/// Training and validation loss against step.
///
/// The loss is a mean negative log-likelihood in nats per event. If the true entropy is known, it is drawn as the
/// minimum that a density can fall below only by chance, and a lower panel shows the distance to it on a logarithmic
/// axis.
public struct LossCurves: Sendable {
    /// Values by step; ascending steps, of equal length.
    public struct Curve: Sendable, Equatable {
        /// Training steps, ascending.
        public let steps: [Double]
        /// The loss after each, in nats per event; NaN where it was not evaluated.
        public let values: [Double]

        /// - Throws: ``PlottingError/shape(_:)`` where the lengths differ.
        public init(steps: [Double], values: [Double]) throws(PlottingError) {
            guard steps.count == values.count else {
                throw .shape("a curve of \(steps.count) steps was given \(values.count) values")
            }
            self.steps = steps
            self.values = values
        }

        fileprivate var points: [Point] { zip(steps, values).map { Point($0, $1) } }
    }

    /// One training.
    public struct Series: Sendable, Equatable {
        /// Its name in a legend of several trainings.
        public let name: String
        /// The loss on training events; thin if there is a validation loss.
        public let training: Curve
        /// The loss on held-out events; thick.
        public let validation: Curve?

        /// A training by its losses.
        public init(name: String, training: Curve, validation: Curve?) {
            self.name = name
            self.training = training
            self.validation = validation
        }

        /// What the training is judged by.
        fileprivate var judged: Curve { validation ?? training }
    }

    let series: [Series]
    /// The lowest loss that is possible on average: the true entropy, nats per event.
    let floor: Double?
    let lossName: RichText

    /// - Parameters:
    ///   - series: one a training.
    ///   - floor: the lowest loss that is possible on average: the true entropy, nats an event.
    ///   - lossName: names the axis of the loss.
    public init(series: [Series], floor: Double? = nil, lossName: RichText = "Loss") {
        self.series = series
        self.floor = floor
        self.lossName = lossName
    }

    /// - Throws: ``PlottingError/shape(_:)`` without any finite loss.
    public func figure() throws(PlottingError) -> Figure {
        guard let xLimits = stepLimits, let yLimits = lossLimits else {
            throw .shape("loss curves need two steps with a finite loss")
        }
        let widths: [RichText] =
            series.count > 1 && series.contains { $0.validation != nil } ? ["thin: training, thick: validation"] : []
        let lower = lower(xLimits)
        let undrawn = [undrawnLosses, lower == nil ? nil : undrawnGaps].compactMap { $0 }
        let panel = Panel(
            x: Axis("Training step", limits: xLimits),
            y: Axis(lossName, unit: "nats/event", limits: yLimits), marks: marks, lower: lower,
            remarks: widths + undrawn, mayGrowForLegend: true, aspect: floor != nil ? 0.86 : 0.7)
        return Figure(
            title: title, alternativeText: alternativeText + undrawn.map { " \($0.plain)." }.joined(),
            panels: [panel], data: data)
    }

    /// Training losses that are no number, and validation losses that are infinite: NaN is where none was evaluated.
    private var undrawnLosses: RichText? {
        var undrawn = UndrawnPoints()
        for one in series {
            let validation = (one.validation?.points ?? []).filter { !$0.y.isNaN }
            for point in one.training.points + validation {
                _ = undrawn.has(x: point.x, .linear, y: point.y, .linear)
            }
        }
        return undrawn.words(("loss", "losses"))
    }

    /// A loss by chance below the true entropy has no place on the logarithmic axis of the gaps.
    private var undrawnGaps: RichText? {
        guard let floor else { return nil }
        var undrawn = UndrawnPoints()
        for point in series.flatMap(\.judged.points) where point.y.isFinite {
            _ = undrawn.has(x: point.x, .linear, y: point.y - floor, .logarithmic)
        }
        return undrawn.words(("gap", "gaps"))
    }

    // MARK: Marks

    private func colour(_ index: Int) -> Ink { .colour(Palette.series(index)) }
    private func dash(_ index: Int) -> [Double] { StrokeStyle.dash(round: Palette.round(index)) }

    private var marks: [Mark] {
        var result: [Mark] = []
        for (index, one) in series.enumerated() {
            let hasValidation = one.validation != nil
            let thin = StrokeStyle(
                hasValidation ? .faded(colour(index), 0.5) : colour(index), width: 0.7, dash: dash(index))
            let name = series.count == 1 ? "Training" : one.name
            result.append(
                Mark(
                    "training", .line(one.training.points, thin),
                    legend: series.count == 1 || !hasValidation ? RichText(name) : nil, partOf: RichText(one.name)))
        }
        for (index, one) in series.enumerated() {
            guard let validation = one.validation else { continue }
            let name = series.count == 1 ? "Validation" : one.name
            let thick = StrokeStyle(colour(index), width: 1.4, dash: dash(index), roundCaps: true)
            result.append(Mark("validation", .line(validation.points, thick), legend: RichText(name)))
        }
        if let floor {
            let style = StrokeStyle(.colour(Palette.truth), width: 1.1, dash: StrokeStyle.dashed)
            result.append(Mark("truth", .horizontal(floor, style), legend: "True entropy"))
        }
        return result
    }

    private func lower(_ xLimits: ClosedRange<Double>) -> Panel.Lower? {
        guard let floor else { return nil }
        let gaps = series.map { one in one.judged.points.map { Point($0.x, $0.y - floor) } }
        let inside = gaps.flatMap { $0 }.filter {
            $0.y > 1 / Axis.largest && $0.y < Axis.largest && xLimits.contains($0.x)
        }.map(\.y)
        guard let low = inside.min(), let high = inside.max() else { return nil }
        let marks = gaps.enumerated().map { index, points in
            let shown = points.map { Point($0.x, $0.y > 0 ? $0.y : .nan) }
            let judged = series[index].validation == nil ? "Training" : "Validation"
            return Mark(
                "distance to truth", .line(shown, StrokeStyle(colour(index), width: 1.2, dash: dash(index))),
                partOf: RichText(series.count == 1 ? judged : series[index].name))
        }
        return Panel.Lower(
            y: Axis("Gap to truth", unit: "nats/event", scale: .logarithmic, limits: (low / 1.8)...(high * 1.8)),
            marks: marks)
    }

    // MARK: Limits

    private var stepLimits: ClosedRange<Double>? {
        let steps = series.flatMap { $0.training.steps + ($0.validation?.steps ?? []) }.filter(\.isFinite)
        guard let high = steps.max(), let low = steps.min(), high > low else { return nil }
        return min(0, low)...high
    }

    /// The first steps fall from far above; they may leave the window so that the rest can be read.
    private var lossLimits: ClosedRange<Double>? {
        let all = series.flatMap { $0.training.points + ($0.validation?.points ?? []) }.filter(\.y.isFinite)
        let last = all.map(\.x).max() ?? 0
        let settled = all.filter { $0.x >= 0.06 * last }.map(\.y).sorted()
        guard let highest = all.map(\.y).max(), let lowest = settled.min() else { return nil }
        // A spike in a hundred may leave it too.
        let calm = settled[Int(0.98 * Double(settled.count - 1))]
        let low = min(lowest, floor ?? lowest)
        let spread = calm - low
        // Where a curve ends is what it is looked at for.
        let ends = series.flatMap { [$0.training, $0.validation].compactMap { $0?.values.last(where: \.isFinite) } }
        let end = (ends.max() ?? low) - low
        let reach = min(highest - low, max(1.15 * spread, end))
        guard reach > 0 else { return Axis.window(from: low, to: low) }
        return Axis.window(from: low - 0.07 * reach, to: low + 1.05 * reach)
    }

    // MARK: Words and numbers

    private var sentences: [String] {
        series.map { one in
            let curve = one.judged
            guard let last = curve.values.last(where: \.isFinite), let step = curve.steps.last, step.isFinite else {
                return "\(one.name): no finite loss"
            }
            let kind = one.validation == nil ? "training" : "validation"
            let prefix = series.count > 1 ? "\(one.name): " : ""
            var text = "\(prefix)\(kind) loss \(NumberText.fixed(last, decimals: 4)) nats/event at step "
            text += Int(exactly: step.rounded(.down)).map(NumberText.count) ?? NumberText.significant(step)
            if let floor {
                let gap = last - floor
                text +=
                    ", \(NumberText.significant(abs(gap), digits: 2)) \(gap < 0 ? "below" : "above") the true entropy"
            }
            return text
        }
    }

    private var title: String { sentences.joined(separator: "; ") }

    private var alternativeText: String {
        var text = "Loss against training step. " + sentences.joined(separator: ". ") + "."
        if let floor { text += " The true entropy is \(NumberText.fixed(floor, decimals: 4)) nats/event." }
        return text
    }

    private var data: FigureData {
        var tables: [FigureData.Table] = []
        for one in series {
            let prefix = series.count > 1 ? "\(one.name) " : ""
            for (name, curve) in [("training", one.training)] + (one.validation.map { [("validation", $0)] } ?? []) {
                tables.append(.init(prefix + name, [.init("step", curve.steps), .init("loss", curve.values)]))
            }
        }
        return FigureData(values: floor.map { [("true entropy", $0)] } ?? [], tables: tables)
    }
}
