/// The format of a painted figure.
public enum FigureFormat: Sendable, Equatable {
    /// A self-contained SVG file: text as text in an embedded font, and the colours of both themes, between which the
    /// reader's system chooses.
    case svg
    /// A PNG file on the theme's page colour, which states its resolution.
    case png(dotsPerInch: Double = 300)
    /// A PDF file with text as text, and with the title and the alternative text in its metadata.
    case pdf
}

/// The width of a figure; its height follows from its content.
public enum FigureWidth: Sendable, Equatable {
    /// One column of a two-column page, 86 mm.
    case column
    /// The full page width, 178 mm.
    case full
    /// Any other width.
    case millimetres(Double)

    /// Width in points (1/72 inch).
    public var points: Double {
        switch self {
        case .column: 86 * 72 / 25.4
        case .full: 178 * 72 / 25.4
        case .millimetres(let width): width * 72 / 25.4
        }
    }
}
