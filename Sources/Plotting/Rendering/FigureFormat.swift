/// What a figure is painted into.
public enum FigureFormat: Sendable, Equatable {
    /// A file that needs no other: text as text in letters that it holds, and the colours of both themes, of which the reader's
    /// system chooses.
    case svg
    /// On the theme's page colour; states its resolution.
    case png(dotsPerInch: Double = 300)
    /// With text as text, and the title and the alternative text in its metadata.
    case pdf
}

/// How wide a figure is drawn; its height follows from its content.
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
