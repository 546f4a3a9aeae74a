import Files
import Foundation

/// The sans-serif typeface that figures are laid out in, and that pages set tables and captions in.
public enum Typeface {
    /// As the system calls it.
    public static let family = "DejaVu Sans"

    /// For `font-family` in a stylesheet: where the font is missing, one of nearly the same widths.
    public static let stack = "\(family),Verdana,sans-serif"

    /// What shows that it is still the same: its files, with their sizes and times; nil where the font is not installed. Fonts that
    /// stand in for characters that it lacks are not part of it.
    public static var version: String? {
        let faces = [false, true].compactMap { isBold -> String? in
            guard let path = FontFile(family: family, isBold: isBold)?.path,
                let stamp = FileStamp(URL(fileURLWithPath: path))
            else { return nil }
            return "\(path) \(stamp.text)"
        }
        return faces.isEmpty ? nil : faces.joined(separator: "\n")
    }

    /// Rules `@font-face` that bring the letters along, upright and bold, as `data:` URIs; browsers slant them by themselves.
    /// The same characters give the same text.
    ///
    /// - Parameters:
    ///   - regular: characters of the usual weight; those that the font lacks are left to other fonts.
    ///   - bold: characters in bold.
    /// - Returns: a rule for each weight with characters; none where the font is not installed.
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
