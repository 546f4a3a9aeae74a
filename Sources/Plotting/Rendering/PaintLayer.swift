/// Draw commands that share their paint, and may be written as one element of an SVG file.
///
/// A command joins a layer beneath others where that changes nothing: what it overtakes lies elsewhere, or is opaque and of
/// the same ink. So the error bars of a hundred points become one path, and their markers another.
struct PaintLayer {
    enum Paint: Equatable {
        case stroke(StrokeStyle)
        case fill(Ink)
        case text(TextPaint)
        case image
        case outline
    }

    /// What texts of one layer share.
    struct TextPaint: Equatable {
        let ink: Ink
        let rim: Ink?
        let size: Double
        let anchor: TextAnchor.Horizontal
    }

    enum Content {
        case path(Path)
        case text(PlacedText, [TextLine.Run])
        case image(Raster, Rectangle)
    }

    struct Item {
        let content: Content
        var extent: Extent
    }

    let paint: Paint
    let clip: Rectangle?
    /// Commands of one layer share it.
    let part: DrawingPart?
    private(set) var items: [Item]
    private var bounds: Rectangle

    /// The layers of a drawing, from the back to the front.
    static func layers(of drawing: Drawing, engine: TextEngine) -> [PaintLayer] {
        var layers: [PaintLayer] = []
        for command in drawing.commands {
            guard let part = part(command.shape, engine: engine) else { continue }
            var item = part.item
            // Nothing is cut off from what lies inside.
            let clip = command.clip.flatMap { $0.contains(item.extent.bounds, tolerance: 0.005) ? nil : $0 }
            if let clip { item.extent = item.extent.clipped(to: clip) }
            add(item, part.paint, clip, command.part, to: &layers)
        }
        return layers
    }

    /// So many layers a command looks back for others of its paint.
    private static let reach = 40

    /// As far down as it may go: so what comes next finds the more layers above free.
    private static func add(
        _ item: Item, _ paint: Paint, _ clip: Rectangle?, _ part: DrawingPart?, to layers: inout [PaintLayer]
    ) {
        var lowest: Int?
        for index in layers.indices.suffix(reach).reversed() {
            let isAlike = layers[index].paint == paint && layers[index].clip == clip && layers[index].part == part
            if isAlike, paint != .image { lowest = index }
            if layers[index].isChanged(by: item, paint) { break }
        }
        if let lowest {
            layers[lowest].append(item)
        } else {
            layers.append(
                PaintLayer(paint: paint, clip: clip, part: part, items: [item], bounds: item.extent.bounds))
        }
    }

    private mutating func append(_ item: Item) {
        items.append(item)
        bounds = bounds.union(item.extent.bounds)
    }

    /// Whether it matters which of both is painted first.
    private func isChanged(by item: Item, _ other: Paint) -> Bool {
        guard bounds.intersects(item.extent.bounds) else { return false }
        if let ink = paint.ink, ink == other.ink, ink.isOpaque { return false }
        return items.contains { $0.extent.meets(item.extent) }
    }

    /// What a command paints, and with what; nil where it paints nothing.
    private static func part(_ shape: DrawCommand.Shape, engine: TextEngine) -> (paint: Paint, item: Item)? {
        switch shape {
        case .stroke(let path, let style):
            guard !path.elements.isEmpty, style.ink.base.opacity > 0 else { return nil }
            return (.stroke(style), Item(content: .path(path), extent: Extent(path, margin: style.width / 2)))
        case .fill(let path, let ink):
            guard !path.elements.isEmpty, ink.base.opacity > 0 else { return nil }
            if let circle = path.circle {
                // A dot of a round pen, in a fifth of the characters.
                let dot = Path(through: [circle.centre, circle.centre])
                // As it is written: circles of one size are of one layer.
                let width = (200 * circle.radius).rounded() / 100
                return part(
                    .stroke(dot, StrokeStyle(ink, width: width, roundCaps: true)), engine: engine)
            }
            return (.fill(ink), Item(content: .path(path), extent: Extent(path, margin: 0)))
        case .hatch(let path, let style):
            let lines = HatchLines.path(in: path, spacing: style.spacing)
            return part(.stroke(lines, StrokeStyle(style.ink, width: style.width)), engine: engine)
        case .text(let text):
            let runs = engine.line(text.text, size: text.size).runs
            guard !runs.isEmpty else { return nil }
            let anchor = SVGText.flows(runs) ? text.anchor.horizontal : .leading
            let paint = TextPaint(ink: text.ink, rim: text.rim, size: text.size, anchor: anchor)
            return (.text(paint), Item(content: .text(text, runs), extent: Extent(text.bounds.inset(by: -1.5))))
        case .image(let raster, let rectangle):
            return (.image, Item(content: .image(raster, rectangle), extent: Extent(rectangle)))
        case .outline(let path):
            return (.outline, Item(content: .path(path), extent: Extent(path, margin: 0)))
        }
    }
}

extension PaintLayer.Paint {
    /// The single ink; nil for items with several inks.
    var ink: Ink? {
        switch self {
        case .stroke(let style): style.ink
        case .fill(let ink): ink
        case .text(let text): text.rim == nil ? text.ink : nil
        case .image, .outline: nil
        }
    }
}

extension PaintLayer {
    /// The items in as few paths as possible without a change of the picture: a translucent item stays separate, and so
    /// does an area that overlaps another, because their overlap could become a hole if their directions are opposite.
    var paths: [PathData] {
        var result: [PathData] = []
        var areas: [[Extent]] = []
        let mayOverlap = if case .stroke = paint { true } else { false }
        let isOpaque = paint.ink?.isOpaque ?? false
        for item in items {
            guard case .path(let path) = item.content else { continue }
            let free = result.indices.first { index in
                (mayOverlap && isOpaque) || !areas[index].contains { $0.meets(item.extent) }
            }
            if let free, isOpaque || free == result.count - 1 {
                result[free].append(path)
                areas[free].append(item.extent)
            } else {
                result.append(PathData(path))
                areas.append([item.extent])
            }
        }
        return result.filter { !$0.isEmpty }
    }
}
