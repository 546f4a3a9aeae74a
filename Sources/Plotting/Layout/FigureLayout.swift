import Foundation

/// Places panels, legends and letters of a figure at one width; the height follows.
struct FigureLayout {
    let figure: Figure
    /// In points.
    let width: Double
    let engine: TextEngine
    let textSize: Double
    /// Panels in a row: fewer than asked for where they would be too narrow to read.
    private let columns: Int

    private static let minimumPanelWidth = 118.0
    private static let outerMargin = 2.0
    private static let columnGap = 7.0
    private static let rowGap = 8.0
    /// Frames that need not keep their shape are no higher than this (75 mm); those that do, than the second (98 mm).
    private static let maximumHeight = 212.0
    private static let maximumKeptHeight = 278.0
    /// Below this a panel cannot be read, nor a lower panel below the second.
    private static let minimumHeight = 61.0
    private static let minimumHeightWithLower = 150.0

    init(figure: Figure, width: Double, engine: TextEngine) {
        self.figure = figure
        self.width = width
        self.engine = engine
        // 8 pt at column width; a wide single frame carries a little more.
        columns = max(1, min(figure.columns, Int(width / Self.minimumPanelWidth)))
        textSize = width > 400 && figure.columns == 1 ? 9 : 8
    }

    private var rows: Int { (figure.panels.count + columns - 1) / columns }

    private struct Grid {
        var frame: Size
        var left: [Double]
        var right: [Double]
        var top: [Double]
        var bottom: [Double]
    }

    func drawing() -> Drawing {
        var panels = initialPanels()
        var frame = Size(width: width * 0.8 / Double(columns), height: width * 0.55 / Double(columns))
        var grid = measure(panels, frame: frame)
        for _ in 0..<4 {
            frame = grid.frame
            if panels.contains(where: { $0.stacksHeader(width: frame.width) }) {
                for index in panels.indices { panels[index].followsStackedHeader = true }
            }
            if !figure.sharesLegend {
                for index in panels.indices { placeLegend(&panels[index], frame: frame) }
            }
            grid = measure(panels, frame: frame)
        }
        if !figure.sharesLegend { settleLegends(&panels, &grid) }
        distinguishHeadings(&panels, width: grid.frame.width)
        let scale = panels.map { $0.fittingHeadingScale(width: grid.frame.width) }.min() ?? 1
        for index in panels.indices { panels[index].headingScale = scale }
        return assemble(panels, grid)
    }

    /// Headings of different panels that are cut to the same get ends that tell them apart.
    private func distinguishHeadings(_ panels: inout [PanelLayout], width: Double) {
        let titled = panels.indices.filter { panels[$0].panel.heading != nil }
        let names = titled.compactMap { panels[$0].panel.heading }
        var settled = panels
        _ = FittedText.distinguished(names) { place, end in
            settled[titled[place]].headingEnd = end
            return settled[titled[place]].headingText(width: width)
        }
        panels = settled
    }

    private func initialPanels() -> [PanelLayout] {
        figure.panels.indices.map { index in
            let (row, column) = (index / columns, index % columns)
            let isLowest = row == rows - 1 || index + columns >= figure.panels.count
            let letter: RichText? =
                figure.panels.count > 1 ? RichText("**(\(Character(UnicodeScalar(UInt8(97 + index % 26)))))**") : nil
            return PanelLayout(
                panel: figure.panels[index], index: index, showsXLabels: !figure.sharesX || isLowest,
                showsYLabels: !figure.sharesY || column == 0,
                showsSideLabels: !figure.sharesY || column == columns - 1 || index == figure.panels.count - 1,
                letter: letter, engine: engine, textSize: textSize,
                share: (width - 2 * Self.outerMargin) / Double(columns) - Self.columnGap)
        }
    }

