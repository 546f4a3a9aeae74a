import CZlib
import Foundation
import Synchronization

/// A page as everybody gets it until there is another one: many ask for the same.
final class PreparedPage: Sendable {
    let html: Data
    /// What it lets the browser do.
    let contentPolicy: String
    /// By this a browser that keeps the page says so (RFC 9110, section 8.8.3). No other page has it, of an earlier server neither.
    let tag = "W/\"\(UUID().uuidString)\""
    private let kept = Mutex<Data?>(nil)

    init(_ html: Data, contentPolicy: String) {
        self.html = html
        self.contentPolicy = contentPolicy
    }

    /// The page in the form of gzip (RFC 1952), made at the first request for it.
    var packed: Data {
        kept.withLock { kept in
            if let kept { return kept }
            let made = Self.packed(html)
            kept = made
            return made
        }
    }

    private static func packed(_ bytes: Data) -> Data {
        var stream = z_stream()
        let status = deflateInit2_(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib: \(status)")
        defer { deflateEnd(&stream) }
        var input = [UInt8](bytes)
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(input.count))))
        let end = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
                (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
                return deflate(&stream, Z_FINISH)
            }
        }
        precondition(end == Z_STREAM_END, "zlib: \(end)")
        return Data(output.prefix(Int(stream.total_out)))
    }
}
