import CPoppler
import Foundation
import Statistics
import Synchronization

/// A page of a PDF file drawn as SVG, which browsers show where they do not show PDF.
enum PDFPage {
    /// Poppler and its fonts are used by one thread at a time.
    private static let gate = Mutex(())
    /// Bytes of SVG: a page of millions of points is better a PNG.
    private static let largest = 32 << 20

    /// - Parameter number: the number of the page, from 1; nil is allowed only for a file with one page.
    /// - Throws: ``PictureFault``.
    static func svg(of data: Data, page number: Int?) throws(PictureFault) -> Data {
        try gate.withLock { _ throws(PictureFault) in
            let document = try open(data)
            defer { g_object_unref(UnsafeMutableRawPointer(document)) }
            let count = Int(poppler_document_get_n_pages(document))
            guard let number = number ?? (count == 1 ? 1 : nil) else {
                throw PictureFault(
                    "has \(NumberText.counted(count, "page"))",
                    remedy: "say which, as in figure.pdf#page=2, or save one page alone")
            }
            guard (1...max(count, 1)).contains(number),
                let page = poppler_document_get_page(document, Int32(number - 1))
            else {
                throw PictureFault("has no page \(number)", remedy: "it has \(count)")
            }
            defer { g_object_unref(UnsafeMutableRawPointer(page)) }
            return try draw(page)
        }
    }

    private static func open(_ data: Data) throws(PictureFault) -> OpaquePointer {
        let bytes = data.withUnsafeBytes { g_bytes_new($0.baseAddress, gsize($0.count)) }
        defer { g_bytes_unref(bytes) }
        var error: UnsafeMutablePointer<GError>?
        if let document = poppler_document_new_from_bytes(bytes, nil, &error) { return document }
        defer { g_clear_error(&error) }
        // The code of an error of Poppler that stands for a missing password.
        guard error?.pointee.code == Int32(POPPLER_ERROR_ENCRYPTED.rawValue) else { throw PictureFault.damaged("PDF") }
        throw PictureFault("is encrypted", remedy: "save it without a password")
    }

    private static func draw(_ page: OpaquePointer) throws(PictureFault) -> Data {
        var width = 0.0
        var height = 0.0
        poppler_page_get_size(page, &width, &height)
        guard width > 0, height > 0 else { throw PictureFault("has a page without a size", remedy: "save it again") }
        let output = SVGOutput(largest: largest)
        let surface = cairo_svg_surface_create_for_stream(
            { closure, bytes, count in
                guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
                return Unmanaged<SVGOutput>.fromOpaque(closure).takeUnretainedValue().append(bytes, Int(count))
            }, Unmanaged.passUnretained(output).toOpaque(), width, height)
        let context = cairo_create(surface)
        poppler_page_render(page, context)
        cairo_show_page(context)
        let hasDrawn = cairo_status(context) == CAIRO_STATUS_SUCCESS
        cairo_destroy(context)
        cairo_surface_finish(surface)
        let isWritten = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS
        cairo_surface_destroy(surface)
        return try withExtendedLifetime(output) { () throws(PictureFault) in
            guard hasDrawn, isWritten else {
                throw output.isFull
                    ? PictureFault("draws too much for a page", remedy: "save it as PNG") : PictureFault.damaged("PDF")
            }
            return output.data
        }
    }
}

/// What Cairo writes.
private final class SVGOutput {
    private(set) var data = Data()
    private(set) var isFull = false
    private let largest: Int

    init(largest: Int) { self.largest = largest }

    func append(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> cairo_status_t {
        isFull = data.count + count > largest
        guard !isFull else { return CAIRO_STATUS_WRITE_ERROR }
        data.append(bytes, count: count)
        return CAIRO_STATUS_SUCCESS
    }
}