    /// The margins of every row and column, and the frame size that they leave.
    private func measure(_ panels: [PanelLayout], frame: Size) -> Grid {
        var grid = Grid(
            frame: frame, left: Array(repeating: 0, count: columns),
            right: Array(repeating: 0, count: columns), top: Array(repeating: 0, count: rows),
            bottom: Array(repeating: 0, count: rows))
        for panel in panels {
            let (row, column) = (panel.index / columns, panel.index % columns)
            let margins = panel.margins(frame: frame)
            grid.left[column] = max(grid.left[column], margins.left)
            grid.right[column] = max(grid.right[column], margins.right)
            grid.top[row] = max(grid.top[row], margins.top)
            grid.bottom[row] = max(grid.bottom[row], margins.bottom)
        }
        let used =
            grid.left.reduce(0, +) + grid.right.reduce(0, +)
            + Double(columns - 1) * Self.columnGap + 2 * Self.outerMargin
        var frameWidth = max(40, (width - used) / Double(columns))
        let first = panels[0].panel
        var frameHeight = frameWidth * first.aspect
        if first.keepsAspect {
            if frameHeight > Self.maximumKeptHeight {
                frameHeight = Self.maximumKeptHeight
                frameWidth = frameHeight / first.aspect
            }
        } else {
            frameHeight = min(frameHeight, Self.maximumHeight * (first.lower == nil ? 1 : 1.25))
            frameHeight = max(frameHeight, first.lower == nil ? Self.minimumHeight : Self.minimumHeightWithLower)
        }
        grid.frame = Size(width: frameWidth, height: frameHeight)
        return grid
    }

    // MARK: Legends

    private func block(
        _ panels: [Panel], _ arrangement: LegendBlock.Arrangement, room: Double, frame: Size
    ) -> LegendBlock? {
        let window = panels[0].x.limits
        return LegendBlock(
            marks: panels.flatMap { $0.marks + ($0.lower?.marks ?? []) }, remarks: panels[0].remarks,
            arrangement: arrangement, room: room, textSize: textSize,
            unitWidth: frame.width / (window.upperBound - window.lowerBound), engine: engine)
    }

    private func placeLegend(_ layout: inout PanelLayout, frame: Size) {
        let available = legendRoom(frame)
        guard layout.panel.legend != .hidden,
            let single = block([layout.panel], .columns(1), room: available, frame: frame)
        else {
            layout.legend = .none
            return
        }
        if layout.panel.legend == .automatic, single.isPlain {
            let original = figure.panels[layout.index]
            let growth = original.mayGrowForLegend ? [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6] : [1]
            for factor in growth {
                var trial = layout
                trial.panel = original.with(y: Self.grown(original.y, by: factor))
                guard let occupancy = occupancy(of: trial, frame: frame) else { break }
                for legendColumns in single.count > 3 ? [1, 2] : [1] {
                    guard let candidate = block([original], .columns(legendColumns), room: available, frame: frame),
                        let origin = occupancy.room(for: candidate.size)
                    else { continue }
                    layout.panel = trial.panel
                    layout.legend = .inside(candidate, origin)
                    return
                }
            }
            layout.panel = original
        }
        layout.legend = outside(layout, frame: frame) ?? .above(single)
    }

    /// Beside a wide single frame that keeps its shape, else above; nil where there is nothing to name.
    private func outside(_ layout: PanelLayout, frame: Size) -> PanelLayout.LegendPlace? {
        if layout.panel.keepsAspect, figure.panels.count == 1, width > 400,
            let narrow = block([layout.panel], .columns(1), room: roomBeside(layout, frame: frame), frame: frame),
            narrow.size.height <= frame.height
        {
            return .beside(narrow)
        }
        return widest([layout.panel], within: legendRoom(frame), frame: frame).map { .above($0) }
    }

    /// A single panel's legend may reach over the axis labels; of several, each stays over its own frame.
    private func legendRoom(_ frame: Size) -> Double {
        figure.panels.count == 1 ? width - 2 * Self.outerMargin : frame.width
    }

    /// Puts the legends that stand inside where the frames as they came out at last have room for them. One that has none any
    /// more goes outside, which changes the frames again.
    private func settleLegends(_ panels: inout [PanelLayout], _ grid: inout Grid) {
        var isSettled = false
        while !isSettled {
            isSettled = true
            for index in panels.indices {
                guard case .inside(let block, _) = panels[index].legend else { continue }
                if let place = occupancy(of: panels[index], frame: grid.frame)?.room(for: block.size) {
                    panels[index].legend = .inside(block, place)
                } else {
                    panels[index].panel = figure.panels[index]
                    panels[index].legend = outside(panels[index], frame: grid.frame) ?? .above(block)
                    isSettled = false
                }
            }
            if !isSettled { grid = measure(panels, frame: grid.frame) }
        }
    }

