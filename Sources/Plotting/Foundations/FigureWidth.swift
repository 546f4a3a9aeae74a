/// How wide a figure is drawn; its height follows from its content.
public enum FigureWidth: Sendable, Equatable {
    /// One column of a two-column page, 86 mm.
    case column
    /// The full page width, 178 mm.
    case full
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
