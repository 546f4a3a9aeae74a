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
    /// - Throws: where it is no YAML or has no end: without it, every parameter would look unknown.
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
        let parameters = read(parameters: node, overrides: overrides, file: file, &diagnostics)
        let own = node.map { parameters.substitute(in: $0.without("params"), &diagnostics) }
        let reader = OptionReader(
            schema: schema, ignoring: ["params", "defaults"], owner: "the front matter", folder: folder)
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

    private static func read(
        parameters node: SourceNode?, overrides: [(name: String, value: String)], file: String,
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
        let place = node?["params"]?.place ?? SourcePlace(file: file, line: 1, column: 1)
        for override in overrides {
            guard values[override.name] != nil else {
                let known = Parameters(values: values)
                diagnostics.append(known.unknown(override.name, at: place))
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
