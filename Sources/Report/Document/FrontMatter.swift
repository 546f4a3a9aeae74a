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
        if let misplaced = misplaced(lines, file: file) { throw InvalidDocument(misplaced) }
        if isFence(lines.first ?? ""), !isRule(lines) {
            // In the first column: a line that is indented belongs to a text of several lines.
            guard let end = lines.dropFirst().firstIndex(where: { isFence($0) || trimmedBehind($0) == "..." }) else {
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
        if let another = another(lines, from: lineCount, file: file) { throw InvalidDocument(another) }
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

    private static func isFence(_ line: String) -> Bool { trimmedBehind(line) == "---" }

    /// Whether the text begins with a rule: a blank line and no key stand behind it, and no line closes it.
    private static func isRule(_ lines: [String]) -> Bool {
        let rest = lines.dropFirst()
        guard rest.first?.isBlank ?? true else { return false }
        return !rest.contains { isMember($0) || isFence($0) || trimmedBehind($0) == "..." }
    }

    private static func isMember(_ line: String) -> Bool {
        let text = line.trimmed
        return names.contains { text.hasPrefix("\($0):") || text.hasPrefix("\"\($0)\":") }
    }

    /// What is wrong where another front matter stands anywhere in the text: its keys would be a heading, or a paragraph.
    ///
    /// - Parameter start: the first line behind the one at the top.
    private static func another(_ lines: [String], from start: Int, file: String) -> Diagnostic? {
        func diagnostic(_ index: Int, _ message: String, _ remedy: String) -> Diagnostic {
            Diagnostic(message, at: SourcePlace(file: file, line: index + 1, column: 1), remedy: remedy)
        }
        // Right behind the first, without a fence of its own.
        if start > 0, let first = lines[start...].firstIndex(where: { !$0.isBlank }), isMember(lines[first]),
            lines[(first + 1)...].prefix(while: { !$0.isBlank }).contains(where: { isMember($0) || isFence($0) })
        {
            return diagnostic(
                first, "this looks like more front matter, and would be read as text", "put it before the line ---")
        }
        var code: Substring?
        for index in lines.indices.dropFirst(start) {
            let mark = codeFence(lines[index])
            if let open = code {
                if let mark, mark.hasPrefix(open), lines[index].trimmed.count == mark.count { code = nil }
                continue
            }
            if let mark {
                code = mark
                continue
            }
            guard isFence(lines[index]),
                let first = lines[(index + 1)...].first(where: { !$0.hasPrefix("#") }), isMember(first),
                case let inside = lines[(index + 1)...].prefix(60), let close = inside.firstIndex(where: isFence),
                lines[(index + 1)..<close].allSatisfy({
                    isKeyed($0) || $0.isBlank || $0.first == " " || $0.first == "#"
                })
            else { continue }
            return start > 0
                ? diagnostic(
                    index, "this looks like a second front matter, and would be read as text",
                    "put its keys into the first")
                : diagnostic(
                    index, "this looks like front matter, and would be read as text",
                    "put it at the very top, its first line --- on line 1")
        }
        return nil
    }

    /// The marks of the fence that a line opens or closes code with.
    private static func codeFence(_ line: String) -> Substring? {
        let text = line.drop { $0 == " " || $0 == ">" }
        for mark in ["`", "~"] as [Character] where text.hasPrefix(String(repeating: mark, count: 3)) {
            return text.prefix { $0 == mark }
        }
        return nil
    }

    /// `name: value`, also as JSON and TOML write it.
    private static func isKeyed(_ line: String) -> Bool {
        ["{", "}"].contains(line.trimmed)
            || line.firstMatch(of: /^(\{\s*)?"?[A-Za-z][\w-]*"?\s*[:=](\s|$)/) != nil
    }

    /// What is wrong where the text begins with what is meant as front matter and would be read as prose: its title, seed
    /// and parameters would be lost.
    private static func misplaced(_ lines: [String], file: String) -> Diagnostic? {
        var first = 0
        while lines.indices.contains(first) {
            let text = lines[first].trimmed
            if text.hasPrefix(Comment.opening) {
                guard let end = lines[first...].firstIndex(where: { $0.contains(Comment.closing) }) else { return nil }
                first = end
            } else if !text.isEmpty, !text.hasPrefix("#") {
                break
            }
            first += 1
        }
        guard lines.indices.contains(first) else { return nil }
        let place = SourcePlace(file: file, line: first + 1, column: 1)
        let paragraph = lines[first...].prefix { !$0.isBlank }.dropFirst()
        if isMember(lines[first]), paragraph.contains(where: { isMember($0) || isFence($0) }) {
            return Diagnostic(
                "this looks like front matter, and would be read as text", at: place,
                remedy: "put it between two lines ---, the first of them on line 1")
        }
        if lines[first].trimmed.hasPrefix("{"),
            isMember(String(lines[first].trimmed.dropFirst())) || paragraph.first.map(isMember) ?? false
        {
            return Diagnostic(
                "this looks like front matter in JSON, and would be read as text", at: place,
                remedy: "write it as YAML, between two lines ---, the first of them on line 1")
        }
        // As YAML in a block of code, which pages show and nobody reads.
        if let mark = codeFence(lines[first]), let inside = paragraph.first, isMember(inside),
            case let info = lines[first].trimmed.dropFirst(mark.count).trimmed.lowercased(),
            ["", "yaml", "yml", "toml", "json"].contains(info)
        {
            return Diagnostic(
                "this looks like front matter in a block of code, and would be shown as it is", at: place,
                remedy: "put it between two lines ---, the first of them on line 1")
        }
        let fence = lines[first].filter { !$0.isInvisible || $0 == " " }.trimmed
        // Whatever its keys are, a block of them between two rules is front matter.
        func isRuleLike(_ line: String) -> Bool {
            let text = line.filter { !$0.isInvisible }
            return !text.isEmpty && text.allSatisfy { "-+–—−=*_;%―─━".contains($0) }
                && (text.count > 1 || "–—―─━".contains(text))
        }
        let opening = isRuleLike(fence) ? fence[...] : fence.prefix { $0 != " " && $0 != "#" && !$0.isLetter }
        if isRuleLike(String(opening)), first > 0 || !isFence(lines[first]),
            case let inside = lines[(first + 1)...].prefix(60), let close = inside.firstIndex(where: isRuleLike),
            close > first + 1,
            lines[first + 1..<close].allSatisfy({ isKeyed($0) || $0.isBlank || $0.first == " " }),
            isKeyed(lines[first + 1])
        {
            return Diagnostic(
                "this looks like front matter, and would be read as text", at: place,
                remedy: "begin it on line 1 with exactly three hyphens, and end it so")
        }
        let isRule = fence.count >= 2 && fence.allSatisfy { "-+–—−=".contains($0) }
        let next = lines.dropFirst(first + 1).first { !$0.isBlank && !$0.trimmed.hasPrefix("#") }
        guard isRule, let next, isMember(next), first > 0 || !isFence(lines[first]) else { return nil }
        return Diagnostic(
            "this looks like front matter, and would be read as text", at: place,
            remedy: "begin it on line 1 with exactly three hyphens")
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
