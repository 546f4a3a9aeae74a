/// The equations and sections of a report's text that have numbers or labels.
struct TextParts: Sendable {
    /// Of every equation with a label, from 1.
    let equations: [String: Int]
    /// Of every heading, in order: "2.1"; nil without a number.
    let sections: [String?]
    /// All labels, in the order of the text.
    let labels: [TextLabel]

    static let none = TextParts([], numbersSections: false)

    /// - Parameters:
    ///   - elements: the elements of the text of a report.
    ///   - numbersSections: whether headings have numbers; the heading of the list of works never has one.
    init(_ elements: [ProseElement], numbersSections: Bool) {
        var labels: [TextLabel] = []
        var equations: [String: Int] = [:]
        var headings: [(level: Int, isCounted: Bool)] = []
        for (index, element) in elements.enumerated() {
            switch element {
            case .inline(.math(let formula)):
                guard let label = formula.label else { continue }
                labels.append(label)
                equations[label.name] = equations[label.name] ?? equations.count + 1
            case .heading(let heading):
                if let label = heading.label { labels.append(label) }
                headings.append((heading.level, !elements.dropFirst(index + 1).prefix(1).contains(.references)))
            default: continue
            }
        }
        self.labels = labels
        self.equations = equations
        sections = numbersSections ? Self.numbers(headings) : headings.map { _ in nil }
    }

    private static func numbers(_ headings: [(level: Int, isCounted: Bool)]) -> [String?] {
        let top = headings.map(\.level).min() ?? 1
        var counts: [Int] = []
        return headings.map { heading in
            guard heading.isCounted else { return nil }
            let depth = heading.level - top
            counts = Array(counts.prefix(depth + 1))
            counts += [Int](repeating: 0, count: depth + 1 - counts.count)
            counts[depth] += 1
            return counts.map(String.init).joined(separator: ".")
        }
    }

    /// Labels that are also used by another part or by a cell.
    ///
    /// - Parameter cells: labels of cells.
    func clashes(with cells: Set<String>) -> [Diagnostic] {
        var lines: [String: Int] = [:]
        return labels.compactMap { label in
            if cells.contains(label.name) {
                return Diagnostic(
                    "a cell is called '\(label.name)', too", at: label.place, remedy: "rename one of the two")
            }
            if let line = lines[label.name] {
                return Diagnostic(
                    "the label '\(label.name)' stands on line \(line), too", at: label.place,
                    remedy: "rename one of the two")
            }
            lines[label.name] = label.place.line
            return nil
        }
    }
}

extension TextLabel {
    /// The label at the beginning of a text, and its length in characters; nil without one.
    ///
    /// It also recognizes labels with forbidden characters, because these would be shown on the page as text.
    static func name(at text: ArraySlice<Unicode.Scalar>) -> (name: String, length: Int)? {
        guard text.starts(with: "{#".unicodeScalars) else { return nil }
        let name = text.dropFirst(2).prefix {
            $0.isASCII && ($0.isLetter || $0.isNumber || "-_.: ".unicodeScalars.contains($0))
        }
        guard !name.isEmpty, name.endIndex < text.endIndex, text[name.endIndex] == "}" else { return nil }
        return (String(scalars: name), name.count + 3)
    }

    /// Whether references can use it: small letters, digits and hyphens, and no hyphen at the end.
    var isSound: Bool {
        name.unicodeScalars.allSatisfy(CellLabel.mayHold) && !name.hasSuffix("-")
    }
}
