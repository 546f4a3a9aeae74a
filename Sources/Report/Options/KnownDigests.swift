import Files
import Foundation

/// What is known of a file that was read: which file it is, in which state, and SHA-256 of its content.
struct KnownDigest: Sendable, Codable {
    /// Device, place on it, size, and the times at which content and status last changed.
    let stamp: [Int64]
    let digest: String
}

/// Digests of files that are read part by part, kept in the store, so that gigabytes are not read again only to see that
/// nothing changed.
///
/// A digest stands for a file for as long as its stamp is the same. One of a file that was changed just before it was read is
/// not kept: it might change once more within the resolution of its times.
struct KnownDigests: Sendable {
    let folder: URL

    /// Younger files may change without a new time, in seconds: that of FAT and of old network file systems is 2.
    private static let youngest = 5.0

    /// - Returns: nil for a file without a stored digest.
    func digest(of url: URL) -> KnownDigest? {
        FileManager.default.contents(atPath: place(of: url).path).flatMap {
            try? JSONDecoder().decode(KnownDigest.self, from: $0)
        }
    }

    /// Stores a digest. If this fails, it is computed again the next time.
    ///
    /// - Parameters:
    ///   - changed: the time of the last change of the file's content or status.
    ///   - read: the time at which reading it began.
    func keep(_ known: KnownDigest, of url: URL, changed: Date, read: Date) {
        guard read.timeIntervalSince(changed) > Self.youngest, let json = try? JSONEncoder().encode(known),
            FileManager.default.fileExists(atPath: folder.deletingLastPathComponent().path)
        else { return }
        let place = place(of: url)
        try? FileSystem.createFolder(folder)
        try? OutputFile(place).write(json)
    }

    private func place(of url: URL) -> URL {
        folder.appendingPathComponent(SHA256.hex(url.path.utf8) + ".json")
    }
}
