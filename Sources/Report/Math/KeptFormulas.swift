import Files
import Foundation

/// Formulas that earlier runs have set, kept in the store: a page whose formulas are all there needs no KaTeX.
///
/// Each is a file, called by the digest of its TeX and of which KaTeX set it. What cannot be kept is set anew the next time, and
/// so is what does not match its digest.
struct KeptFormulas: Sendable {
    private let folder: URL
    /// Which KaTeX: its file, with size and time.
    private let katex: String

    /// - Parameters:
    ///   - folder: the folder; it need not exist.
    ///   - katex: the script that sets formulas.
    init(in folder: URL, by katex: URL) {
        self.folder = folder
        let script = katex.resolvingSymlinksInPath()
        let attributes = try? FileManager.default.attributesOfItem(atPath: script.path)
        let size = attributes?[.size] as? Int ?? 0
        let time = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        self.katex = "\(script.path)\n\(size)\n\(time)"
    }

    /// - Returns: nil for a formula that is not stored.
    func html(_ tex: String, display: Bool) -> String? {
        guard let data = FileManager.default.contents(atPath: place(of: tex, display: display).path),
            let line = data.firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        let html = data[data.index(after: line)...]
        return Array(data[..<line]) == Array(SHA256.hex(html).utf8) ? String(decoding: html, as: UTF8.self) : nil
    }

    /// - Returns: whether it was stored.
    func keep(_ html: String, of tex: String, display: Bool) -> Bool {
        (try? OutputFile(place(of: tex, display: display)).write(Data("\(SHA256.hex(html.utf8))\n\(html)".utf8))) != nil
    }

    /// Creates the folder, in an existing store.
    func prepare() -> Bool {
        FileManager.default.fileExists(atPath: folder.deletingLastPathComponent().path)
            && (try? FileSystem.createFolder(folder)) != nil
    }

    private func place(of tex: String, display: Bool) -> URL {
        folder.appendingPathComponent(SHA256.hex("\(katex)\n\(display)\n\(tex)".utf8) + ".html")
    }
}
