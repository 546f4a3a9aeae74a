import CHarfBuzz
import Foundation
import Testing

@testable import Typefaces

@Suite struct TypefaceTests {
    private static let letters = Set("Fit of ν̂ = 0.5 ± 0.1 − ∞".unicodeScalars)

    private func font(_ rules: String, weight: Int) throws -> Data {
        let start = "font-weight:\(weight);src:url(data:font/ttf;base64,"
        let rest = try #require(rules.range(of: start)).upperBound
        return try #require(Data(base64Encoded: String(rules[rest...].prefix { $0 != ")" })))
    }

    /// The glyph of each character; 0 where the font has none.
    private func glyphs(_ scalars: Set<Unicode.Scalar>, of font: Data) throws -> [UInt32] {
        try font.withUnsafeBytes { bytes in
            let start = bytes.bindMemory(to: CChar.self).baseAddress
            let blob = hb_blob_create(start, UInt32(bytes.count), HB_MEMORY_MODE_DUPLICATE, nil, nil)
            defer { hb_blob_destroy(blob) }
            let face = hb_face_create(blob, 0)
            defer { hb_face_destroy(face) }
            let font = try #require(hb_font_create(face))
            defer { hb_font_destroy(font) }
            return scalars.map { scalar in
                var glyph: hb_codepoint_t = 0
                return hb_font_get_nominal_glyph(font, scalar.value, &glyph) != 0 ? glyph : 0
            }
        }
    }

    @Test func bringsTheCharactersThatAreAskedForAndNoOthers() throws {
        let rules = Typeface.rules(regular: Self.letters, bold: ["a", "b"])
        let (regular, bold) = (try font(rules, weight: 400), try font(rules, weight: 700))
        #expect(try glyphs(Self.letters, of: regular).allSatisfy { $0 != 0 })
        #expect(try glyphs(["Q", "ξ"], of: regular) == [0, 0])
        #expect(try glyphs(["a", "b"], of: bold).allSatisfy { $0 != 0 })
        #expect(try glyphs(["F", "ν"], of: bold) == [0, 0])
        #expect(regular.count < 8_000 && bold.count < 4_000, "\(regular.count), \(bold.count) bytes")
    }

    @Test func bringsTheWholeAlphabetInLittleRoom() throws {
        let ascii = Set((0x20..<0x7f).map { Unicode.Scalar(UInt8($0)) })
        let rules = Typeface.rules(regular: ascii)
        #expect(try glyphs(ascii, of: font(rules, weight: 400)).allSatisfy { $0 != 0 })
        #expect(rules.utf8.count < 40_000 && !rules.contains("font-weight:700"), "\(rules.utf8.count) bytes")
    }

    @Test func writesTheSameBytesForTheSameCharacters() {
        let rules = (0..<4).map { _ in Typeface.rules(regular: Self.letters, bold: Self.letters) }
        #expect(Set(rules).count == 1 && !rules[0].isEmpty)
    }

    @Test func leavesToOthersWhatTheFontLacks() throws {
        // A letter of Cuneiform.
        let rules = Typeface.rules(regular: ["a", "\u{12000}"])
        #expect(try glyphs(["\u{12000}"], of: font(rules, weight: 400)) == [0])
        #expect(Typeface.rules(regular: []) == "")
    }

    @Test func putsNoOtherFamilyInThePlaceOfOneThatIsMissing() {
        #expect(FontFile(family: "No Such Family", isBold: false) == nil)
        #expect(FontFile(family: Typeface.family, isBold: false) != nil)
    }

    /// Whom the letters belong to, and where their licence stands, goes with them.
    @Test func keepsTheCopyright() throws {
        let data = try font(Typeface.rules(regular: ["a"]), weight: 400)
        func contains(_ text: String) -> Bool {
            data.range(of: Data(text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })) != nil
        }
        #expect(
            contains("Copyright (c) 2003 by Bitstream") && contains("dejavu.sourceforge.net/wiki/index.php/License"))
    }
}
