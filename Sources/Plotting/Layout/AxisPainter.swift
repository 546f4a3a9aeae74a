/// Frame, ticks, labels and titles.
struct AxisPainter {
    struct Labels {
        let x: Bool
        let y: Bool
        /// Width of the widest label of the column, so that titles of stacked frames align.
        let yWidth: Double
        /// Leaves out the label at the upper end, which would touch the frame above.
        let dropsTop: Bool
        /// Names of categories along x stand upright.
        var isTurned = false
        /// Whether a power of ten stands in the title, for lack of room above the axis.
        var hasExponentInTitle: Bool { dropsTop }
    }

    let engine: TextEngine
    let textSize: Double
    let panel: Int

    private static let frameStyle = StrokeStyle(.foreground, width: 0.7)
    private static let majorLength = 4.2
    private static let minorLength = 2.2

    private func command(_ role: String, _ shape: DrawCommand.Shape) -> DrawCommand {
        DrawCommand(role: role, panel: panel, shape)
    }

    func frame(_ map: CoordinateMap, xTicks: Ticks, yTicks: Ticks, labels: Labels) -> [DrawCommand] {
        var result = [command("ticks", .stroke(tickPath(map, xTicks, yTicks), StrokeStyle(.foreground, width: 0.6)))]
        result.append(command("frame", .stroke(Path(map.frame), Self.frameStyle)))
        if labels.x { result += xLabels(map, xTicks, isTurned: labels.isTurned) }
        if labels.y { result += yLabels(map, yTicks, labels) }
        return result
    }

    /// Inwards on all four sides.
    private func tickPath(_ map: CoordinateMap, _ xTicks: Ticks, _ yTicks: Ticks) -> Path {
        let frame = map.frame
        var elements: [Path.Element] = []
        let scale = min(1, min(frame.height, frame.width) / 90)
        func vertical(_ value: Double, _ length: Double) {
            let x = map.horizontal(value)
            guard x > frame.x + 0.2, x < frame.maxX - 0.2 else { return }
            elements += [.move(Point(x, frame.maxY)), .line(Point(x, frame.maxY - length))]
            elements += [.move(Point(x, frame.y)), .line(Point(x, frame.y + length))]
        }
        func horizontal(_ value: Double, _ length: Double) {
            let y = map.vertical(value)
            guard y > frame.y + 0.2, y < frame.maxY - 0.2 else { return }
            elements += [.move(Point(frame.x, y)), .line(Point(frame.x + length, y))]
            elements += [.move(Point(frame.maxX, y)), .line(Point(frame.maxX - length, y))]
        }
        let major = max(2.6, Self.majorLength * scale)
        let minor = max(1.5, Self.minorLength * scale)
        // Categories are no places on a scale: names, but no ticks.
        for tick in map.x.names.isEmpty ? xTicks.major : [] { vertical(tick.value, major) }
        for value in xTicks.minor { vertical(value, minor) }
        for tick in map.y.names.isEmpty ? yTicks.major : [] { horizontal(tick.value, Self.majorLength) }
        for value in yTicks.minor { horizontal(value, Self.minorLength) }
        return Path(elements)
    }

    private func xLabels(_ map: CoordinateMap, _ ticks: Ticks, isTurned: Bool) -> [DrawCommand] {
        let top = map.frame.maxY + PanelLayout.labelGap
        let size = isTurned ? rowSize(map.frame.width, map.x) : textSize
        let widest = isTurned ? ticks.major.map { engine.line($0.label, size: size).width }.max() ?? 0 : 0
        let baseline = isTurned ? top + widest : top + 0.8 * textSize
        var result = ticks.major.map { tick in
            let x = map.horizontal(tick.value)
            let text = engine.place(
                tick.label, size: size, at: isTurned ? Point(x, top) : Point(x, baseline),
                anchor: isTurned ? TextAnchor(.trailing, .middle) : TextAnchor(.centre, .baseline),
                rotation: isTurned ? .pi / 2 : 0)
            return command("x label", .text(text))
        }
        if map.x.title.isEmpty { return result }
        let title = map.x.titleText(exponent: ticks.exponent)
        let text = engine.place(
            title, size: fitted(title, into: map.frame.width),
            at: Point(map.frame.maxX, baseline + 2 + 1.05 * textSize),
            anchor: TextAnchor(.trailing, .baseline))
        result.append(command("x title", .text(text)))
        return result
    }

