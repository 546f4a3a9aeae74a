/// Frame, ticks, labels and titles.
struct AxisPainter {
    struct Labels {
        let x: Bool
        let y: Bool
        /// Width of the widest label of the column, so that titles of stacked frames align.
        let yWidth: Double
        /// Leaves out the label at the upper end, which would touch the frame above.
        let dropsTop: Bool
        /// Width that names of categories along y may take.
        let nameRoom: Double
        /// Whether names of categories along x are written upright.
        var isTurned = false
        /// Whether the power of ten is in the title, because there is no space above the axis.
        var hasExponentInTitle: Bool { dropsTop }
    }

    let engine: TextEngine
    let textSize: Double
    let panel: Int

    private static let frameStyle = StrokeStyle(.foreground, width: 0.7)
    private static let majorLength = 4.2
    private static let minorLength = 2.2

    private func command(_ role: String, part: DrawingPart? = nil, _ shape: DrawCommand.Shape) -> DrawCommand {
        DrawCommand(role: role, panel: panel, part: part, shape)
    }

    /// Upright names of categories are no longer, in points.
    static let longestUpright = 96.0
    /// From one line of a title to the next, in units of the text size.
    static let titleLine = 1.1
    /// Names of categories are no smaller, in points; where they would have to be, some are left out.
    private static let leastNameSize = 4.5

    func frame(_ map: CoordinateMap, xTicks: Ticks, yTicks: Ticks, labels: Labels) -> [DrawCommand] {
        var result = [
            command(
                "ticks", part: DrawingPart(.tick, "line"),
                .stroke(tickPath(map, xTicks, yTicks), StrokeStyle(.foreground, width: 0.6)))
        ]
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
        let names = ticks.major.map(\.label)
        let labels =
            isTurned
            ? engine.distinguished(names, size: size, width: Self.longestUpright)
            : names.map { FittedText(lines: [$0], whole: nil) }
        let widest = isTurned ? labels.map { engine.line($0.lines[0], size: size).width }.max() ?? 0 : 0
        let baseline = isTurned ? top + widest : top + 0.8 * textSize
        var result = zip(ticks.major, labels).map { tick, label in
            let x = map.horizontal(tick.value)
            let text = engine.place(
                label.lines[0], size: size, at: isTurned ? Point(x, top) : Point(x, baseline),
                anchor: isTurned ? TextAnchor(.trailing, .middle) : TextAnchor(.centre, .baseline),
                rotation: isTurned ? .pi / 2 : 0, whole: label.whole)
            return command("x label", part: DrawingPart(.tick, "x"), .text(text))
        }
        let title = xTitle(map.x, exponent: ticks.exponent, width: map.frame.width)
        let titleSize = title.lines.map { fitted($0, into: map.frame.width) }.min() ?? textSize
        for (index, line) in title.lines.enumerated() {
            let text = engine.place(
                line, size: titleSize,
                at: Point(map.frame.maxX, baseline + 2 + (1.05 + Self.titleLine * Double(index)) * textSize),
                anchor: TextAnchor(.trailing, .baseline), whole: title.whole(at: index))
            result.append(command("x title", .text(text)))
        }
        return result
    }

    private func yLabels(_ map: CoordinateMap, _ ticks: Ticks, _ labels: Labels) -> [DrawCommand] {
        let frame = map.frame
        let x = frame.x - PanelLayout.labelGap
        var result: [DrawCommand] = []
        let size = map.y.names.isEmpty ? textSize : rowSize(frame.height, map.y)
        let names =
            map.y.names.isEmpty
            ? ticks.major.map { FittedText(lines: [$0.label], whole: nil) }
            : engine.distinguished(
                ticks.major.map(\.label), size: size, width: labels.nameRoom,
                lines: nameLines(frame.height, map.y, size: size))
        for (tick, name) in zip(ticks.major, names) {
            let y = map.vertical(tick.value)
            if labels.dropsTop, y < frame.y + 0.5 * textSize { continue }
            for (index, line) in name.lines.enumerated() {
                let below = (Double(index) - Double(name.lines.count - 1) / 2) * Self.titleLine * size
                let text = engine.place(
                    line, size: size, at: Point(x, y + below), anchor: TextAnchor(.trailing, .middle),
                    whole: name.whole(at: index))
                result.append(command("y label", part: DrawingPart(.tick, "y"), .text(text)))
            }
        }
        let title = yTitle(map, exponent: labels.hasExponentInTitle ? ticks.exponent : 0)
        let lines = title.lines
        let titleSize = lines.map { fitted($0, into: frame.height) }.min() ?? textSize
        for (index, line) in lines.enumerated() {
            let width = engine.line(line, size: textSize).width
            let fromFrame = 3 + 0.22 * textSize + 1.1 * textSize * Double(lines.count - 1 - index)
            let fits = width <= frame.height
            let place = Point(x - labels.yWidth - fromFrame, fits ? frame.y : frame.midY)
            let text = engine.place(
                line, size: titleSize, at: place,
                anchor: TextAnchor(fits ? .trailing : .centre, .baseline), rotation: .pi / 2,
                whole: title.whole(at: index))
            result.append(command("y title", part: DrawingPart(.tick, "title"), .text(text)))
        }
        return result
    }

