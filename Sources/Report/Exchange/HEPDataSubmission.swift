import Foundation

/// The tables of a report as a submission to HEPData (https://hepdata-submission.readthedocs.io): `submission.yaml` and a file of YAML
/// a table.
///
/// A column without any number is an independent variable, and any other a dependent one, with the uncertainties of its values. A
/// bound that is open leaves the value in words, since HEPData has no sign for it.
struct HEPDataSubmission {
    /// With their content, `submission.yaml` last.
    let files: [(name: String, data: Data)]

    /// - Parameters:
    ///   - prose: sets captions.
    ///   - title: of the report.
    ///   - origin: what stands in the comment: which report, and which program.
    init(_ presentations: [CellPresentation], prose: ProseHTML, title: String, origin: String) {
        var files: [(name: String, data: Data)] = []
        var documents: [Value] = [["comment": .string(origin)]]
        for presentation in presentations {
            let tables = presentation.fragments.compactMap {
                if case .table(let table) = $0 { table.numbers } else { nil }
            }
            let label = presentation.cell.label
            for (index, numbers) in tables.enumerated() where !numbers.rows.isEmpty {
                let stem = tables.count == 1 ? label : "\(label)-\(index + 1)"
                files.append(("\(stem).yaml", Data(BlockYAML.text(Self.data(numbers)).utf8)))
                let key = presentation.result.key.map { " (result \($0.prefix(12)))" } ?? ""
                documents.append([
                    "name": .string(String((tables.count == 1 ? presentation.numbered ?? stem : stem).prefix(64))),
                    "description": .string(presentation.cell.caption.map(prose.text) ?? "\(title): \(label)"),
                    "location": .string(String("the cell '\(label)'\(key)".prefix(256))),
                    "keywords": [["name": "phrases", "values": [.string(String(title.prefix(128)))]]],
                    "data_file": .string("\(stem).yaml"),
                ])
            }
        }
        let submission = documents.map { "---\n" + BlockYAML.text($0) }.joined()
        self.files = files.isEmpty ? [] : files + [("submission.yaml", Data(submission.utf8))]
    }

    private static func data(_ table: TableNumbers) -> Value {
        let columns = table.header.indices.map { index in (table.header[index], table.rows.map { $0[index] }) }
        let isDependent = columns.map { $0.1.contains { number($0) != nil } }
        var independent = zip(columns, isDependent).filter { !$1 }.map { column, _ in
            variable(column.0, column.1.map { ["value": .string($0.text)] })
        }
        if independent.isEmpty {
            independent = [variable("Row", table.rows.indices.map { ["value": .integer($0 + 1)] })]
        }
        let dependent = zip(columns, isDependent).filter(\.1).map { column, _ in
            variable(column.0, column.1.map(point))
        }
        return ["independent_variables": .array(independent), "dependent_variables": .array(dependent)]
    }

    private static func variable(_ name: String, _ values: [Value]) -> Value {
        ["header": ["name": .string(name)], "values": .array(values)]
    }

    /// nil where the cell holds no single number that HEPData can take.
    private static func number(_ cell: TableNumbers.Cell) -> Value? {
        switch cell.value {
        case .integer?: cell.value
        case .number(let number)? where number.isFinite: cell.value
        default: nil
        }
    }

    private static func point(_ cell: TableNumbers.Cell) -> Value {
        guard let number = number(cell) else { return ["value": .string(cell.text)] }
        switch (cell.up, cell.down) {
        case (nil, nil): return ["value": number]
        case (let up?, let down?) where up.isFinite && down.isFinite:
            let error: Value =
                up == down
                ? ["symerror": .number(up)] : ["asymerror": ["plus": .number(up), "minus": .number(-down)]]
            return ["value": number, "errors": [error]]
        default: return ["value": .string(cell.text)]
        }
    }
}

/// Values as YAML in blocks, such that readers of YAML 1.1 take every number for one.
enum BlockYAML {
    /// - Precondition: the value is an object or a list.
    static func text(_ value: Value) -> String { lines(value).map { $0 + "\n" }.joined() }

    private static func lines(_ value: Value) -> [String] {
        switch value {
        case .object(let members) where !members.isEmpty:
            members.sorted { $0.key < $1.key }.flatMap { name, value in
                isPlain(value)
                    ? ["\(name): \(scalar(value))"] : ["\(name):"] + lines(value).map { "  " + $0 }
            }
        case .array(let elements) where !elements.isEmpty:
            elements.flatMap { element in
                let inner = isPlain(element) ? [scalar(element)] : lines(element)
                return inner.enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }
            }
        default: [scalar(value)]
        }
    }

    private static func isPlain(_ value: Value) -> Bool {
        switch value {
        case .object(let members): members.isEmpty
        case .array(let elements): elements.isEmpty
        default: true
        }
    }

    /// Texts stand in quotes, as in JSON. YAML 1.1 knows a number with an exponent by its point.
    private static func scalar(_ value: Value) -> String {
        guard case .number(let number) = value, number.isFinite else { return value.canonicalJSON }
        let text = number.description
        guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
        return text[..<exponent] + ".0" + text[exponent...]
    }
}
