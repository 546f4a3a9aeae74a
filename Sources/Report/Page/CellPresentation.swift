import Foundation

/// What a cell shows, and under which number.
struct CellPresentation: Sendable {
    enum Kind: Sendable {
        case figure, table, other
    }

    let cell: Cell
    let result: CellResult
    /// What the result may hold.
    let shape: ResultShape
    /// Empty where there is no artifact or drawing it failed.
    let fragments: [Fragment]
    /// Why drawing failed.
    let drawingFailure: String?
    let kind: Kind
    /// Among the figures, or among the tables; nil where the cell shows neither.
    let number: Int?
    /// Nothing was found where there is no artifact.
    let health: CellHealth
    /// The cells that this one uses, directly or through others, that have something to say about their results.
    let origins: [Origin]
    /// Whether the page states when and how long it ran.
    var isTimed = true

    struct Origin: Sendable {
        let label: String
        let health: CellHealth
    }

    /// The same for a page without times.
    var untimed: CellPresentation {
        var presentation = self
        presentation.isTimed = false
        return presentation
    }

    /// "Figure 3"; nil for a cell without a number.
    var numbered: String? {
        switch (kind, number) {
        case (.figure, let number?): "Figure \(number)"
        case (.table, let number?): "Table \(number)"
        default: nil
        }
    }

    /// Why it does not show the current result of the cell; nil where it does.
    var absence: CellResult.Absence? {
        if case .absent(let absence) = result.outcome { absence } else { nil }
    }

    /// The value at a path as authors write it, or the word for a missing value; nil without a result, and for a path
    /// that its shape does not have.
    func written(at path: String) -> Value? {
        result.artifact.flatMap { shape.written(at: path, in: $0.result) }
    }

    /// The claims with their verdicts; those of a cell without a result are not evaluated.
    var verdicts: [Verdict] {
        if result.artifact == nil || absence != nil || drawingFailure != nil {
            return cell.directive.claims(cell.options)
        }
        return fragments.flatMap { fragment -> [Verdict] in
            if case .verdicts(let verdicts) = fragment { verdicts } else { [] }
        }
    }

    /// What its pictures cannot show on this machine, as messages for the terminal.
    func remarks(in report: String) -> [String] {
        cell.settings.hide ? [] : Drawing(fragments: fragments).remarks.map { "\(report): \(cell.label): \($0)" }
    }

    /// The files to write beside the page, by name.
    var files: [String: Data] {
        fragments.reduce(into: [:]) { files, fragment in
            switch fragment {
            case .figure(let figure): files.merge(figure.files) { _, last in last }
            case .table(let table): files.merge(table.files) { _, last in last }
            default: break
            }
        }
    }
}

extension [CellPresentation] {
    /// The CSS rules that its pictures need, without repetitions.
    var stylesheets: [String] {
        let all = flatMap(\.fragments).compactMap {
            if case .figure(let figure) = $0 { figure.stylesheet } else { nil }
        }
        return all.reduce(into: []) { distinct, rules in
            if !distinct.contains(rules) { distinct.append(rules) }
        }
    }
}
