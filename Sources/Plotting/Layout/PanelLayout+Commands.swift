/// The draw commands of a panel, from the back to the front.
extension PanelLayout {
    func commands(frame: Rectangle, margins: Margins) -> [DrawCommand] {
        let maps = maps(in: frame)
        var result = markCommands(maps)
        let xTicks = xTicks(width: frame.width)
        let labelWidth = showsYLabels ? yLabelWidth(maps) : 0
        result += axes.frame(
            maps.main, xTicks: xTicks, yTicks: yTicks(panel.y, height: maps.main.frame.height),
            labels: .init(
                x: showsXLabels && maps.lower == nil, y: showsYLabels, yWidth: labelWidth, dropsTop: false,
                nameRoom: nameRoom(maps), isTurned: turnsXLabels(width: frame.width)))
        if let lower = maps.lower {
            result += axes.frame(
                lower, xTicks: xTicks, yTicks: yTicks(lower.y, height: lower.frame.height),
                labels: .init(
                    x: showsXLabels, y: showsYLabels, yWidth: labelWidth, dropsTop: true, nameRoom: nameRoom(maps)))
        }
        let sideLabels = showsSideLabels ? panel.sideLabels : []
        let sideTexts = engine.distinguished(sideLabels.map(\.text), size: textSize, width: sideRoom)
        for (label, fitted) in zip(sideLabels, sideTexts) {
            let place = Point(frame.maxX + Self.labelGap, maps.main.vertical(label.value))
            guard place.y >= frame.y, place.y <= frame.maxY else { continue }
            let text = engine.place(
                fitted.lines[0], size: textSize, at: place, anchor: TextAnchor(.leading, .middle), whole: fitted.whole)
            result.append(
                DrawCommand(role: "side label", panel: index, part: DrawingPart(.tick, "side"), .text(text)))
        }
        if let bar = panel.colourBar {
            result += axes.colourBar(
                bar, ticks: yTicks(Axis("", limits: bar.range), height: frame.height), beside: frame,
                gap: 7, width: Self.colourBarWidth)
        }
        result += headerCommands(frame: frame, margins: margins)
        switch legend {
        case .none: break
        case .inside(let block, let origin): result += block.commands(at: origin, panel: index)
        case .above(let block):
            let top = frame.y - headerHeight(Size(width: frame.width, height: frame.height)) - block.size.height - 1
            // Over the frame where it is no wider, else over labels and frame.
            let spare = frame.width + margins.right - block.size.width
            let x = block.size.width <= frame.width ? frame.x : max(2, frame.x + min(0, spare))
            result += block.commands(at: Point(x, top), panel: index)
        case .beside(let block):
            let x = frame.maxX + margins.right - block.size.width
            result += block.commands(at: Point(x, frame.y + 4), panel: index)
        }
        return result
    }

    func markCommands(_ maps: (main: CoordinateMap, lower: CoordinateMap?)) -> [DrawCommand] {
        let names = SeriesNames(panel.marks + (panel.lower?.marks ?? []))
        func painter(_ map: CoordinateMap) -> MarkPainter {
            MarkPainter(map: map, engine: engine, textSize: textSize, panel: index, names: names)
        }
        var result = painter(maps.main).commands(for: panel.marks)
        if let lower = maps.lower, let marks = panel.lower?.marks {
            result += painter(lower).commands(for: marks)
        }
        return result
    }

    private func headerCommands(frame: Rectangle, margins: Margins) -> [DrawCommand] {
        var result: [DrawCommand] = []
        let baseline = frame.y - 0.45 * textSize - headerDrop
        func add(
            _ text: RichText, role: String, x: Double, line: Int, anchor: TextAnchor.Horizontal, ink: Ink,
            size: Double? = nil, whole: RichText? = nil
        ) {
            let place = Point(x, baseline - Double(line) * 1.35 * textSize)
            let text = engine.place(
                text, size: size ?? textSize, at: place, anchor: TextAnchor(anchor, .baseline), ink: ink,
                whole: whole)
            result.append(DrawCommand(role: role, panel: index, .text(text)))
        }
        let isStacked = stacksHeader(width: frame.width)
        let headings = headingText(width: frame.width)
        // The line of the heading's beginning, and of the letter; counted from the frame.
        let notes = noteText(width: frame.width)
        let first = max(0, headings.lines.count - 1) + max(0, notes.lines.count - 1) + (isStacked ? 1 : 0)
        var x = frame.x
        if let exponent = yExponent(height: frames(in: frame).main.height) {
            add(exponent, role: "y exponent", x: x, line: 0, anchor: .leading, ink: .foreground)
            x += engine.line(exponent, size: textSize).width + 8
        }
        var headingX = isStacked ? frame.x : x
        if let letter {
            let hasMargin = margins.left > engine.line(letter, size: textSize).width + 6
            if hasMargin {
                add(letter, role: "letter", x: frame.x - margins.left, line: first, anchor: .leading, ink: .foreground)
            } else {
                let place = isStacked ? frame.x : x
                add(letter, role: "letter", x: place, line: first, anchor: .leading, ink: .foreground)
                headingX = place + engine.line(letter, size: textSize).width + 6
            }
        }
        for (index, heading) in headings.lines.enumerated() {
            add(
                heading, role: "heading", x: headingX, line: first - index, anchor: .leading, ink: .foreground,
                size: headingScale * textSize, whole: headings.whole(at: index))
        }
        let last = isStacked && panel.heading == nil ? 1 : 0
        for (index, note) in notes.lines.enumerated() {
            add(
                note, role: "note", x: frame.maxX, line: last + notes.lines.count - 1 - index, anchor: .trailing,
                ink: .muted, size: fittingNoteSize(width: frame.width), whole: notes.whole(at: index))
        }
        return result
    }
}
