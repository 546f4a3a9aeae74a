import Typefaces

/// The stylesheet of figures: the colours of the inks, and the font. With it, an SVG with CSS classes is shown in a
/// theme.
public enum FigureStylesheet {
    /// The stylesheet for a page with figures as elements: each ink has its colours in both themes, and `color-scheme`
    /// chooses between them. Custom properties (`--plot-foreground`) can set other colours. The paper is that of the
    /// page, if it has a `--paper`.
    public static let ofPages: String = {
        let properties = inks.map { name, _, ink in
            let pair = "light-dark(\(hex(ink, .light)),\(hex(ink, .dark)))"
            return "--plot-\(name):" + (ink == .paper ? "var(--paper,\(pair))" : pair)
        }
        let rules = inks.map { name, letter, _ in
            ".plot .s\(letter){stroke:var(--plot-\(name))}.plot .f\(letter){fill:var(--plot-\(name))}"
        }
        return ".plot{\(properties.joined(separator: ";"))}" + rules.joined() + letters(of: ".plot ")
    }()

    /// For a file of its own: light, and dark where the reader's system is.
    static let ofFiles: String = {
        func rules(_ theme: Theme) -> String {
            inks.map { _, letter, ink in
                ".s\(letter){stroke:\(hex(ink, theme))}.f\(letter){fill:\(hex(ink, theme))}"
            }.joined()
        }
        return rules(.light) + "@media(prefers-color-scheme:dark){\(rules(.dark))}" + letters(of: "")
    }()

    private static func letters(of scope: String) -> String {
        "\(scope)text{font-family:\(Typeface.stack);font-kerning:normal;text-rendering:geometricPrecision;white-space:pre}"
            + "\(scope).i{font-style:italic}\(scope).b{font-weight:700}"
    }

    /// The inks that a theme colours: the name of each, the letter that ends its classes, and the ink.
    private static let inks: [(name: String, letter: Character, ink: Ink)] = [
        ("foreground", "f", .foreground), ("muted", "m", .muted), ("grid", "g", .grid), ("paper", "p", .paper),
        ("statistical", "s", .statisticalBand), ("systematic", "y", .systematicBand), ("total", "t", .totalBand),
    ]

    /// Sets the ink of a shape's lines or of its area.
    static func set(_ property: Property, to ink: Ink, in attributes: inout SVGAttributes) {
        let (base, opacity) = ink.base
        if let role = inks.first(where: { $0.ink == base }) {
            attributes.classes.append("\(property == .stroke ? "s" : "f")\(role.letter)")
        } else {
            // A data colour, the same in every theme.
            attributes.set(property.rawValue, hex(base, .light))
        }
        if opacity < 1 { attributes.set("\(property.rawValue)-opacity", opacity) }
    }

    enum Property: String {
        case stroke, fill
    }

    private static func hex(_ ink: Ink, _ theme: Theme) -> String {
        let colour = theme.colour(of: ink)
        let digits = [colour.red, colour.green, colour.blue].map { component in
            let text = String(Int((255 * component).rounded()), radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        let isShort = digits.allSatisfy { $0.first == $0.last }
        return "#" + (isShort ? digits.map { String($0.prefix(1)) } : digits).joined()
    }
}
