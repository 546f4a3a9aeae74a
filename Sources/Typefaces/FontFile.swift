import CFontconfig
import CHarfBuzz
import Foundation

/// A font as it is installed.
struct FontFile {
    let path: String
    /// The face in a file of several.
    private let index: Int32

    /// Asks Fontconfig, as Pango does.
    ///
    /// - Returns: nil if the system would use another family instead, or has no bold face of it.
    init?(family: String, isBold: Bool) {
        guard let pattern = FcPatternCreate() else { return nil }
        defer { FcPatternDestroy(pattern) }
        FcPatternAddString(pattern, FC_FAMILY, family)
        FcPatternAddInteger(pattern, FC_WEIGHT, isBold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR)
        FcConfigSubstitute(nil, pattern, FcMatchPattern)
        FcDefaultSubstitute(pattern)
        var result = FcResultMatch
        guard let match = FcFontMatch(nil, pattern, &result) else { return nil }
        defer { FcPatternDestroy(match) }
        func text(_ property: String) -> String? {
            var value: UnsafeMutablePointer<FcChar8>?
            guard FcPatternGetString(match, property, 0, &value) == FcResultMatch, let value else { return nil }
            return String(cString: value)
        }
        var weight: Int32 = 0
        FcPatternGetInteger(match, FC_WEIGHT, 0, &weight)
        // Where there is no bold face, browsers make one of the usual one, as Pango does.
        guard text(FC_FAMILY) == family, let path = text(FC_FILE), !isBold || weight >= FC_WEIGHT_DEMIBOLD else {
            return nil
        }
        var index: Int32 = 0
        FcPatternGetInteger(match, FC_INDEX, 0, &index)
        self.path = path
        self.index = index
    }

    /// What is kept of the table of names: family, style and version, the copyright and where its licence stands.
    private static let names: [hb_codepoint_t] = [0, 1, 2, 3, 4, 5, 6, 14]
    /// Tables that no browser asks for: mathematics, notes of the font's editor, and kerning in its older form.
    private static let unused = ["MATH", "FFTM", "kern"]

    /// A font with the glyphs of these characters, their ligatures and marks; without hinting.
    ///
    /// - Returns: a TrueType font; nil where the file cannot be read.
    func subset(of scalars: Set<Unicode.Scalar>) -> Data? {
        guard let blob = hb_blob_create_from_file_or_fail(path) else { return nil }
        defer { hb_blob_destroy(blob) }
        let face = hb_face_create(blob, UInt32(index))
        defer { hb_face_destroy(face) }
        guard let input = hb_subset_input_create_or_fail() else { return nil }
        defer { hb_subset_input_destroy(input) }
        hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING.rawValue)
        let characters = hb_subset_input_unicode_set(input)
        for scalar in scalars { hb_set_add(characters, scalar.value) }
        let names = hb_subset_input_set(input, HB_SUBSET_SETS_NAME_ID)
        hb_set_clear(names)
        for name in Self.names { hb_set_add(names, name) }
        let dropped = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG)
        for table in Self.unused { hb_set_add(dropped, hb_tag_from_string(table, -1)) }
        guard let subset = hb_subset_or_fail(face, input) else { return nil }
        defer { hb_face_destroy(subset) }
        let bytes = hb_face_reference_blob(subset)
        defer { hb_blob_destroy(bytes) }
        var length: UInt32 = 0
        guard let start = hb_blob_get_data(bytes, &length), length > 0 else { return nil }
        return Data(bytes: start, count: Int(length))
    }
}
