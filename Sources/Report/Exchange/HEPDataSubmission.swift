import Foundation

/// What a report found as a submission to HEPData (https://hepdata-submission.readthedocs.io): `submission.yaml`, a file of YAML a
/// table, and pictures with their thumbnails.
///
/// Tables are those of the page whose numbers are known, and what verbs give of their results (``DataTable``). A bound that is open
/// leaves the value in words, since HEPData has no sign for it.
struct HEPDataSubmission {
    /// With their content, `submission.yaml` last.
    private(set) var files: [(name: String, data: Data)] = []
    /// How many tables it has.
    private(set) var count = 0
    /// What is wrong with what cells give.
    private(set) var problems: [String] = []

    /// The names of tables so far.
    private var names: Set<String> = []

    /// - Parameters:
    ///   - presentations: the cells of the whole report, because the figure of a table may belong to another cell.
    ///   - wanted: labels of cells; empty for all.
    ///   - prose: sets captions.
    ///   - title: of the report.
    ///   - origin: the text of the comment: report and program.
    init(
        _ presentations: [CellPresentation], wanted: [String], prose: ProseHTML, title: String, origin: String
    ) {
        var documents: [Value] = [["comment": .string(origin)]]
        var pictures: [String: [(name: String, data: Data)]] = [:]
        for presentation in presentations where wanted.isEmpty || wanted.contains(presentation.cell.label) {
            let label = presentation.cell.label
            let tables = tables(of: presentation, prose: prose, title: title)
            guard !tables.isEmpty else { continue }
            let shown = Self.figure(of: label, presentations)
            if let shown, pictures[shown.label] == nil {
                do {
                    pictures[shown.label] = try Self.files(of: shown.picture, named: shown.label)
                } catch {
                    problems.append("the figure '\(shown.label)' cannot be drawn: \(error.words)")
                }
            }
            let resources = shown.flatMap { pictures[$0.label] }.map(Self.resources)
            for table in tables {
                let stem = stem(label, table.name)
                files.append(("\(stem).yaml", Data(BlockYAML.text(Self.data(table)).utf8)))
                let key = presentation.result.key.map { " (result \($0.prefix(12)))" } ?? ""
                var document: [String: Value] = [
                    "name": .string(unique(table.title)), "description": .string(table.description),
                    "location": .string(String("the cell '\(label)'\(key)".prefix(256))),
                    "keywords": [["name": "phrases", "values": [.string(String(title.prefix(128)))]]],
                    "data_file": .string("\(stem).yaml"),
                ]
                document["additional_resources"] = resources
                documents.append(.object(document))
            }
        }
        count = files.count
        guard count > 0 else { return }
        files += pictures.sorted { $0.key < $1.key }.flatMap(\.value)
        files.append(("submission.yaml", Data(documents.map { "---\n" + BlockYAML.text($0) }.joined().utf8)))
    }

    // MARK: Tables

    private mutating func tables(of presentation: CellPresentation, prose: ProseHTML, title: String) -> [DataTable] {
        let cell = presentation.cell
        let shown = presentation.fragments.compactMap {
            if case .table(let table) = $0 { table.numbers } else { nil }
        }.filter { !$0.rows.isEmpty }
        let caption = cell.caption.map(prose.text)
        let ofPage = shown.enumerated().map { index, numbers in
            DataTable(
                numbers, name: shown.count == 1 ? "" : String(index + 1),
                title: shown.count == 1 ? presentation.numbered ?? cell.label : "\(cell.label)-\(index + 1)",
                description: caption ?? "\(title): \(cell.label)")
        }
        guard let artifact = presentation.result.artifact else { return ofPage }
        do {
            let given = try cell.directive.tabled(cell.options, artifact)
            return ofPage
                + given.map { $0.called("\(cell.label): \($0.title)", [$0.description, caption ?? ""]) }
        } catch {
            problems.append("the tables of '\(cell.label)' cannot be made: \(error.words)")
            return ofPage
        }
    }

    /// Names of nuisances may hold what file names should not.
    private func stem(_ label: String, _ name: String) -> String {
        let plain = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) ? $0 : "-" })
        let stem = plain.isEmpty ? label : "\(label)-\(plain)"
        let taken = Set(files.map(\.name))
        var (name, number) = (stem, 1)
        while taken.contains("\(name).yaml") {
            number += 1
            name = "\(stem)-\(number)"
        }
        return name
    }

    /// HEPData knows a table by at most 64 characters.
    private mutating func unique(_ title: String) -> String {
        var (name, number) = (String(title.prefix(64)), 1)
        while !names.insert(name).inserted {
            number += 1
            name = "\(title.prefix(58)) (\(number))"
        }
        return name
    }

    private static func data(_ table: DataTable) -> Value {
        [
            "independent_variables": .array(table.independent.map(variable)),
            "dependent_variables": .array(table.dependent.map(variable)),
        ]
    }

    private static func variable(_ variable: DataTable.Variable) -> Value {
        var members: [String: Value] = [
            "header": ["name": .string(variable.name)], "values": .array(variable.points.map(point)),
        ]
        if !variable.qualifiers.isEmpty {
            members["qualifiers"] = .array(
                variable.qualifiers.map { ["name": .string($0.name), "value": .string($0.value)] })
        }
        return .object(members)
    }

    private static func point(_ point: DataTable.Point) -> Value {
        // HEPData takes no uncertainty of 0: a number that is known exactly has none.
        guard let up = point.up, let down = point.down, up != 0 || down != 0 else { return ["value": point.value] }
        let error: Value =
            up == down
            ? ["symerror": .number(up)] : ["asymerror": ["plus": .number(up), "minus": .number(-down)]]
        return ["value": point.value, "errors": [error]]
    }

    // MARK: Pictures

    /// What the cell itself shows, or else the first figure that another one draws of it.
    private static func figure(
        of label: String, _ presentations: [CellPresentation]
    ) -> (label: String, picture: @Sendable (Double) throws -> Data)? {
        func drawn(_ presentation: CellPresentation) -> (String, @Sendable (Double) throws -> Data)? {
            guard presentation.kind == .figure else { return nil }
            for case .figure(let picture) in presentation.fragments {
                if let png = picture.png { return (presentation.cell.label, png) }
            }
            return nil
        }
        return presentations.first { $0.cell.label == label }.flatMap(drawn)
            ?? presentations.lazy.filter { $0.cell.uses.contains(label) }.compactMap(drawn).first
    }

    /// In pixels: of a picture, and of its thumbnail.
    private static let widths = (picture: 1200.0, thumbnail: 240.0)

    private static func files(
        of picture: (Double) throws -> Data, named label: String
    ) throws -> [(name: String, data: Data)] {
        [("\(label).png", try picture(widths.picture)), ("thumb_\(label).png", try picture(widths.thumbnail))]
    }

    private static func resources(_ files: [(name: String, data: Data)]) -> Value {
        .array(
            zip(files, ["Image file", "Thumbnail image file"]).map { file, words in
                ["location": .string(file.name), "description": .string(words)]
            })
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
