import Files
import Foundation

/// The sans-serif typeface of figures, and of tables and captions of pages.
public enum Typeface {
    /// Its name in the system.
    public static let family = "DejaVu Sans"

    /// For `font-family` in a stylesheet: if the font is missing, a font with nearly the same widths is used.
    public static let stack = "\(family),Verdana,sans-serif"

    /// Identifies the installed version: its files, with their sizes and times; nil if the font is not installed. Other
    /// fonts, for characters that it lacks, are not included.
    public static var version: String? {
        let faces = [false, true].compactMap { isBold -> String? in
            guard let path = FontFile(family: family, isBold: isBold)?.path,
                let stamp = FileStamp(URL(fileURLWithPath: path))
            else { return nil }
            return "\(path) \(stamp.text)"
        }
        return faces.isEmpty ? nil : faces.joined(separator: "\n")
    }

    /// Rules `@font-face` that embed the characters, upright and bold, as `data:` URIs; browsers slant them for
    /// italics. The same characters give the same text.
    ///
    /// - Parameters:
    ///   - regular: characters of the usual weight; those that the font lacks are left to other fonts.
    ///   - bold: characters in bold.
    /// - Returns: a rule for each weight with characters; empty if the font is not installed.
    public static func rules(regular: Set<Unicode.Scalar>, bold: Set<Unicode.Scalar> = []) -> String {
        [(regular, false), (bold, true)].compactMap { scalars, isBold -> String? in
            guard !scalars.isEmpty, let file = FontFile(family: family, isBold: isBold),
                let font = file.subset(of: scalars)
            else { return nil }
            return "@font-face{font-family:\"\(family)\";font-weight:\(isBold ? 700 : 400);"
                + "src:url(data:font/ttf;base64,\(font.base64EncodedString()))}"
        }.joined()
    }
}
