import CCairo
import Foundation

/// Paints a drawing in one theme, as PDF or PNG.
struct CairoRenderer {
    let drawing: Drawing
    let theme: Theme
    let engine: TextEngine

    /// A PDF with text as text, and with title and description in its metadata.
    func pdf(title: String, description: String) throws(PlottingError) -> Data {
        let surface = try CairoSurface.pdf(drawing.size, title: title, subject: description)
        try paint(on: surface.context)
        return Data(try surface.finish())
    }

    /// A PNG on the theme's page colour.
    func png(dotsPerInch: Double) throws(PlottingError) -> Data {
        let scale = dotsPerInch / 72
        let surface = try CairoSurface.image(
            width: Int((drawing.size.width * scale).rounded()),
            height: Int((drawing.size.height * scale).rounded(.up)))
        setSource(.paper, on: surface.context)
        cairo_paint(surface.context)
        cairo_scale(surface.context, scale, scale)
        try paint(on: surface.context)
        var file = PNGFile(try surface.png())
        file.setResolution(dotsPerInch: dotsPerInch)
        return Data(file.bytes)
    }

    private func paint(on cairo: OpaquePointer) throws(PlottingError) {
        var clip: Rectangle?
        cairo_save(cairo)
        for command in drawing.commands {
            if command.clip != clip {
                cairo_restore(cairo)
                cairo_save(cairo)
                clip = command.clip
                if let clip {
                    cairo_rectangle(cairo, clip.x, clip.y, clip.width, clip.height)
                    cairo_clip(cairo)
                }
            }
            try paint(command.shape, on: cairo)
        }
        cairo_restore(cairo)
    }

    private func setSource(_ ink: Ink, on cairo: OpaquePointer) {
        let colour = theme.colour(of: ink)
        cairo_set_source_rgba(cairo, colour.red, colour.green, colour.blue, colour.opacity)
    }

    private func paint(_ shape: DrawCommand.Shape, on cairo: OpaquePointer) throws(PlottingError) {
        switch shape {
        case .stroke(let path, let style):
            trace(path, on: cairo)
            setSource(style.ink, on: cairo)
            cairo_set_line_width(cairo, style.width)
            cairo_set_line_cap(cairo, style.roundCaps ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
            cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
            cairo_set_dash(cairo, style.dash, Int32(style.dash.count), 0)
            cairo_stroke(cairo)
        case .fill(let path, let ink):
            trace(path, on: cairo)
            setSource(ink, on: cairo)
            cairo_fill(cairo)
        case .hatch(let path, let style):
            let lines = HatchLines.path(in: path, spacing: style.spacing)
            try paint(.stroke(lines, StrokeStyle(style.ink, width: style.width)), on: cairo)
        case .text(let text):
            if let rim = text.rim {
                setSource(rim, on: cairo)
                engine.paint(text, outlineWidth: 2, on: cairo)
            }
            setSource(text.ink, on: cairo)
            engine.paint(text, on: cairo)
        case .image(let raster, let rectangle):
            try paint(raster, in: rectangle, on: cairo)
        case .outline: break
        }
    }

    private func trace(_ path: Path, on cairo: OpaquePointer) {
        cairo_new_path(cairo)
        for element in path.elements {
            switch element {
            case .move(let point): cairo_move_to(cairo, point.x, point.y)
            case .line(let point): cairo_line_to(cairo, point.x, point.y)
            case .curve(let first, let second, let end):
                cairo_curve_to(cairo, first.x, first.y, second.x, second.y, end.x, end.y)
            case .close: cairo_close_path(cairo)
            }
        }
    }

    private func paint(_ raster: Raster, in rectangle: Rectangle, on cairo: OpaquePointer) throws(PlottingError) {
        let image = try CairoSurface.image(width: raster.columns, height: raster.rows)
        cairo_surface_flush(image.surface)
        guard let bytes = cairo_image_surface_get_data(image.surface) else { throw .cairo(status: "no pixels") }
        let stride = Int(cairo_image_surface_get_stride(image.surface))
        for row in 0..<raster.rows {
            for column in 0..<raster.columns {
                let colour = raster.pixels[row * raster.columns + column]
                func byte(_ component: Double) -> UInt32 { UInt32((component * colour.opacity * 255).rounded()) }
                let alpha = UInt32((colour.opacity * 255).rounded())
                let pixel = alpha << 24 | byte(colour.red) << 16 | byte(colour.green) << 8 | byte(colour.blue)
                UnsafeMutableRawPointer(bytes + row * stride + 4 * column).storeBytes(of: pixel, as: UInt32.self)
            }
        }
        cairo_surface_mark_dirty(image.surface)
        cairo_save(cairo)
        cairo_translate(cairo, rectangle.x, rectangle.y)
        cairo_scale(cairo, rectangle.width / Double(raster.columns), rectangle.height / Double(raster.rows))
        cairo_rectangle(cairo, 0, 0, Double(raster.columns), Double(raster.rows))
        cairo_set_source_surface(cairo, image.surface, 0, 0)
        cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_BILINEAR)
        // The border pixels reach to the edge instead of fading out.
        cairo_pattern_set_extend(cairo_get_source(cairo), CAIRO_EXTEND_PAD)
        cairo_fill(cairo)
        cairo_restore(cairo)
    }
}
