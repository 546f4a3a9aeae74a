import Foundation
import Typefaces

/// Writes a drawing as SVG: inks as classes, text as text, what shares its paint as one path.
///
/// Coordinates are points. Ids, of clips alone, are `c1`, `c2`, … in every figure: who puts several into one page gives each
/// a prefix.
struct SVGWriter {
    let drawing: Drawing
    let engine: TextEngine
    let title: String
    let description: String

    private static let namespace = "xmlns=\"http://www.w3.org/2000/svg\""

    /// An element for a page that has ``FigureStylesheet/ofPages``; transparent, and with the width that the page sets.
    func element(isDescribed: Bool = true) -> String {
        document("\(Self.namespace) class=\"plot\"", style: "", isDescribed: isDescribed)
    }

    /// A self-contained file: with its colours, on paper of the theme's colour, and with its font.
    func file() -> String {
        var attributes = SVGAttributes()
        attributes.set("width", "\(SVGNumber.text(drawing.size.width))pt")
        attributes.set("height", "\(SVGNumber.text(drawing.size.height))pt")
        let letters = drawing.scalars
        let style =
            "<style>\(Typeface.rules(regular: letters.regular, bold: letters.bold))\(FigureStylesheet.ofFiles)</style>\n"
            + "<rect class=\"fp\" width=\"100%\" height=\"100%\"/>\n"
        return document(Self.namespace + attributes.text, style: style)
    }

    private func document(_ root: String, style: String, isDescribed: Bool = true) -> String {
        var clips: [Rectangle] = []
        func name(_ clip: Rectangle) -> String {
            if let known = clips.firstIndex(of: clip) { return "c\(known + 1)" }
            clips.append(clip)
            return "c\(clips.count)"
        }
        let body = Self.runs(of: PaintLayer.layers(of: drawing, engine: engine)).map { run in
            write(run, name) + "\n"
        }.joined()
        let defs = clips.enumerated().map { index, clip in
            "<clipPath id=\"c\(index + 1)\"><path d=\"\(PathData(Path(clip)).text)\"/></clipPath>"
        }.joined()
        let size = "\(SVGNumber.text(drawing.size.width)) \(SVGNumber.text(drawing.size.height))"
        return """
            <svg \(root) viewBox="0 0 \(size)" role="img" fill="none" stroke-linejoin="round">
            <title>\(Self.escaped(title))</title>
            \(isDescribed ? "<desc>\(Self.escaped(description))</desc>\n" : "")\(style)\(defs.isEmpty ? "" : "<defs>\(defs)</defs>\n")\(body)\(SVGPanels.elements(drawing.frames))</svg>
            """
    }

    // MARK: Layers

    /// Neighbours of one part, such as error bars and their points.
    private static func runs(of layers: [PaintLayer]) -> [[PaintLayer]] {
        layers.reduce(into: []) { runs, layer in
            if let part = layer.part, part == runs.last?.last?.part {
                runs[runs.count - 1].append(layer)
            } else {
                runs.append([layer])
            }
        }
    }

    /// What is one part, in an element that says so.
    private func write(_ run: [PaintLayer], _ name: (Rectangle) -> String) -> String {
        var shared = SVGAttributes()
        if let part = run[0].part { shared.set("data-\(part.kind.rawValue)", Self.escaped(part.name)) }
        if run.count == 1 { return write(run[0], clip: run[0].clip.map(name), shared) }
        return "<g\(shared.text)>" + run.map { write($0, clip: $0.clip.map(name), SVGAttributes()) }.joined() + "</g>"
    }

