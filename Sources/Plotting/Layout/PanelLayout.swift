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
    var legend = LegendPlace.none
    /// Whether another panel of the figure stacks its header, so that all stand alike.
    var followsStackedHeader = false

    /// Notes are a little smaller than labels.
    var noteSize: Double { 0.9 * textSize }

    /// Between tick labels, titles and frame.
    static let labelGap = 3.5
    static let lowerGap = 4.0
    static let colourBarWidth = 8.0

    // MARK: Frames

    /// The main frame and the lower one inside the panel's whole frame.
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

    /// As many labels as fit side by side, seven at most.
    func xTicks(width: Double) -> Ticks {
        if !panel.x.names.isEmpty { return Ticks.choose(for: panel.x, atMost: panel.x.names.count) }
        for count in stride(from: 7, to: 2, by: -1) {
            let ticks = Ticks.choose(for: panel.x, atMost: count)
            let places = ticks.major.map { CoordinateMap.fraction($0.value, on: panel.x) * width }
            let widths = ticks.major.map { engine.line($0.label, size: textSize).width }
            let fits = places.indices.dropFirst().allSatisfy { index in
                places[index] - places[index - 1] > (widths[index] + widths[index - 1]) / 2 + textSize
            }
            if fits { return ticks }
        }
        return Ticks.choose(for: panel.x, atMost: 2)
    }

    func yTicks(_ axis: Axis, height: Double) -> Ticks {
        Ticks.choose(for: axis, atMost: max(3, min(7, Int(height / (2.3 * textSize)))))
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
            margins.bottom = Self.labelGap + (isTurned ? widest : 0.85 * textSize) + 2
            margins.bottom += panel.x.title.isEmpty ? 2 : 1.25 * textSize
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
            margins.left = max(margins.left, yLabelWidth(maps) + Self.labelGap + yTitleWidth)
        } else {
            margins.left = max(margins.left, 3)
        }
        margins.right = max(margins.right + 1, 3)
        if showsSideLabels, let widest = panel.sideLabels.map({ engine.line($0.text, size: textSize).width }).max() {
            margins.right = max(margins.right, widest + Self.labelGap + 1)
        }
        if let bar = panel.colourBar {
            margins.right += 7 + Self.colourBarWidth + colourBarLabelWidth(bar, height: frame.height)
        }
        margins.top = headerHeight(frame)
        switch legend {
        case .above(let block): margins.top += block.size.height + 3
        case .beside(let block): margins.right += block.size.width + 16
        case .none, .inside: break
        }
        return margins
    }

    /// Titles may be missing where names of categories say what they are.
    private var yTitleWidth: Double {
        panel.y.title.isEmpty && (panel.lower?.y.title.isEmpty ?? true) ? 2 : 3 + 1.15 * textSize
    }

    /// Whether the names of categories along x stand upright, for lack of width.
    func turnsXLabels(width: Double) -> Bool {
        guard !panel.x.names.isEmpty else { return false }
        let step = width / (panel.x.limits.upperBound - panel.x.limits.lowerBound)
        return panel.x.names.contains { engine.line($0, size: textSize).width + 0.5 * textSize > step }
    }

    func yLabelWidth(_ maps: (main: CoordinateMap, lower: CoordinateMap?)) -> Double {
        ([maps.main] + (maps.lower.map { [$0] } ?? [])).flatMap { map in
            yTicks(map.y, height: map.frame.height).major.map { engine.line($0.label, size: textSize).width }
        }.max() ?? 0
    }

    func colourBarLabelWidth(_ bar: ColourScale, height: Double) -> Double {
        let axis = Axis("", limits: bar.range)
        let prefix: RichText = bar.isClippedAbove ? "≥" : ""
        let labels = yTicks(axis, height: height).major.map { prefix + $0.label }
        let widest = labels.map { engine.line($0, size: textSize).width }.max() ?? 0
        return Self.labelGap + widest + 3 + 1.2 * textSize
    }

    /// Whether heading and note stand in two lines, for lack of width.
    func stacksHeader(width: Double) -> Bool {
        guard let heading = panel.heading, let note = panel.note else { return false }
        if followsStackedHeader { return true }
        // Without labels of y the letter stands over the frame, too.
        let letterWidth = showsYLabels ? 0 : letter.map { engine.line($0, size: textSize).width + 6 } ?? 0
        let needed = engine.line(heading, size: textSize).width + engine.line(note, size: noteSize).width
        return needed + letterWidth + 14 + exponentWidth(height: width * panel.aspect) > width
    }

    private func exponentWidth(height: Double) -> Double {
        guard let text = yExponent(height: height) else { return 0 }
        return engine.line(text, size: textSize).width + 8
    }

    /// `×10³` above the axis, where the labels need it.
    func yExponent(height: Double) -> RichText? {
        guard showsYLabels else { return nil }
        let ticks = yTicks(panel.y, height: height)
        return ticks.exponent == 0 ? nil : "×" + NumberText.power(ticks.exponent)
    }

    /// How far stacked scripts in the header reach below a plain line.
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
        let rows = stacksHeader(width: frame.width) ? 2.0 : 1
        return 0.45 * textSize + headerDrop + rows * 1.1 * textSize + (rows - 1) * 0.25 * textSize
    }
}