    /// The title of y in one line, or in two if one would be longer than the axis; without lines if there is no title.
    func yTitle(_ map: CoordinateMap, exponent: Int) -> FittedText {
        if map.y.title.isEmpty { return FittedText(lines: [], whole: nil) }
        let title = map.y.titleText(exponent: exponent)
        if engine.line(title, size: textSize).width <= map.frame.height {
            return FittedText(lines: [title], whole: nil)
        }
        if let halves = title.halves, fits(halves.0, into: map.frame.height), fits(halves.1, into: map.frame.height) {
            return FittedText(lines: [halves.0, halves.1], whole: nil)
        }
        return titleLines(title, into: map.frame.height)
    }

    /// The title of x, likewise.
    func xTitle(_ axis: Axis, exponent: Int, width: Double) -> FittedText {
        if axis.title.isEmpty { return FittedText(lines: [], whole: nil) }
        return titleLines(axis.titleText(exponent: exponent), into: width)
    }

    /// One line that is somewhat smaller where need be, then two, then two and an ellipsis.
    private func titleLines(_ title: RichText, into length: Double) -> FittedText {
        fits(title, into: length)
            ? FittedText(lines: [title], whole: nil)
            : engine.fitting(title, size: PanelLayout.leastScale * textSize, width: length, lines: 2)
    }

    private func fits(_ line: RichText, into length: Double) -> Bool {
        PanelLayout.leastScale * engine.line(line, size: textSize).width <= length
    }

    /// The text size, or the smaller one at which names of categories stand clear of one another.
    private func rowSize(_ length: Double, _ axis: Axis) -> Double {
        max(Self.leastNameSize, min(textSize, 0.82 * length / (axis.limits.upperBound - axis.limits.lowerBound)))
    }

    /// How many lines a name of a category may take.
    private func nameLines(_ length: Double, _ axis: Axis, size: Double) -> Int {
        let step = length / (axis.limits.upperBound - axis.limits.lowerBound)
        return max(1, min(3, Int(step / (1.2 * size))))
    }

    /// All names of categories, or every second, third, … if they are too close to be read.
    ///
    /// - Parameter fromEnd: whether they are counted from the upper end, as along y, where the first one is at the top.
    func nameTicks(_ axis: Axis, length: Double, fromEnd: Bool) -> Ticks {
        let all = Ticks.choose(for: axis, atMost: axis.names.count)
        let step = length / (axis.limits.upperBound - axis.limits.lowerBound)
        let every = Int((Self.leastNameSize / (0.82 * step)).rounded(.up))
        guard every > 1 else { return all }
        let last = all.major.count - 1
        let kept = all.major.enumerated().filter { (fromEnd ? last - $0.offset : $0.offset) % every == 0 }
        return Ticks(major: kept.map(\.element), minor: [], exponent: 0)
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
        let size = fitted(scale.title, into: bar.height)
        let (title, whole) = engine.shortened(scale.title, size: size, width: bar.height + 0.01)
        let text = engine.place(
            title, size: size, at: Point(x, bar.y), anchor: TextAnchor(.trailing, .baseline), rotation: .pi / 2,
            whole: whole)
        result.append(command("colour bar title", .text(text)))
        return result
    }
}
