import Foundation
import Statistics

/// Correlation coefficients as a map of cells, blue below and red above 0, with their numbers, names on both sides.
///
/// For up to ten rows the numbers are coefficients; for more rows they are hundredths, so that they still fit. If a
/// number would be too small to read (20 rows at column width), only the colours are shown, and the data hold the
/// numbers.
public struct CorrelationMatrix: Sendable {
    let names: [RichText]
    /// Row by row; NaN where a coefficient could not be had.
    let values: [Double]
    let heading: RichText?

    /// - Parameters:
    ///   - names: of the nuisances.
    ///   - values: correlation coefficients, shape [names, names], row by row; NaN for a missing coefficient.
    ///   - heading: stands above the frame.
    /// - Throws: ``PlottingError/shape(_:)`` unless there is a name, and a value for every pair of names in −1…1 or NaN.
    public init(names: [RichText], values: [Double], heading: RichText? = nil) throws(PlottingError) {
        guard !names.isEmpty, values.count == names.count * names.count else {
            throw .shape("a correlation matrix of \(names.count) nuisances was given \(values.count) values")
        }
        if let wrong = values.first(where: { abs($0) > 1 + 1e-9 }) {
            throw .shape("a correlation of \(NumberText.significant(wrong)) lies outside of −1…1")
        }
        self.names = names
        self.values = values
        self.heading = heading
    }

    /// The figure: cells on an axis of names along x, and the first row on top.
    public func figure() -> Figure {
        let panel = Panel(
            x: Axis(names: names), y: Axis(names: names.reversed()),
            marks: [Mark("correlation", .cells(cells))], heading: heading,
            legend: .hidden, aspect: 1, keepsAspect: true,
            colourBar: scale)
        return Figure(title: title, alternativeText: alternativeText, panels: [panel], data: data)
    }

    // MARK: Cells

    private var inHundredths: Bool { names.count > 10 }

    private var scale: ColourScale {
        inHundredths
            ? ColourScale(.diverging, range: -100...100, title: "Correlation [%]")
            : ColourScale(.diverging, range: -1...1, title: "Correlation")
    }

    /// The first row stands highest.
    private var cells: [Mark.Cell] {
        values.enumerated().map { index, value in
            let (row, column) = (index / names.count, index % names.count)
            let y = Double(names.count - 1 - row)
            let (xs, ys) = (
                (Double(column) - 0.5)...(Double(column) + 0.5), (y - 0.5)...(y + 0.5)
            )
            guard value.isFinite else {
                return Mark.Cell(x: xs, y: ys, filling: .hatched(.muted), text: "–", textInk: .foreground)
            }
            let shown = inHundredths ? 100 * value : value
            let colour = scale.colour(of: shown)
            let text = NumberText.fixed(shown, decimals: inHundredths ? 0 : 2)
            return Mark.Cell(
                x: xs, y: ys, filling: .solid(.colour(colour)), text: RichText(text), textInk: ink(on: colour))
        }
    }

    /// Dark or white, whichever has the higher contrast (WCAG 2.1, relative luminance).
    private func ink(on colour: Colour) -> Ink {
        func linear(_ c: Double) -> Double { c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4) }
        let luminance = 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
        return .colour(Colour(hex: luminance > 0.179 ? 0x16181d : 0xffffff))
    }

    // MARK: Words and numbers

    /// Pairs below the diagonal with a coefficient.
    private var pairs: [(first: Int, second: Int, value: Double)] {
        names.indices.flatMap { row in
            (0..<row).map { (row, $0, values[row * names.count + $0]) }
        }.filter(\.value.isFinite)
    }

    private func words(_ pair: (first: Int, second: Int, value: Double)) -> String {
        "\(names[pair.second].plain) and \(names[pair.first].plain) \(NumberText.fixed(pair.value, decimals: 2))"
    }

    private var title: String {
        guard let largest = pairs.max(by: { abs($0.value) < abs($1.value) }) else {
            return "no pair of nuisances with a correlation"
        }
        return "largest correlation: \(words(largest))"
    }

    private var alternativeText: String {
        let strongest = pairs.sorted { abs($0.value) > abs($1.value) }.prefix(5).map(words)
        var text = "Correlation matrix of \(NumberText.counted(names.count, "nuisance")). \(title)."
        if strongest.count > 1 { text += " Strongest pairs: \(strongest.joined(separator: "; "))." }
        let missing = values.filter { !$0.isFinite }.count
        if missing > 0 { text += " \(missing) coefficients are missing, drawn hatched." }
        return text
    }

    private var data: FigureData {
        FigureData(tables: [
            .init(
                "correlation",
                names.enumerated().map { column, name in
                    .init(name.plain, names.indices.map { values[$0 * names.count + column] })
                })
        ])
    }
}