    /// How wide a legend beside the frame may be, so that the frame keeps half of the figure's width.
    private func roomBeside(_ layout: PanelLayout, frame: Size) -> Double {
        var bare = layout
        bare.legend = .none
        let margins = bare.margins(frame: frame)
        let spare = 0.5 * width - margins.left - margins.right - PanelLayout.legendGap - 2 * Self.outerMargin - 2
        return min(Self.widestBeside * width, spare)
    }

    /// A legend beside the frame takes no more than this part of the figure's width.
    private static let widestBeside = 0.28

    /// The legend in rows, as few as the width allows; aligned in columns where that costs no further row.
    private func widest(_ panels: [Panel], within available: Double, frame: Size) -> LegendBlock? {
        guard let flow = block(panels, .flow(width: available), room: available, frame: frame) else { return nil }
        let aligned = (1...6).compactMap { block(panels, .columns($0), room: available, frame: frame) }.filter {
            $0.size.width <= available
        }
        let best = aligned.min { ($0.size.height, $0.size.width) < ($1.size.height, $1.size.width) }
        return best.map { $0.size.height <= flow.size.height + 0.1 ? $0 : flow } ?? flow
    }

    private static func grown(_ axis: Axis, by factor: Double) -> Axis {
        let (low, high) = (axis.limits.lowerBound, axis.limits.upperBound)
        switch axis.scale {
        case .linear: return axis.with(limits: low...(low + (high - low) * factor))
        case .logarithmic:
            let top = high * pow(high / low, factor - 1)
            return axis.with(limits: low...min(top, Axis.largest))
        }
    }

    /// What the marks of a panel cover; nil under a heat map, which is data everywhere and costly to paint for nothing.
    private func occupancy(of layout: PanelLayout, frame: Size) -> Occupancy? {
        let hasHeatMap = layout.panel.marks.contains { if case .heatMap = $0.shape { true } else { false } }
        if hasHeatMap { return nil }
        let maps = layout.maps(in: Rectangle(x: 0, y: 0, width: frame.width, height: frame.height))
        let painter = MarkPainter(map: maps.main, engine: engine, textSize: textSize, panel: 0)
        let commands = painter.commands(for: layout.panel.marks.filter { !$0.isBackdrop })
        return Occupancy(frame: maps.main.frame, commands: commands)
    }

    // MARK: Assembly

    private func assemble(_ panels: [PanelLayout], _ grid: Grid) -> Drawing {
        var commands: [DrawCommand] = []
        var frames: [Drawing.PanelFrame] = []
        var top = Self.outerMargin
        let total =
            grid.left.reduce(0, +) + grid.right.reduce(0, +)
            + Double(columns) * grid.frame.width + Double(columns - 1) * Self.columnGap
        let start = max(Self.outerMargin, (width - total) / 2)
        if figure.sharesLegend, let block = widest(figure.panels, within: total - grid.left[0], frame: grid.frame) {
            commands += block.commands(at: Point(start + grid.left[0], top), panel: nil)
            top += block.size.height + 3
        }
        for row in 0..<rows {
            top += grid.top[row]
            var x = start
            for column in 0..<columns {
                x += grid.left[column]
                let index = row * columns + column
                if index < panels.count {
                    var layout = panels[index]
                    let frame = Rectangle(x: x, y: top, width: grid.frame.width, height: grid.frame.height)
                    if case .inside(let block, let origin) = layout.legend {
                        layout.legend = .inside(block, Point(origin.x + frame.x, origin.y + frame.y))
                    }
                    var margins = PanelLayout.Margins()
                    margins.left = grid.left[column]
                    margins.right = grid.right[column]
                    commands += layout.commands(frame: frame, margins: margins)
                    let maps = layout.maps(in: frame)
                    let hasMap = layout.panel.marks.contains { if case .heatMap = $0.shape { true } else { false } }
                    let scale = hasMap ? layout.panel.colourBar : nil
                    frames.append(
                        .init(
                            main: maps.main, lower: maps.lower,
                            scale: scale.map { ColourReading(range: $0.range, title: $0.title) }))
                }
                x += grid.frame.width + grid.right[column] + Self.columnGap
            }
            top += grid.frame.height + grid.bottom[row] + (row < rows - 1 ? Self.rowGap : 0)
        }
        return Drawing(size: Size(width: width, height: top + Self.outerMargin), commands: commands, frames: frames)
    }
}
