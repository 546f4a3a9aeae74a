import CCairo
import CPango
import Foundation
import Typefaces

/// Measures and paints text in the pinned font, DejaVu Sans (`Typeface`).
///
/// Every drawing makes an engine of its own, with its own Pango font map, and keeps it on one thread; so figures may
/// be drawn on several threads at once. (Pango's default font map must not be shared between threads; fontconfig,
/// beneath it, locks itself.) Italics are the upright letters slanted by DejaVu's own angle of 11°, so that
/// the bytes do not depend on which of the optional DejaVu packages is installed.
final class TextEngine {
    static let family = Typeface.family
    static let slant = 0.19
    /// Scripts' size against the text's, and their shifts of the baseline in ems.
    static let scriptScale = 0.72
    static let raise = 0.38
    static let lower = 0.22
    /// Heights of DejaVu Sans in ems.
    static let capHeight = 0.729
    static let ascent = 0.79
    static let descent = 0.22

    private let fontMap: UnsafeMutablePointer<PangoFontMap>
    private let context: OpaquePointer
    /// A layout measures the same labels many times.
    private var widths: [MeasuredRun: Double] = [:]
    /// Of all texts that were measured: whether a character is drawn as a box, because no installed font has it.
    private var isBox: [Unicode.Scalar: Bool] = [:]

    private struct MeasuredRun: Hashable {
        let text: String
        let size: Double
        let bold: Bool
    }

