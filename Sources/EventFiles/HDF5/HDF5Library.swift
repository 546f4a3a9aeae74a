import CHDF5
import Foundation

/// The library, which one thread at a time may call.
enum HDF5Library {
    private static let lock = NSRecursiveLock()

    /// Calls the library.
    ///
    /// - Parameter body: runs while no other thread uses the library.
    static func use<Result>(_ body: () throws(EventFileError) -> Result) throws(EventFileError) -> Result {
        lock.lock()
        defer { lock.unlock() }
        // The setting belongs to the thread in some builds.
        chdf5_silence()
        return try body()
    }

    /// Releases an object of the library.
    static func release(_ body: () -> Void) {
        lock.lock()
        defer { lock.unlock() }
        chdf5_silence()
        body()
    }

    /// The library's message for its last failure, which is then cleared.
    static var reason: String {
        var text = [CChar](repeating: 0, count: 256)
        chdf5_reason(&text, text.count)
        let words = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return words.isEmpty ? "the HDF5 library does not say why" : words
    }
}

/// An object of the library, closed when the last reference goes.
final class HDF5Object: @unchecked Sendable {
    // Only given to the library, under its lock.
    let id: hid_t
    private let close: @Sendable (hid_t) -> Void

    /// - Returns: nil if the library returned no object.
    init?(_ id: hid_t, _ close: @escaping @Sendable (hid_t) -> Void) {
        guard id >= 0 else { return nil }
        self.id = id
        self.close = close
    }

    deinit { HDF5Library.release { close(id) } }

    static func type(_ id: hid_t) -> HDF5Object? { HDF5Object(id) { H5Tclose($0) } }
    static func space(_ id: hid_t) -> HDF5Object? { HDF5Object(id) { H5Sclose($0) } }
    static func dataset(_ id: hid_t) -> HDF5Object? { HDF5Object(id) { H5Dclose($0) } }
    static func properties(_ id: hid_t) -> HDF5Object? { HDF5Object(id) { H5Pclose($0) } }
    static func file(_ id: hid_t) -> HDF5Object? { HDF5Object(id) { H5Fclose($0) } }
    static func any(_ id: hid_t) -> HDF5Object? { HDF5Object(id) { H5Oclose($0) } }
}
