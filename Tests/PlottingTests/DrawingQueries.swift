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

extension FigureData.Table {
    func column(_ name: String) -> [Double]? { columns.first { $0.name == name }?.values }
}
