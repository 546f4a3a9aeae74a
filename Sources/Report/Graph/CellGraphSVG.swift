import Foundation

/// A drawing of a ``CellGraph``: columns from left to right, a box a cell, a line a use.
struct CellGraphSVG {
    /// The element `svg`. Its parts have classes and no colours: `cg-edges`, `cg-node` with that of the state, `cg-verb`.
    let element: String
    private let inner: String
    private let size: (width: Int, height: Int)

    /// Room around the drawing.
    private static let margin = 6.0
    /// Of a letter of the label, and of the verb below it, at most: those of DejaVu Sans at 12 and 10 pixels.
    private static let (letter, smallLetter) = (7.7, 6.4)

    /// - Parameter hasLinks: whether each box leads to its cell on the page.
    init(_ graph: CellGraph, hasLinks: Bool) {
        let measures = LayeredLayout.Measures()
        let widths = graph.nodes.map { node in
            let label = Double(node.label.count + (node.state.sign == nil ? 0 : 2))
            return (max(label * Self.letter, Double(node.verb.count) * Self.smallLetter) + 18).rounded(.up)
        }
        let layout = LayeredLayout(widths: widths, edges: graph.edges, measures: measures)
        let lines = layout.ways.map(Self.path).joined()
        var parts = ["<path class=\"cg-edges\" d=\"\(lines)\"/>"]
        for (index, node) in graph.nodes.enumerated() {
            let (place, width) = (layout.places[index], widths[index])
            let (x, y) = (place.x + Self.margin, place.y + Self.margin)
            let middle = Self.text(x + width / 2)
            let sign = node.state.sign.map { "\($0) " } ?? ""
            let box =
                "<rect x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" width=\"\(Self.text(width))\" "
                + "height=\"\(Self.text(measures.height))\" rx=\"4\"/>"
                + "<text x=\"\(middle)\" y=\"\(Self.text(y + 15))\">\(sign)\(EscapedHTML.text(node.label))</text>"
                + "<text class=\"cg-verb\" x=\"\(middle)\" y=\"\(Self.text(y + 28))\">\(EscapedHTML.text(node.verb))</text>"
            let title = "<title>\(EscapedHTML.text("\(node.label), \(node.verb): \(node.state.rawValue)"))</title>"
            let content = "<g class=\"cg-node cg-\(node.state.rawValue)\">\(title)\(box)</g>"
            parts.append(hasLinks ? "<a href=\"#\(node.label)\">\(content)</a>" : content)
        }
        inner = parts.joined()
        size = (Int((layout.width + 2 * Self.margin).rounded(.up)), Int((layout.height + 2 * Self.margin).rounded(.up)))
        element =
            "<svg width=\"\(size.width)\" height=\"\(size.height)\" viewBox=\"0 0 \(size.width) \(size.height)\" "
            + "role=\"group\" aria-label=\"\(EscapedHTML.text(Self.words(graph)))\">\(inner)</svg>"
    }

    /// A self-contained file, for light and dark themes.
    var file: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="\(size.width)" height="\(size.height)" \
        viewBox="0 0 \(size.width) \(size.height)">
        <style>\(Self.style)</style>
        \(inner)
        </svg>

        """
    }

    private static let style = """
        svg{color-scheme:light dark;background:light-dark(#ffffff,#14161b)}
        text{font:12px "DejaVu Sans",Verdana,sans-serif;text-anchor:middle;fill:light-dark(#16181d,#e4e6ea)}
        .cg-verb{font-size:10px;fill:light-dark(#5a606b,#a3a9b5)}
        .cg-edges{fill:none;stroke:light-dark(#7c828d,#7f8692)}
        rect{fill:light-dark(#f3f4f7,#1d2028);stroke:light-dark(#7c828d,#7f8692)}
        .cg-stale rect,.cg-missing rect{stroke:light-dark(#6b5300,#dcb95c);stroke-dasharray:5 3}
        .cg-failed rect,.cg-damaged rect{stroke:light-dark(#b42318,#ff8f85);stroke-width:2}
        .cg-blocked rect,.cg-manual rect{stroke-dasharray:2 3}
        """

    /// "12 cells and 20 uses, from left to right"
    static func words(_ graph: CellGraph) -> String {
        let (cells, uses) = (graph.nodes.count, graph.edges.count)
        return
            "\(cells) \(cells == 1 ? "cell" : "cells") and \(uses) \(uses == 1 ? "use" : "uses") of one by another, from left to right"
    }

    /// Level in columns, and between these a curve that leaves and arrives level.
    private static func path(_ way: [LayeredLayout.Point]) -> String {
        guard let start = way.first else { return "" }
        var path = "M\(text(start.x + margin)) \(text(start.y + margin))"
        for (index, pair) in zip(way, way.dropFirst()).enumerated() {
            let (from, to) = pair
            if index.isMultiple(of: 2) {
                if to != from { path += "H\(text(to.x + margin))" }
            } else {
                let bend = text((from.x + to.x) / 2 + margin)
                path +=
                    "C\(bend) \(text(from.y + margin)) \(bend) \(text(to.y + margin)) "
                    + "\(text(to.x + margin)) \(text(to.y + margin))"
            }
        }
        return path
    }

    private static func text(_ number: Double) -> String {
        let rounded = (number * 10).rounded() / 10
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}

extension CellGraph {
    /// A self-contained file with the picture, for light and dark themes.
    public var svg: String { CellGraphSVG(self, hasLinks: false).file }
}
