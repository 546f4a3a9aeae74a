/// One panel while the figure is laid out: what it shows at its edges, and where its legend goes.
struct PanelLayout {
    enum LegendPlace {
        case none
        case inside(LegendBlock, Point)
        case above(LegendBlock)
        case beside(LegendBlock)
    }

    struct Margins {
        var left = 0.0
        var right = 0.0
        var top = 0.0
        var bottom = 0.0
    }

    var panel: Panel
    let index: Int
    let showsXLabels: Bool
    let showsYLabels: Bool
    let showsSideLabels: Bool
    /// (a), (b), …; nil for a single panel.
    let letter: RichText?
    let engine: TextEngine
    let textSize: Double
    /// The part of the figure's width that falls to the panel with its labels, in points.
    let share: Double
    var legend = LegendPlace.none
    /// Whether another panel of the figure stacks its header, so that all panels have to do it.
    var followsStackedHeader = false
    /// The end that distinguishes the heading from others that are shortened to the same text; nil if there are none.
    var headingEnd: RichText?
    /// One size for the headings of all panels, in units of the text size.
    var headingScale = 1.0

    /// Notes are a little smaller than labels.
    var noteSize: Double { 0.9 * textSize }

    /// Between tick labels, titles and frame.
    static let labelGap = 3.5
    static let lowerGap = 4.0
    static let colourBarWidth = 8.0
    /// Between labels and a legend beside the frame.
    static let legendGap = 16.0

    // MARK: Frames

    /// The main frame and the lower one inside the whole frame of the panel.
    func frames(in frame: Rectangle) -> (main: Rectangle, lower: Rectangle?) {
        guard panel.lower != nil else { return (frame, nil) }
        let lowerHeight = Panel.Lower.heightFraction * frame.height
        let mainHeight = frame.height - lowerHeight - Self.lowerGap
        return (
            Rectangle(x: frame.x, y: frame.y, width: frame.width, height: mainHeight),
            Rectangle(x: frame.x, y: frame.maxY - lowerHeight, width: frame.width, height: lowerHeight)
        )
    }

    func maps(in frame: Rectangle) -> (main: CoordinateMap, lower: CoordinateMap?) {
        let frames = frames(in: frame)
        let main = CoordinateMap(x: panel.x, y: panel.y, frame: frames.main)
        guard let lower = panel.lower, let rectangle = frames.lower else { return (main, nil) }
        return (main, CoordinateMap(x: panel.x, y: lower.y, frame: rectangle))
    }

    // MARK: Ticks

    /// As many labels as fit side by side, at most seven; at least two, if necessary of every second or fourth tick.
    func xTicks(width: Double) -> Ticks {
        if !panel.x.names.isEmpty { return axes.nameTicks(panel.x, length: width, fromEnd: false) }
        func fits(_ ticks: Ticks) -> Bool {
            let places = ticks.major.map { CoordinateMap.fraction($0.value, on: panel.x) * width }
            let widths = ticks.major.map { engine.line($0.label, size: textSize).width }
            return places.indices.dropFirst().allSatisfy { index in
                places[index] - places[index - 1] > (widths[index] + widths[index - 1]) / 2 + textSize
            }
        }
        let choices = (2...7).reversed().map { Ticks.choose(for: panel.x, atMost: $0) }
        let thinned = [2, 4].flatMap { step in
            choices.reversed().flatMap { ticks in (0..<step).map { ticks.labelling(every: step, from: $0) } }
        }
        return (choices + thinned).first { $0.major.count >= 2 && fits($0) } ?? choices.last ?? choices[0]
    }

    func yTicks(_ axis: Axis, height: Double) -> Ticks {
        if !axis.names.isEmpty { return axes.nameTicks(axis, length: height, fromEnd: true) }
        let count = max(3, min(7, Int(height / (2.3 * textSize))))
        // One label is no scale.
        return (count...count + 2).lazy.map { Ticks.choose(for: axis, atMost: $0) }.first { $0.major.count >= 2 }
            ?? Ticks.choose(for: axis, atMost: count)
    }

    // MARK: Margins