    private func yLabels(_ map: CoordinateMap, _ ticks: Ticks, _ labels: Labels) -> [DrawCommand] {
        let frame = map.frame
        let x = frame.x - PanelLayout.labelGap
        var result: [DrawCommand] = []
        let size = map.y.names.isEmpty ? textSize : rowSize(frame.height, map.y)
        for tick in ticks.major {
            let y = map.vertical(tick.value)
            if labels.dropsTop, y < frame.y + 0.5 * textSize { continue }
            let text = engine.place(
                tick.label, size: size, at: Point(x, y), anchor: TextAnchor(.trailing, .middle))
            result.append(command("y label", .text(text)))
        }
        let lines = yTitle(map, exponent: labels.hasExponentInTitle ? ticks.exponent : 0)
        for (index, line) in lines.enumerated() {
            let width = engine.line(line, size: textSize).width
            let fromFrame = 3 + 0.22 * textSize + 1.1 * textSize * Double(lines.count - 1 - index)
            let fits = width <= frame.height
            let place = Point(x - labels.yWidth - fromFrame, fits ? frame.y : frame.midY)
            let text = engine.place(
                line, size: fitted(line, into: frame.height), at: place,
                anchor: TextAnchor(fits ? .trailing : .centre, .baseline), rotation: .pi / 2)
            result.append(command("y title", .text(text)))
        }
        return result
    }

    /// The title of y in one line, or in two where one is longer than the axis: none where it has no title.
    func yTitle(_ map: CoordinateMap, exponent: Int) -> [RichText] {
        if map.y.title.isEmpty { return [] }
        let title = map.y.titleText(exponent: exponent)
        guard engine.line(title, size: textSize).width > map.frame.height else { return [title] }
        return title.halves.map { [$0.0, $0.1] } ?? [title]
    }

    /// The text size, or the smaller one at which names of categories stand clear of one another.
    private func rowSize(_ length: Double, _ axis: Axis) -> Double {
        min(textSize, 0.82 * length / (axis.limits.upperBound - axis.limits.lowerBound))
    }

    /// The text size, or the smaller one at which the text is no longer than `length`.
    private func fitted(_ text: RichText, into length: Double) -> Double {
        let width = engine.line(text, size: textSize).width
        return width > length ? textSize * max(PanelLayout.leastScale, length / width) : textSize
    }

    func colourBar(
        _ scale: ColourScale, ticks: Ticks, beside frame: Rectangle, gap: Double, width: Double
    ) -> [DrawCommand] {
        let steps = 128
        let bar = Rectangle(x: frame.maxX + gap, y: frame.y, width: width, height: frame.height)
        let span = scale.range.upperBound - scale.range.lowerBound
        let pixels = (0..<steps).map { row in
            scale.colour(of: scale.range.upperBound - span * (Double(row) + 0.5) / Double(steps))
        }
        var result = [
            command("colour bar", .image(Raster(columns: 1, rows: steps, pixels: pixels), bar)),
            command("colour bar", .stroke(Path(bar), Self.frameStyle)),
        ]
        let axis = Axis(scale.title, limits: scale.range)
        var widest = 0.0
        for tick in ticks.major {
            let y = bar.maxY - CoordinateMap.fraction(tick.value, on: axis) * bar.height
            let isLast =
                tick.value == ticks.major.last?.value && scale.isClippedAbove
                && abs(tick.value - scale.range.upperBound) < 1e-9 * span
            let label: RichText = isLast ? "≥" + tick.label : tick.label
            widest = max(widest, engine.line(label, size: textSize).width)
            let text = engine.place(
                label, size: textSize, at: Point(bar.maxX + PanelLayout.labelGap, y),
                anchor: TextAnchor(.leading, .middle))
            result.append(command("colour bar label", .text(text)))
            if y > bar.y + 0.3, y < bar.maxY - 0.3 {
                let path = Path(through: [Point(bar.maxX - 2.4, y), Point(bar.maxX, y)])
                result.append(command("colour bar", .stroke(path, StrokeStyle(.foreground, width: 0.6))))
            }
        }
        let x = bar.maxX + PanelLayout.labelGap + widest + 3 + 0.95 * textSize
        let text = engine.place(
            scale.title, size: textSize, at: Point(x, bar.y), anchor: TextAnchor(.trailing, .baseline),
            rotation: .pi / 2)
        result.append(command("colour bar title", .text(text)))
        return result
    }
}
