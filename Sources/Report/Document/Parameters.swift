/// The values of `${name}`: declared under `params` in the front matter, overridden on the command line.
struct Parameters: Sendable {
    let values: [String: SourceNode]

    static let none = Parameters(values: [:])
    /// Deeper than anyone sees through.
    private static let deepest = 100

    /// Their names, for messages.
    private let known: KnownNames

    init(values: [String: SourceNode]) {
        self.values = values
        known = KnownNames(values.keys)
    }

    /// Parameters whose values may contain other parameters, `${name}`.
    init(resolving values: [String: SourceNode], _ diagnostics: inout [Diagnostic]) {
        var resolved: [String: SourceNode] = [:]
        var open: [String] = []
        var written = 0
        let known = KnownNames(values.keys)
        func refuse(_ name: String, _ place: SourcePlace, _ message: String) {
            diagnostics.append(Diagnostic(message, at: place, remedy: "write one of them out"))
            resolved[name] = SourceNode(.scalar("", plain: false), at: place)
        }
        func resolve(_ name: String) {
            guard resolved[name] == nil, let value = values[name] else { return }
            if open.contains(name) {
                let circle = (open + [name]).joined(separator: " → ")
                return refuse(name, value.place, "parameters refer to each other in a circle: \(circle)")
            }
            if open.count >= Self.deepest {
                return refuse(name, value.place, "parameters refer to each other more than \(Self.deepest) deep")
            }
            open.append(name)
            for inner in Self.names(in: value) { resolve(inner) }
            open.removeLast()
            guard resolved[name] == nil else { return }
            // Those inside are resolved by now; one that is not is unknown.
            let node = Self.substitute(resolved, known, in: value, &diagnostics, written: &written)
            resolved[name] = node
        }
        for name in values.keys.sorted() { resolve(name) }
        self.values = resolved
        self.known = known
    }

    /// The hidden names anywhere in a value.
    private static func names(in node: SourceNode) -> [String] {
        switch node.content {
        case .scalar(let text, _):
            text.unicodeScalars.split(separator: Placeholder.parameterOpen).dropFirst(
                text.unicodeScalars.first == Placeholder.parameterOpen ? 0 : 1
            ).map { String($0.dropFirst().prefix { $0 != Placeholder.parameterClose }) }
        case .sequence(let nodes): nodes.flatMap(names)
        case .mapping(let members): members.flatMap { names(in: $0.value) }
        }
    }

    /// Hides each `${name}` from the YAML parser, for which braces have a meaning, without changing columns.
    static func hide(in yaml: String) -> String {
        guard yaml.utf8.contains(UInt8(ascii: "$")) else { return yaml }
        var hidden = ""
        var rest = Substring(yaml).utf8
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            let behind = rest[dollar...].dropFirst()
            hidden += Substring(rest[..<dollar])
            if let name = name(inBraces: behind) {
                hidden.unicodeScalars += [Placeholder.parameterOpen, Placeholder.parameterMiddle]
                hidden += Substring(name)
                hidden.unicodeScalars.append(Placeholder.parameterClose)
                rest = behind[name.endIndex...].dropFirst()
            } else {
                hidden += "$"
                rest = behind
            }
        }
        return hidden + Substring(rest)
    }

    /// `name` of a text that begins with `{name}`.
    private static func name(inBraces text: Substring.UTF8View) -> Substring.UTF8View? {
        guard text.first == UInt8(ascii: "{") else { return nil }
        let inside = text.dropFirst()
        guard let end = inside.firstIndex(of: UInt8(ascii: "}")), isName(inside[..<end]) else { return nil }
        return inside[..<end]
    }

    /// Whether this is a valid name of a parameter: a letter or an underscore, then also digits and hyphens. `${…}`
    /// with any other content is text.
    static func isName(_ text: some Collection<UInt8>) -> Bool {
        guard let first = text.first, !isDigitOrHyphen(first) else { return false }
        return text.allSatisfy(isOfNames)
    }

    private static func isOfNames(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: isDigitOrHyphen(byte)
        }
    }

    private static func isDigitOrHyphen(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }

    /// Replaces hidden names by values, everywhere in a node.
    ///
    /// - Parameter written: the size of the values inserted so far, in bytes; increased by that of this node.
    func substitute(
        in node: SourceNode, _ diagnostics: inout [Diagnostic], written: inout Int
    ) -> SourceNode {
        Self.substitute(values, known, in: node, &diagnostics, written: &written)
    }

    private static func substitute(
        _ values: [String: SourceNode], _ known: KnownNames, in node: SourceNode, _ diagnostics: inout [Diagnostic],
        written: inout Int
    ) -> SourceNode {
        var substitution = Substitution(values: values, known: known, written: written)
        let node = substitution.substitute(in: node)
        written = substitution.written
        diagnostics += substitution.diagnostics
        return node
    }

    /// Inserts the values into a text of the report.
    var writer: ParameterWriter { ParameterWriter(values, known) }

    /// Values being put in the place of hidden names.
    private struct Substitution {
        private var writer: ParameterWriter

        init(values: [String: SourceNode], known: KnownNames, written: Int) {
            writer = ParameterWriter(values, known, written: written)
        }

        var written: Int { writer.written }
        var diagnostics: [Diagnostic] { writer.diagnostics }

        mutating func substitute(in node: SourceNode) -> SourceNode {
            switch node.content {
            case .scalar(let text, let plain):
                guard text.unicodeScalars.contains(Placeholder.parameterOpen) else { return node }
                return substitute(text, plain: plain, of: node)
            case .sequence(let nodes):
                return SourceNode(.sequence(nodes.map { substitute(in: $0) }), at: node.place)
            case .mapping(let members):
                let substituted = members.map { member in
                    SourceNode.Member(
                        key: Parameters.reveal(member.key), keyPlace: member.keyPlace,
                        value: substitute(in: member.value))
                }
                return SourceNode(.mapping(substituted), at: node.place)
            }
        }

        private mutating func substitute(_ text: String, plain: Bool, of node: SourceNode) -> SourceNode {
            let text = Parameters.reveal(text)
            // All that stands there may be more than a text.
            if plain, let name = Parameters.name(text.utf8) {
                let value = writer.value(of: name, at: node.place)
                return value?.moved(to: node.place) ?? SourceNode(.scalar(text, plain: false), at: node.place)
            }
            let written = writer.write(text, at: node.place)
            return SourceNode(.scalar(written, plain: plain), at: node.place, doubt: node.doubt, map: node.map)
        }
    }

    /// `name`, where a text is `${name}` and nothing else.
    private static func name(_ text: String.UTF8View) -> String? {
        guard text.first == UInt8(ascii: "$"), text.last == UInt8(ascii: "}"),
            let name = name(inBraces: Substring(text.dropFirst()).utf8), name.count == text.count - 3
        else { return nil }
        return String(Substring(name))
    }

    /// A text with the names of parameters in their original form, after they were hidden.
    static func reveal(_ text: String) -> String {
        text.replacing("\(Placeholder.parameterOpen)\(Placeholder.parameterMiddle)", with: "${")
            .replacing("\(Placeholder.parameterClose)", with: "}")
    }
}
