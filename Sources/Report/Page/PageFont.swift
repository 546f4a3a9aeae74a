import Typefaces

/// The letters of tables, captions and figures, which a page brings along: on every machine they look as they were laid out.
enum PageFont {
    /// - Parameter html: the page, whose characters count wherever they stand.
    /// - Returns: rules of CSS; none where the font is not installed, and the reader's system then chooses.
    static func rules(for html: String) -> String {
        // The whole of ASCII, which nearly every page needs, and what else there is.
        var characters = Set((0x20..<0x7f).map { Unicode.Scalar(UInt8($0)) })
        for scalar in html.unicodeScalars where scalar.value >= 0xa0 { characters.insert(scalar) }
        return Typeface.rules(regular: characters, bold: characters)
    }
}
