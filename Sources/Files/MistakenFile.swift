/// Recognizes by its first bytes a file whose content does not match its name.
public enum MistakenFile {
    /// The number of bytes that are examined.
    public static let prefixLength = 512

    /// The kind of the file and the remedy, as the continuation of an error message; nil if its beginning does not show
    /// it.
    ///
    /// - Parameters:
    ///   - bytes: the beginning of a file; bytes after `prefixLength` are ignored.
    ///   - isBinary: whether a text would be a mistake, too.
    public static func words(_ bytes: some Collection<UInt8>, isBinary: Bool = false) -> String? {
        let prefix = Array(bytes.prefix(prefixLength))
        func begins(_ start: [UInt8]) -> Bool { prefix.starts(with: start) }
        if begins(Array("version https://git-lfs".utf8)) {
            return "it is a pointer of Git LFS in place of the file; fetch it with 'git lfs pull'"
        }
        if begins([0xFF, 0xFE]) || begins([0xFE, 0xFF]) { return "it is text in UTF-16; save it as UTF-8" }
        let text = String(decoding: prefix, as: UTF8.self).lowercased().drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        if text.hasPrefix("/annex/objects/") || text.contains(".git/annex/objects/") {
            return "it is a pointer of git-annex in place of the file; fetch it with 'git annex get'"
        }
        if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") || text.hasPrefix("<head") {
            return "it is an HTML page, perhaps what a server sent in place of the file; download it again"
        }
        if text.hasPrefix("<?xml") {
            return "it is a text of XML, perhaps what a server sent in place of the file; download it again"
        }
        if begins([0x50, 0x4B, 0x03, 0x04]), text.contains(".npy") { return "it is an archive of NumPy" }
        if begins([0x50, 0x4B, 0x03, 0x04]) || (begins([0x80]) && prefix.count > 1 && (2...5).contains(prefix[1])) {
            return "it looks like a checkpoint of PyTorch or a pickle; write it as .safetensors with "
                + "safetensors.torch.save_file"
        }
        if begins([0x89, 0x48, 0x44, 0x46]) { return "it is an HDF5 file" }
        if begins(Array("root\0".utf8)) { return "it is a ROOT file" }
        if begins(Array("PAR1".utf8)) { return "it is a Parquet file" }
        if begins([0x93] + Array("NUMPY".utf8)) { return "it is a NumPy file" }
        if begins([0x1F, 0x8B]) { return "it is compressed; unpack it with gunzip" }
        if begins([0x28, 0xB5, 0x2F, 0xFD]) { return "it is compressed; unpack it with unzstd" }
        if begins([0xFD] + Array("7zXZ".utf8)) { return "it is compressed; unpack it with unxz" }
        if begins(Array("BZh".utf8)), prefix.dropFirst(4).starts(with: [0x31, 0x41, 0x59, 0x26]) {
            return "it is compressed; unpack it with bunzip2"
        }
        if prefix.dropFirst(257).starts(with: "ustar".utf8) { return "it is an archive; unpack it with tar" }
        if begins(Array("GGUF".utf8)) { return "it is a GGUF file" }
        let first = prefix.prefix(40)
        if isBinary, first.count >= 8, first.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == 0x0A || $0 == 0x0D }) {
            let line = String(decoding: first.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
            return "it is a text that begins with '\(line)'"
        }
        return nil
    }
}