    private func write(_ layer: PaintLayer, clip: String?, _ attributes: SVGAttributes) -> String {
        var shared = attributes
        if let clip { shared.set("clip-path", "url(#\(clip))") }
        switch layer.paint {
        case .stroke(let style):
            FigureStylesheet.set(.stroke, to: style.ink, in: &shared)
            if style.width != 1 { shared.set("stroke-width", style.width) }
            if style.roundCaps { shared.set("stroke-linecap", "round") }
            if !style.dash.isEmpty {
                shared.set("stroke-dasharray", style.dash.map(SVGNumber.text).joined(separator: " "))
            }
            return paths(layer, shared)
        case .fill(let ink):
            FigureStylesheet.set(.fill, to: ink, in: &shared)
            return paths(layer, shared)
        case .outline:
            return paths(layer, shared)
        case .text(let paint):
            return texts(layer, paint, shared)
        case .image:
            return layer.items.map { item in
                guard case .image(let raster, let box) = item.content else { return "" }
                return image(raster, box, shared)
            }.joined()
        }
    }

    private func paths(_ layer: PaintLayer, _ shared: SVGAttributes) -> String {
        let paths = layer.paths
        if paths.count == 1 { return "<path\(shared.text) d=\"\(paths[0].text)\"/>" }
        return "<g\(shared.text)>" + paths.map { "<path d=\"\($0.text)\"/>" }.joined() + "</g>"
    }

    private func texts(_ layer: PaintLayer, _ paint: PaintLayer.TextPaint, _ shared: SVGAttributes) -> String {
        var shared = shared
        FigureStylesheet.set(.fill, to: paint.ink, in: &shared)
        if let rim = paint.rim {
            FigureStylesheet.set(.stroke, to: rim, in: &shared)
            shared.set("stroke-width", "2")
            shared.set("paint-order", "stroke")
        }
        shared.set("font-size", paint.size)
        switch paint.anchor {
        case .leading: break
        case .centre: shared.set("text-anchor", "middle")
        case .trailing: shared.set("text-anchor", "end")
        }
        // A clip on the text itself would turn with it.
        let isGroup = layer.items.count > 1 || layer.clip != nil
        let elements = layer.items.map { item -> String in
            guard case .text(let text, let runs) = item.content else { return "" }
            return SVGText.element(text, runs, attributes: isGroup ? SVGAttributes() : shared)
        }
        return isGroup ? "<g\(shared.text)>\(elements.joined())</g>" : elements.joined()
    }

    private func image(_ raster: Raster, _ box: Rectangle, _ shared: SVGAttributes) -> String {
        var attributes = shared
        attributes.set("x", box.x)
        attributes.set("y", box.y)
        attributes.set("width", box.width)
        attributes.set("height", box.height)
        attributes.set("preserveAspectRatio", "none")
        attributes.set("href", "data:image/png;base64,\(Data(PNGFile(raster).bytes).base64EncodedString())")
        return "<image\(attributes.text)/>"
    }

    static func escaped(_ text: String) -> String {
        // XML has no place for control characters and what is no character, not even escaped.
        let allowed = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            let isControl = scalar.value < 0x20 && scalar != "\n" && scalar != "\t"
            return isControl || scalar.value == 0xfffe || scalar.value == 0xffff ? "\u{FFFD}" : scalar
        }
        return String(String.UnicodeScalarView(allowed)).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}

extension Drawing {
    /// The characters of all texts, by their weight.
    fileprivate var scalars: (regular: Set<Unicode.Scalar>, bold: Set<Unicode.Scalar>) {
        func collect(
            _ pieces: [RichText.Piece], _ regular: inout Set<Unicode.Scalar>, _ bold: inout Set<Unicode.Scalar>
        ) {
            for piece in pieces {
                switch piece {
                case .run(let text, _, let isBold):
                    if isBold { bold.formUnion(text.unicodeScalars) } else { regular.formUnion(text.unicodeScalars) }
                case .script(let upper, let lower):
                    collect(upper, &regular, &bold)
                    collect(lower, &regular, &bold)
                }
            }
        }
        var (regular, bold): (Set<Unicode.Scalar>, Set<Unicode.Scalar>) = ([], [])
        for command in commands {
            if case .text(let text) = command.shape { collect(text.text.pieces, &regular, &bold) }
        }
        return (regular, bold)
    }
}
