import Files
import Foundation
import Typefaces

/// What the cells of a report showed last, kept in the store: a cell whose result, options and caption are the same as then is
/// not drawn again, for as long as the program and its font are the same.
///
/// Each is a file: the digest of all that the drawing depends on, that of the rest, and the drawing as a property list. What
/// cannot be kept is drawn anew the next time, and so is what does not match its digest.
struct KeptDrawings: Sendable {
    private let folder: URL
    /// What draws: the program and the font, each by its file.
    private let draughtsman: String

    /// - Parameters:
    ///   - folder: the folder of the report; it need not exist.
    /// - Returns: nil where the program cannot be identified.
    init?(in folder: URL) {
        guard let program = FileStamp(URL(fileURLWithPath: "/proc/self/exe")) else { return nil }
        self.folder = folder
        draughtsman = "\(program.text)\n\(Typeface.version ?? "no font")"
    }

    /// - Parameter signature: a digest of everything on which the drawing depends, apart from the program.
    /// - Returns: nil without a stored drawing of this signature.
    func drawing(of cell: Cell, _ signature: String) -> Drawing? { read(cell, if: address(signature))?.drawing }

    /// The last output of the cell, from whatever result; nil where it is not known.
    func last(of cell: Cell) -> Drawing? {
        read(cell, if: nil).flatMap { $0.verb == cell.verb ? $0.drawing : nil }
    }

    /// Stores a drawing in place of the earlier one of the cell.
    func keep(_ drawing: Drawing, of cell: Cell, _ signature: String) {
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        guard let list = try? encoder.encode(Kept(verb: cell.verb, drawing: drawing)),
            (try? FileSystem.createFolder(folder)) != nil
        else { return }
        let head = "\(address(signature))\n\(SHA256.hex(list))\n"
        try? OutputFile(place(of: cell)).write(Data(head.utf8) + list)
    }

    private struct Kept: Codable {
        let verb: String
        let drawing: Drawing
    }

    /// - Parameter address: of what is wanted; nil for whatever is there.
    private func read(_ cell: Cell, if address: String?) -> Kept? {
        guard let data = FileManager.default.contents(atPath: place(of: cell).path) else { return nil }
        let lines = data.split(separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)
        guard lines.count == 3, address.map({ lines[0].elementsEqual($0.utf8) }) ?? true,
            lines[1].elementsEqual(SHA256.hex(lines[2]).utf8)
        else { return nil }
        return try? PropertyListDecoder().decode(Kept.self, from: Data(lines[2]))
    }

    private func address(_ signature: String) -> String { SHA256.hex("\(draughtsman)\n\(signature)".utf8) }
    private func place(of cell: Cell) -> URL { folder.appendingPathComponent(cell.label) }
}
