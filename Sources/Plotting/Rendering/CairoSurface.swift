import CCairo
import Foundation

/// Bytes that Cairo writes, collected.
final class ByteSink {
    var bytes: [UInt8] = []
}

/// A Cairo surface with its context, freed with the object.
final class CairoSurface {
    let surface: OpaquePointer
    let context: OpaquePointer
    private let sink: ByteSink

    private static let write: cairo_write_func_t = { closure, data, length in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
        sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
        return CAIRO_STATUS_SUCCESS
    }

    private init(_ surface: OpaquePointer?, sink: ByteSink) throws(PlottingError) {
        guard let surface else { throw .cairo(status: "no surface") }
        guard let context = cairo_create(surface) else {
            cairo_surface_destroy(surface)
            throw .cairo(status: "no drawing context")
        }
        self.surface = surface
        self.context = context
        self.sink = sink
        try check()
    }

    deinit {
        cairo_destroy(context)
        // Finishes first, and so may still write: the sink lives until then.
        cairo_surface_destroy(surface)
    }

    static func pdf(_ size: Size, title: String, subject: String) throws(PlottingError) -> CairoSurface {
        let sink = ByteSink()
        let closure = Unmanaged.passUnretained(sink).toOpaque()
        let result = try CairoSurface(
            cairo_pdf_surface_create_for_stream(write, closure, size.width, size.height), sink: sink)
        cairo_pdf_surface_set_metadata(result.surface, CAIRO_PDF_METADATA_TITLE, title)
        cairo_pdf_surface_set_metadata(result.surface, CAIRO_PDF_METADATA_SUBJECT, subject)
        // A fixed date: the same figure gives the same bytes.
        cairo_pdf_surface_set_metadata(result.surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
        return result
    }

    static func image(width: Int, height: Int) throws(PlottingError) -> CairoSurface {
        try CairoSurface(
            cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height)), sink: ByteSink())
    }

    /// - Throws: ``PlottingError/cairo(status:)`` if anything drawn so far failed.
    func check() throws(PlottingError) {
        for status in [cairo_status(context), cairo_surface_status(surface)] where status != CAIRO_STATUS_SUCCESS {
            throw .cairo(status: cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown")
        }
    }

    /// Ends the drawing and returns what was written.
    func finish() throws(PlottingError) -> [UInt8] {
        try check()
        cairo_surface_finish(surface)
        let status = cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS else {
            throw .cairo(status: cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown")
        }
        return sink.bytes
    }

    func png() throws(PlottingError) -> [UInt8] {
        try check()
        let status = cairo_surface_write_to_png_stream(
            surface, Self.write, Unmanaged.passUnretained(sink).toOpaque())
        guard status == CAIRO_STATUS_SUCCESS else {
            throw .cairo(status: cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown")
        }
        return sink.bytes
    }
}
