import Foundation

/// The YAML between two lines `---` at the very top of a report.
struct FrontMatter: Sendable {
    static let title = OptionKey<String?>("title", default: .some(nil), help: "The report's title.")
    static let subtitle = OptionKey<String?>("subtitle", default: .some(nil), help: "A line below the title.")
    static let authors = OptionKey<[String]>("authors", default: [], help: "A list of names.")
    static let date = OptionKey<String?>("date", default: .some(nil), help: "A date, printed as it stands.")
    static let abstract = OptionKey<String?>("abstract", default: .some(nil), help: "A paragraph; Markdown.")
    static let seed = OptionKey<UInt64>("seed", default: 1, help: "The seed of every cell without its own.")
    static let explore = OptionKey<Bool>(
        "explore", default: true, help: "false leaves out the data behind figures that follow sliders.")
    static let bibliography = OptionKey<BibliographyPaths?>(
        "bibliography", default: .some(nil), help: "Files of BibTeX whose entries the text cites: [@key].")
    static let numberSections = OptionKey<Bool>(
        "number-sections", default: false, help: "true gives headings numbers: 1, 1.1 and so on.")
    static let schema = OptionSchema(
        title, subtitle, authors, date, abstract, seed, explore, bibliography, numberSections)
    /// Keys whose members the author names.
    private static let mappings = ["params", "required", "defaults"]
    /// Every key that the front matter may have.
    static let names = schema.keys.map(\.name) + mappings

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
    /// - Returns: the front matter; diagnostics are added, and wrong entries are left out.
    /// - Throws: where it is not YAML or has no end, and where a parameter under `required` has no value: without this
    ///   error, every use of the parameter would cause further diagnostics.
    static func read(
        _ lines: [String], file: String, folder: URL, overrides: [(name: String, value: String)],
        _ diagnostics: inout [Diagnostic]
    ) throws(InvalidDocument) -> FrontMatter {
        let start = SourcePlace(file: file, line: 1, column: 1)
        var node: SourceNode?
        var lineCount = 0
        if let misplaced = MisplacedFrontMatter.atTop(lines, file: file) { throw InvalidDocument(misplaced) }
        if isFence(lines.first ?? ""), !isRule(lines) {
            // In the first column: a line that is indented belongs to a text of several lines.
            guard let end = lines.dropFirst().firstIndex(where: { isFence($0) || isEnd($0) }) else {
                throw InvalidDocument(
                    Diagnostic(
                        "the front matter has no end", at: start,
                        remedy: "close it with a line ---, in the first column"))
            }
            lineCount = end + 1
            node = try YAMLBlock(
                text: lines[1..<end].joined(separator: "\n") + "\n", file: file, firstLine: 2,
                // Of the defaults of a verb.
                depthOfOptions: 3
            ).parse()
        }
        if let another = MisplacedFrontMatter.below(lines, from: lineCount, file: file) {
            throw InvalidDocument(another)
        }
        let required = read(required: node?["required"], &diagnostics)
        let parameters = read(parameters: node, required: required, overrides: overrides, file: file, &diagnostics)
        let missing = required.filter { parameters.values[$0.key] == nil }
        guard missing.isEmpty else { throw InvalidDocument(diagnostics + missing.map(\.diagnostic)) }
        var written = 0
        let own = node.map { node in
            parameters.substitute(in: node.without("params").without("required"), &diagnostics, written: &written)
        }
        let reader = OptionReader(
            schema: schema, ignoring: Set(mappings), owner: .words("the front matter"),
            folder: folder)
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

    private static func trimmedBehind(_ line: String) -> String {
        let blanks = line.reversed().prefix { $0 == " " || $0 == "\t" }.count
        return String(line.dropLast(blanks))
    }

    static func isFence(_ line: String) -> Bool { trimmedBehind(line) == "---" }

    /// Whether a line ends a document of YAML, and so the front matter too.
    static func isEnd(_ line: String) -> Bool { trimmedBehind(line) == "..." }

    /// Whether the text begins with a rule: a blank line and no key stand behind it, and no line closes it.
    private static func isRule(_ lines: [String]) -> Bool {
        let rest = lines.dropFirst()
        guard rest.first?.isBlank ?? true else { return false }
        return !rest.contains { MisplacedFrontMatter.isMember($0) || isFence($0) || isEnd($0) }
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
            if !Parameters.isName(member.key.utf8) {
                diagnostics.append(unusable(member.key, at: member.keyPlace))
            }
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
                for member in members {
                    values[member.key] = member.value
                    diagnostics += member.value.doubts
                    if !Parameters.isName(member.key.utf8) {
                        diagnostics.append(unusable(member.key, at: member.keyPlace))
                    }
                }
            } else {
                diagnostics.append(
                    Diagnostic(
                        "'params' wants a mapping of names to values, not \(declared.summary)", at: declared.place))
            }
        }
        let place = (node?["params"] ?? node?["required"])?.place ?? SourcePlace(file: file, line: 1, column: 1)
        let declared = values
        var given: [String: String] = [:]
        for override in overrides {
            guard declared[override.name] != nil || required.contains(where: { $0.key == override.name }) else {
                let names = Array(declared.keys) + required.map(\.key)
                diagnostics.append(
                    Diagnostic(
                        "the report has no parameter '\(override.name)'", at: place,
                        remedy: NearMiss.remedy(for: override.name, among: names)))
                continue
            }
            if let before = given.updateValue(override.value, forKey: override.name) {
                diagnostics.append(
                    Diagnostic(
                        "the parameter '\(override.name)' is given twice: '\(before)' and '\(override.value)'",
                        at: place, remedy: "give it once"))
                continue
            }
            let text = Placeholder.clean(override.value)
            guard isRead(text, instead: declared[override.name]) else {
                let isQuoted =
                    if case .scalar(_, plain: false) = declared[override.name]?.content { true } else { false }
                // It stands where the default stood, and holds others as that may; no text of the shell is nothing.
                let node = SourceNode(.scalar(Parameters.hide(in: text), plain: !isQuoted), at: place)
                values[override.name] =
                    node.isNull ? SourceNode(.scalar(text, plain: false), at: place) : node
                continue
            }
            do {
                let value = try YAMLBlock(text: text, file: file, firstLine: 1).parse()
                let node = (value ?? SourceNode(.scalar("", plain: false), at: place)).moved(to: place)
                if let usual = declared[override.name], usual.parameterKind != node.parameterKind {
                    diagnostics.append(
                        Diagnostic(
                            "the parameter '\(override.name)' wants \(usual.parameterKind.words) like its default "
                                + "\(usual.summary), not \(node.summary)", at: place,
                            remedy: usual.parameterKind.remedy))
                    continue
                }
                values[override.name] = node
            } catch {
                diagnostics.append(
                    Diagnostic(
                        "the value '\(override.value)' given for the parameter '\(override.name)' is not YAML",
                        at: place, remedy: "look at its quotes and brackets; the shell takes quotes of its own away"))
            }
        }
        return Parameters(resolving: values, &diagnostics)
    }

    /// `${…}` with such a name would stay on the page as it is.
    private static func unusable(_ name: String, at place: SourcePlace) -> Diagnostic {
        Diagnostic(
            "'\(name)' cannot be the name of a parameter", at: place,
            remedy: "use letters from a to z, then also digits, hyphens and underscores, as in ${run-2}")
    }

    /// Whether a value of the command line is read as YAML: where it stands in for a number, a truth value, a list or a
    /// mapping. Anything else is a text, as it is, with `#` and `:`.
    private static func isRead(_ text: String, instead declared: SourceNode?) -> Bool {
        guard let declared else { return text.hasPrefix("[") || text.hasPrefix("{") }
        return declared.parameterKind != .text
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