    /// What the panel needs around a frame of the given size.
    func margins(frame: Size) -> Margins {
        var margins = Margins()
        let rectangle = Rectangle(x: 0, y: 0, width: frame.width, height: frame.height)
        let maps = maps(in: rectangle)
        let xTicks = xTicks(width: frame.width)
        if showsXLabels {
            let isTurned = turnsXLabels(width: frame.width)
            let widest = isTurned ? xTicks.major.map { engine.line($0.label, size: textSize).width }.max() ?? 0 : 0
            margins.bottom =
                Self.labelGap + (isTurned ? min(widest, AxisPainter.longestUpright) : 0.85 * textSize) + 2
            let titleLines = axes.xTitle(panel.x, exponent: xTicks.exponent, width: frame.width).lines.count
            margins.bottom += titleLines == 0 ? 2 : (1.25 + AxisPainter.titleLine * Double(titleLines - 1)) * textSize
            for tick in isTurned ? [] : xTicks.major {
                let place = CoordinateMap.fraction(tick.value, on: panel.x) * frame.width
                let half = engine.line(tick.label, size: textSize).width / 2
                margins.right = max(margins.right, place + half - frame.width)
                margins.left = max(margins.left, half - place)
            }
        } else {
            margins.bottom = 3
        }
        if showsYLabels {
            margins.left = max(margins.left, yLabelWidth(maps) + Self.labelGap + yTitleWidth(maps))
        } else {
            margins.left = max(margins.left, 3)
        }
        margins.right = max(margins.right + 1, 3)
        if showsSideLabels, let widest = panel.sideLabels.map({ engine.line($0.text, size: textSize).width }).max() {
            margins.right = max(margins.right, min(widest, sideRoom) + Self.labelGap + 1)
        }
        if let bar = panel.colourBar {
            margins.right += 7 + Self.colourBarWidth + colourBarLabelWidth(bar, height: frame.height)
        }
        margins.top = headerHeight(frame)
        switch legend {
        case .above(let block): margins.top += block.size.height + 3
        case .beside(let block): margins.right += block.size.width + Self.legendGap
        case .none, .inside: break
        }
        return margins
    }

    /// Titles may be missing where names of categories say what they are, and take two lines where one is too long.
    private func yTitleWidth(_ maps: (main: CoordinateMap, lower: CoordinateMap?)) -> Double {
        let lines = [(maps.main, false)] + (maps.lower.map { [($0, true)] } ?? [])
        let most =
            lines.map { map, isLower in
                axes.yTitle(map, exponent: isLower ? yTicks(map.y, height: map.frame.height).exponent : 0).lines.count
            }.max() ?? 0
        return most == 0 ? 2 : 3 + 1.15 * textSize * Double(most)
    }

    /// Whether the names of categories along x are written upright, because the width is too small.
    func turnsXLabels(width: Double) -> Bool {
        guard !panel.x.names.isEmpty else { return false }
        let step = width / (panel.x.limits.upperBound - panel.x.limits.lowerBound)
        return panel.x.names.contains { engine.line($0, size: textSize).width + 0.5 * textSize > step }
    }

    func yLabelWidth(_ maps: (main: CoordinateMap, lower: CoordinateMap?)) -> Double {
        ([maps.main] + (maps.lower.map { [$0] } ?? [])).map { map in
            let labels = yTicks(map.y, height: map.frame.height).major
            let widest = labels.map { engine.line($0.label, size: textSize).width }.max() ?? 0
            return map.y.names.isEmpty ? widest : min(widest, nameRoom(maps))
        }.max() ?? 0
    }

    /// The largest width of names of categories beside the frame, so that the frame keeps half of the panel's width.
    func nameRoom(_ maps: (main: CoordinateMap, lower: CoordinateMap?)) -> Double {
        var taken = Self.labelGap + yTitleWidth(maps) + 3
        if let bar = panel.colourBar {
            taken += 7 + Self.colourBarWidth + colourBarLabelWidth(bar, height: maps.main.frame.height)
        }
        if !panel.sideLabels.isEmpty { taken += sideRoom }
        return max(4 * textSize, 0.5 * share - 8 - taken)
    }

    /// The largest width of labels in the right margin.
    var sideRoom: Double { 0.2 * share }

    var axes: AxisPainter { AxisPainter(engine: engine, textSize: textSize, panel: index) }

    func colourBarLabelWidth(_ bar: ColourScale, height: Double) -> Double {
        let axis = Axis("", limits: bar.range)
        let prefix: RichText = bar.isClippedAbove ? "≥" : ""
        let labels = yTicks(axis, height: height).major.map { prefix + $0.label }
        let widest = labels.map { engine.line($0, size: textSize).width }.max() ?? 0
        return Self.labelGap + widest + 3 + 1.2 * textSize
    }

