import Foundation

/// The YAML between two lines `---` at the very top of a report.
struct FrontMatter: Sendable {
    static let title = OptionKey<String?>("title", default: .some(nil), help: "The report's title.")
    static let subtitle = OptionKey<String?>("subtitle", default: .some(nil), help: "A line below the title.")
    static let authors = OptionKey<[String]>("authors", default: [], help: "A list of names.")
    static let date = OptionKey<String?>("date", default: .some(nil), help: "A date, printed as it stands.")
    static let abstract = OptionKey<String?>("abstract", default: .some(nil), help: "A paragraph; Markdown.")
    static let seed = OptionKey<UInt64>("seed", default: 1, help: "The seed of every cell without its own.")
    static let schema = OptionSchema(title, subtitle, authors, date, abstract, seed)

    /// How many lines it takes, with both fences.
    let lineCount: Int
    let options: Options
    let parameters: Parameters
    /// By verb.
    let defaults: [String: SourceNode.Member]
    static func none(file: String) -> FrontMatter {
        FrontMatter(
            lineCount: 0,
            options: Options(schema: schema, place: SourcePlace(file: file, line: 1, column: 1), entries: [:]),
            parameters: .none, defaults: [:])
    }

    /// - Parameter overrides: the values of `-p name=value`, as text.
    /// - Returns: the front matter; diagnostics are added, and what is wrong is left out.
    /// - Throws: where it is no YAML or has no end, and where a parameter under `required` has no value: without it,
    ///   every parameter would look unknown, and everything that needs the value wrong.
    static func read(
        _ lines: [String], file: String, folder: URL, overrides: [(name: String, value: String)],
        _ diagnostics: inout [Diagnostic]
    ) throws(InvalidDocument) -> FrontMatter {
        let start = SourcePlace(file: file, line: 1, column: 1)
        var node: SourceNode?
        var lineCount = 0
        if lines.first?.trimmed == "---" {
            guard let end = lines.dropFirst().firstIndex(where: { ["---", "..."].contains($0.trimmed) }) else {
                throw InvalidDocument(
                    Diagnostic("the front matter has no end", at: start, remedy: "close it with a line ---"))
            }
            lineCount = end + 1
            node = try YAMLBlock(
                text: lines[1..<end].joined(separator: "\n") + "\n", file: file, firstLine: 2
            ).parse()
        }
        let required = read(required: node?["required"], &diagnostics)
        let parameters = read(parameters: node, required: required, overrides: overrides, file: file, &diagnostics)
        let missing = required.filter { parameters.values[$0.key] == nil }
        guard missing.isEmpty else { throw InvalidDocument(diagnostics + missing.map(\.diagnostic)) }
        let own = node.map { parameters.substitute(in: $0.without("params").without("required"), &diagnostics) }
        let reader = OptionReader(
            schema: schema, ignoring: ["params", "required", "defaults"], owner: "the front matter", folder: folder)
        var options = none(file: file).options
        do {
            options = try reader.read(own, at: start)
        } catch {
            diagnostics += error.diagnostics
        }
        return FrontMatter(
            lineCount: lineCount, options: options, parameters: parameters,
            defaults: read(defaults: own?["defaults"], &diagnostics))
    }

    /// A parameter that the report cannot do without and has no value for: `required: {networks: The folder of …}`.
    private struct Required {
        let key: String
        let place: SourcePlace
        let meaning: String

        var diagnostic: Diagnostic {
            Diagnostic(
                "this report needs the parameter '\(key)': \(meaning)", at: place,
                remedy: "give it on the command line: -p \(key)=…")
        }
    }

    private static func read(required node: SourceNode?, _ diagnostics: inout [Diagnostic]) -> [Required] {
        guard let node, !node.isNull else { return [] }
        guard let members = node.members else {
            diagnostics.append(
                Diagnostic(
                    "'required' wants a mapping of names to what they mean, not \(node.summary)", at: node.place))
            return []
        }
        return members.compactMap { member in
            guard case .scalar(let text, _) = member.value.content, !member.value.isNull else {
                diagnostics.append(
                    Diagnostic("'required.\(member.key)' wants a text that says what it is", at: member.value.place))
                return nil
            }
            return Required(key: member.key, place: member.keyPlace, meaning: text.trimmed.trimmingSuffix("."))
        }
    }

    private static func read(
        parameters node: SourceNode?, required: [Required], overrides: [(name: String, value: String)], file: String,
        _ diagnostics: inout [Diagnostic]
    ) -> Parameters {
        var values: [String: SourceNode] = [:]
        if let declared = node?["params"], !declared.isNull {
            if let members = declared.members {
                for member in members { values[member.key] = member.value }
            } else {
                diagnostics.append(
                    Diagnostic(
                        "'params' wants a mapping of names to values, not \(declared.summary)", at: declared.place))
            }
        }
        let place = (node?["params"] ?? node?["required"])?.place ?? SourcePlace(file: file, line: 1, column: 1)
        let declared = values
        for override in overrides {
            guard declared[override.name] != nil || required.contains(where: { $0.key == override.name }) else {
                let names = Array(declared.keys) + required.map(\.key)
                diagnostics.append(
                    Diagnostic(
                        "the report has no parameter '\(override.name)'", at: place,
                        remedy: NearMiss.remedy(for: override.name, among: names)))
                continue
            }
            do {
                let value = try YAMLBlock(text: override.value, file: file, firstLine: 1).parse()
                values[override.name] = (value ?? SourceNode(.scalar("", plain: false), at: place)).moved(to: place)
            } catch {
                diagnostics.append(
                    Diagnostic(
                        "the value '\(override.value)' given for the parameter '\(override.name)' is not YAML",
                        at: place))
            }
        }
        return Parameters(values: values)
    }

    private static func read(
        defaults node: SourceNode?, _ diagnostics: inout [Diagnostic]
    ) -> [String: SourceNode.Member] {
        guard let node, !node.isNull else { return [:] }
        guard let members = node.members else {
            diagnostics.append(
                Diagnostic("'defaults' wants a mapping from verbs to options, not \(node.summary)", at: node.place))
            return [:]
        }
        return Dictionary(members.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension SourceNode {
    /// The mapping without one of its members.
    func without(_ key: String) -> SourceNode {
        guard let members else { return self }
        return SourceNode(.mapping(members.filter { $0.key != key }), at: place)
    }
}
