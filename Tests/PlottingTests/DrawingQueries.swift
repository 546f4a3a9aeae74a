@testable import Plotting

/// What tests ask of draw commands.
extension Drawing {
    func strokes(role: String) -> [(path: Path, style: StrokeStyle)] {
        commands(role: role).compactMap {
            if case .stroke(let path, let style) = $0.shape { (path, style) } else { nil }
        }
    }

    func fills(role: String) -> [(path: Path, ink: Ink)] {
        commands(role: role).compactMap { if case .fill(let path, let ink) = $0.shape { (path, ink) } else { nil } }
    }

    func texts(role: String) -> [PlacedText] {
        commands(role: role).compactMap { if case .text(let text) = $0.shape { text } else { nil } }
    }
}

extension DrawCommand {
    /// The line, or the outline of the area, that it paints; nil for texts and pictures.
    var drawnPath: Path? {
        switch shape {
        case .stroke(let path, _), .fill(let path, _), .hatch(let path, _): path
        case .text, .image, .outline: nil
        }
    }
}

extension FigureData.Table {
    func column(_ name: String) -> [Double]? { columns.first { $0.name == name }?.values }
}