    /// - Throws: ``PlottingError/fontMissing(family:found:)`` if DejaVu Sans is not installed.
    init() throws(PlottingError) {
        guard let map = pango_cairo_font_map_new() else { throw .cairo(status: "no font map") }
        guard let context = pango_font_map_create_context(map) else {
            g_object_unref(map)
            throw .cairo(status: "no text context")
        }
        fontMap = map
        self.context = context
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
        pango_context_set_round_glyph_positions(context, 0)
        let found = resolvedFamily()
        if found != Self.family { throw .fontMissing(family: Self.family, found: found) }
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(context))
        g_object_unref(fontMap)
    }

    private func resolvedFamily() -> String {
        let description = Self.fontDescription(size: 8, bold: false)
        defer { pango_font_description_free(description) }
        guard let font = pango_context_load_font(context, description) else { return "none" }
        defer { g_object_unref(font) }
        guard let actual = pango_font_describe(font) else { return "none" }
        defer { pango_font_description_free(actual) }
        return pango_font_description_get_family(actual).map { String(cString: $0) } ?? "none"
    }

    private static func fontDescription(size: Double, bold: Bool) -> OpaquePointer? {
        let description = pango_font_description_new()
        pango_font_description_set_family(description, family)
        pango_font_description_set_absolute_size(description, size * Double(PANGO_SCALE))
        if bold { pango_font_description_set_weight(description, PANGO_WEIGHT_BOLD) }
        return description
    }

    /// Calls `body` with a Pango layout of one line that lives for the call.
    private func withLine<Result>(_ run: TextLine.Run, _ body: (OpaquePointer) -> Result) -> Result? {
        guard let layout = pango_layout_new(context) else { return nil }
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        let description = Self.fontDescription(size: run.size, bold: run.bold)
        pango_layout_set_font_description(layout, description)
        pango_font_description_free(description)
        pango_layout_set_single_paragraph_mode(layout, 1)
        pango_layout_set_text(layout, run.text, Int32(run.text.utf8.count))
        return body(layout)
    }

    private func width(of run: TextLine.Run) -> Double {
        let key = MeasuredRun(text: run.text, size: run.size, bold: run.bold)
        if let known = widths[key] { return known }
        let width =
            withLine(run) { layout in
                var logical = PangoRectangle()
                pango_layout_get_extents(layout, nil, &logical)
                if pango_layout_get_unknown_glyphs_count(layout) > 0 { noteBoxes(in: run) }
                return Double(logical.width) / Double(PANGO_SCALE)
            } ?? 0
        widths[key] = width
        return width
    }

    private func noteBoxes(in run: TextLine.Run) {
        for scalar in run.text.unicodeScalars where isBox[scalar] == nil {
            var one = run
            one.text = String(scalar)
            isBox[scalar] = (withLine(one) { pango_layout_get_unknown_glyphs_count($0) } ?? 0) > 0
        }
    }

    /// Characters of a measured text that are drawn as boxes, because no installed font has them.
    func boxes(in text: RichText) -> [Unicode.Scalar] {
        isBox.isEmpty ? [] : Array(text.plain.unicodeScalars).filter { isBox[$0] ?? false }
    }

    /// Places every run of a text, at the size given in points.
    func line(_ text: RichText, size: Double) -> TextLine {
        var line = TextLine(width: 0, ascent: Self.ascent * size, descent: Self.descent * size, runs: [])
        append(text.pieces, size: size, baseline: 0, to: &line)
        return line
    }

    private func append(_ pieces: [RichText.Piece], size: Double, baseline: Double, to line: inout TextLine) {
        for piece in pieces {
            switch piece {
            case .run(let text, let italic, let bold):
                var run = TextLine.Run(
                    text: text, size: size, italic: italic, bold: bold, x: line.width, baseline: baseline)
                run.width = width(of: run)
                line.width += run.width
                line.runs.append(run)
            case .script(let upper, let lower):
                let start = line.width + 0.04 * size
                let scriptSize = size * Self.scriptScale
                // Stacked scripts move apart, or they would touch.
                let spread = upper.isEmpty || lower.isEmpty ? 0 : 0.08 * size
                line.width = start
                append(upper, size: scriptSize, baseline: baseline - Self.raise * size - spread, to: &line)
                let upperEnd = line.width
                line.width = start
                append(lower, size: scriptSize, baseline: baseline + Self.lower * size + spread, to: &line)
                line.width = max(line.width, upperEnd)
                if !upper.isEmpty {
                    line.ascent = max(line.ascent, -baseline + Self.raise * size + spread + 0.75 * scriptSize)
                }
                if !lower.isEmpty {
                    line.descent = max(line.descent, baseline + Self.lower * size + spread + 0.2 * scriptSize)
                }
            }
        }
    }

    /// The text with its box, ready to draw.
    func place(
        _ text: RichText, size: Double, at position: Point, anchor: TextAnchor, rotation: Double = 0,
        ink: Ink = .foreground, rim: Ink? = nil, whole: RichText? = nil
    ) -> PlacedText {
        let line = line(text, size: size)
        let left =
            switch anchor.horizontal {
            case .leading: 0.0
            case .centre: -line.width / 2
            case .trailing: -line.width
            }
        let baseline =
            switch anchor.vertical {
            case .top: line.ascent
            case .middle: Self.capHeight * size / 2
            case .baseline: 0.0
            case .bottom: -line.descent
            }
        let box = Rectangle(
            x: left, y: baseline - line.ascent, width: line.width, height: line.ascent + line.descent)
        return PlacedText(
            text: text, size: size, ink: ink, position: position, anchor: anchor, rotation: rotation, box: box,
            rim: rim, whole: whole, ascent: line.ascent)
    }

    /// Paints a placed text with the current source colour of the Cairo context: the letters, or their outlines as
    /// strokes of a width.
    func paint(_ placed: PlacedText, outlineWidth: Double? = nil, on cairo: OpaquePointer) {
        let line = line(placed.text, size: placed.size)
        cairo_save(cairo)
        cairo_translate(cairo, placed.position.x, placed.position.y)
        cairo_rotate(cairo, -placed.rotation)
        let baseline = placed.box.y + placed.ascent
        for run in line.runs {
            cairo_save(cairo)
            cairo_translate(cairo, placed.box.x + run.x, baseline + run.baseline)
            if run.italic {
                var shear = cairo_matrix_t()
                cairo_matrix_init(&shear, 1, 0, -Self.slant, 1, 0, 0)
                cairo_transform(cairo, &shear)
            }
            cairo_move_to(cairo, 0, 0)
            _ = withLine(run) { layout in
                if let first = pango_layout_get_line_readonly(layout, 0) {
                    if let outlineWidth {
                        pango_cairo_layout_line_path(cairo, first)
                        cairo_set_line_width(cairo, outlineWidth)
                        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
                        cairo_set_dash(cairo, [], 0, 0)
                        cairo_stroke(cairo)
                    } else {
                        pango_cairo_show_layout_line(cairo, first)
                    }
                }
            }
            cairo_restore(cairo)
        }
        cairo_restore(cairo)
    }
}

/// A text's runs on their line; lengths in points, the baseline at 0, downwards positive.
struct TextLine {
    struct Run {
        var text: String
        let size: Double
        let italic: Bool
        let bold: Bool
        let x: Double
        let baseline: Double
        var width = 0.0
    }

    var width: Double
    var ascent: Double
    var descent: Double
    var runs: [Run]
}
