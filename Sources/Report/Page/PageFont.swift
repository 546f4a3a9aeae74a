import Synchronization
import Typefaces

/// The letters of tables, captions and figures, which a page brings along: on every machine they look as they were laid out.
final class PageFont: Sendable {
    /// Those of the last page: the next one often needs the same.
    private let last = Mutex<(characters: Set<Unicode.Scalar>, rules: String)?>(nil)

    /// - Parameters:
    ///   - html: the page, whose characters are collected.
    ///   - isLive: whether a server updates the page: then further characters are included, so that later text need not
    ///     wait for them.
    /// - Returns: CSS rules; empty if the font is not installed: then the reader's system chooses a font.
    func rules(for html: String, isLive: Bool = false) -> String {
        // The whole of ASCII, which nearly every page needs, and what else there is.
        var characters = Set((0x20..<0x7f).map { Unicode.Scalar(UInt8($0)) })
        for scalar in html.unicodeScalars where scalar.value >= 0xa0 { characters.insert(scalar) }
        if isLive { characters.formUnion(Self.usual) }
        return last.withLock { last in
            if let last, last.characters == characters { return last.rules }
            let rules = Typeface.rules(regular: characters, bold: characters)
            last = (characters, rules)
            return rules
        }
    }

    /// Of European languages, Greek, punctuation, arrows, and signs of mathematics.
    private static let usual: Set<Unicode.Scalar> = {
        let ranges: [ClosedRange<UInt32>] = [
            0xa0...0x17f, 0x370...0x3ff, 0x2010...0x2044, 0x2070...0x209c, 0x2190...0x21ff, 0x2200...0x22ff,
            0x270e...0x2717,
        ]
        return Set(ranges.joined().compactMap(Unicode.Scalar.init))
    }()
}