    /// Whether heading and note are in two lines, or a note is above the axis' power of ten, because the width is too
    /// small.
    func stacksHeader(width: Double) -> Bool {
        guard let note = panel.note else { return false }
        if followsStackedHeader { return true }
        // Without labels of y the letter stands over the frame, too.
        let letterWidth = showsYLabels ? 0 : letter.map { engine.line($0, size: textSize).width + 6 } ?? 0
        let noteWidth = engine.line(note, size: noteSize).width
        let exponent = exponentWidth(height: width * panel.aspect)
        guard let heading = panel.heading else {
            return exponent > 0 && exponent + Self.leastNoteScale * noteWidth > width
        }
        let needed = engine.line(heading, size: textSize).width + noteWidth
        return needed + letterWidth + 14 + exponent > width
    }

    /// No heading or title is set smaller than this part of the text size.
    static let leastScale = 0.82

    /// The heading, in two lines if one would be too small to read, and shortened if two are not enough.
    func headingText(width: Double) -> FittedText {
        guard let heading = panel.heading else { return FittedText(lines: [], whole: nil) }
        let room = max(4 * textSize, width - headingStart(width: width))
        let size = Self.leastScale * textSize
        func fits(_ line: RichText) -> Bool { engine.line(line, size: size).width <= room }
        if fits(heading) { return FittedText(lines: [heading], whole: nil) }
        if let halves = heading.halves, fits(halves.0), fits(halves.1) {
            return FittedText(lines: [halves.0, halves.1], whole: nil)
        }
        return engine.fitting(heading, size: size, width: room, lines: 2, end: headingEnd)
    }

    func headingLines(width: Double) -> [RichText] { headingText(width: width).lines }

    /// No note is set smaller than this part of its size.
    private static let leastNoteScale = 0.9

    /// The note, in two lines if one would be too small to read, and shortened if two are not enough.
    func noteText(width: Double) -> FittedText {
        guard let note = panel.note else { return FittedText(lines: [], whole: nil) }
        guard panel.heading == nil || stacksHeader(width: width) else { return FittedText(lines: [note], whole: nil) }
        let room = max(4 * textSize, width - headingStart(width: width))
        return engine.fitting(note, size: Self.leastNoteScale * noteSize, width: room + 0.01, lines: 2)
    }

    /// The size at which the note fits, in points.
    func fittingNoteSize(width: Double) -> Double {
        let widest = noteText(width: width).lines.map { engine.line($0, size: noteSize).width }.max() ?? 0
        return noteSize * min(1, max(Self.leastNoteScale, (width - headingStart(width: width)) / max(1, widest)))
    }

    /// The size at which the heading fits, in units of the text size.
    func fittingHeadingScale(width: Double) -> Double {
        let widest = headingLines(width: width).map { engine.line($0, size: textSize).width }.max() ?? 0
        return min(1, max(Self.leastScale, (width - headingStart(width: width)) / max(1, widest)))
    }

    /// Where the heading begins, from the frame's left edge: behind a letter that has no room in the margin.
    private func headingStart(width: Double) -> Double {
        let exponent = stacksHeader(width: width) ? 0 : exponentWidth(height: width * panel.aspect)
        guard let letter, !showsYLabels else { return exponent }
        return exponent + engine.line(letter, size: textSize).width + 6
    }

    private func exponentWidth(height: Double) -> Double {
        guard let text = yExponent(height: height) else { return 0 }
        return engine.line(text, size: textSize).width + 8
    }

    /// `×10³` above the axis, if the labels need it.
    func yExponent(height: Double) -> RichText? {
        guard showsYLabels else { return nil }
        let ticks = yTicks(panel.y, height: height)
        return ticks.exponent == 0 ? nil : "×" + RichText.power(ofTen: ticks.exponent)
    }

    /// The depth of stacked scripts in the header below a plain line.
    var headerDrop: Double {
        let deepest =
            [panel.heading, panel.note].compactMap { $0 }
            .map { engine.line($0, size: textSize).descent }.max() ?? 0
        return max(0, deepest - TextEngine.descent * textSize)
    }

    func headerHeight(_ frame: Size) -> Double {
        let hasHeader =
            panel.heading != nil || panel.note != nil || letter != nil || yExponent(height: frame.height) != nil
        guard hasHeader else { return 0.45 * textSize }
        let further =
            max(1, headingLines(width: frame.width).count) + max(1, noteText(width: frame.width).lines.count) - 2
        let rows = Double(further) + (stacksHeader(width: frame.width) ? 2 : 1)
        return 0.45 * textSize + headerDrop + rows * 1.1 * textSize + (rows - 1) * 0.25 * textSize
    }
}
