/// Characters of a figure that no installed font has a glyph for, which are drawn as boxes, and what to do about them.
struct MissingGlyphs: Equatable {
    /// In the order of their numbers; there is one or more.
    let scalars: [Unicode.Scalar]

    /// nil if all characters have glyphs.
    init?(_ scalars: some Sequence<Unicode.Scalar>) {
        self.scalars = Set(scalars).sorted { $0.value < $1.value }
        if self.scalars.isEmpty { return nil }
    }

    /// More are counted and not named.
    private static let mostNamed = 5

    /// The missing characters and the remedy, in plain text.
    var words: String {
        let named = scalars.prefix(Self.mostNamed).map(Self.name)
        let rest = scalars.count - named.count
        let all = named + (rest > 0 ? ["\(rest) other character\(rest == 1 ? "" : "s")"] : [])
        let list = all.count == 1 ? all[0] : all.dropLast().joined(separator: ", ") + " and " + all[all.count - 1]
        let one = scalars.count == 1
        return
            "No font of this machine has \(list): PNG and PDF files of this figure show \(one ? "a box in its place" : "boxes in their place"), and a page shows \(one ? "it" : "them") "
            + "only where its reader has such a font. \(remedy)."
    }

    /// "中 (U+4E2D)"; an invisible character only by its number.
    private static func name(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let number = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return kind(scalar) == .nameless ? number : "\(scalar) (\(number))"
    }

    private var remedy: String {
        let kinds = Set(scalars.map(Self.kind))
        var packages: [String] = []
        if kinds.contains(.eastAsian) { packages.append("fonts-noto-cjk") }
        if kinds.contains(.emoji) { packages.append("fonts-noto-color-emoji") }
        if kinds.contains(.other) { packages.append("fonts-noto-core") }
        let nameless = "what has a number alone stands for nothing in Unicode: write another character"
        if packages.isEmpty { return nameless.prefix(1).uppercased() + nameless.dropFirst() }
        return "Install one and render again (on Debian: apt-get install \(packages.joined(separator: " ")))"
            + (kinds.contains(.nameless) ? "; \(nameless)" : "")
    }

    private enum Kind { case eastAsian, emoji, other, nameless }

    /// Blocks of Chinese, Japanese and Korean, by their first and last number.
    private static let eastAsian: [ClosedRange<UInt32>] = [
        0x1100...0x11FF, 0x2E80...0x9FFF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFE30...0xFE4F,
        0xFF00...0xFFEF, 0x1AFF0...0x1B16F, 0x20000...0x3FFFF,
    ]

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        switch scalar.properties.generalCategory {
        case .privateUse, .unassigned, .control, .format, .surrogate: return .nameless
        default: break
        }
        if eastAsian.contains(where: { $0.contains(scalar.value) }) { return .eastAsian }
        return scalar.properties.isEmojiPresentation || scalar.properties.isEmoji ? .emoji : .other
    }
}
