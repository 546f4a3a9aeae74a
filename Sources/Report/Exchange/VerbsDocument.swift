/// Verbs with their options, results and findings, for other programs: `verbs --json`.
public struct VerbsDocument: PublishedDocument {
    public static let schema = PublishedSchema.verbs

    /// Options, and those that the value of one of them brings along.
    struct Verb: Encodable, Sendable {
        let verb: String
        let verbVersion: Int
        let summary: String
        let roles: [String]
        let options: [Option]
        /// The option whose value chooses a variant.
        let selector: String?
        let variants: [Variant]
        /// As in `label.path`; where there are variants, what all have.
        let result: Shape
        let findings: [Finding]
    }

    struct Option: Encodable, Sendable {
        let name: String
        /// What to write: "an integer".
        let expected: String
        /// Beyond that: "from 1 to 10".
        let limits: String?
        let required: Bool
        /// As the key has it; nil where it is required.
        let `default`: Value?
        /// Whether it changes the look only.
        let presentation: Bool
        let help: String
        /// Inside, where it is a group.
        let options: [Option]?
    }

    struct Variant: Encodable, Sendable {
        let name: String
        let summary: String
        let options: [Option]
        let result: Shape?
    }

    struct Finding: Encodable, Sendable {
        let name: String
        let state: HealthState
        let meaning: String
    }

    /// What a result may hold.
    indirect enum Shape: Sendable {
        case any
        case leaf(kind: String, words: [String])
        case group([Member])
        case list(placeholder: String, Shape)
        case named(placeholder: String, Shape)

        struct Member: Encodable, Sendable {
            let name: String
            let meaning: String
            let optional: Bool
            /// The word that stands where a result lacks it.
            let absence: String?
            /// Its standard error, beside it.
            let error: String?
            let shape: Shape
        }
    }

    /// Name and version of the program.
    let engine: String
    let verbs: [Verb]
    /// Those that every cell has.
    let cellOptions: [Option]

    /// - Parameters:
    ///   - verb: a verb; nil for all.
    ///   - engine: name and version of the program.
    public init(_ directives: DirectiveRegistry, verb: String? = nil, engine: String) {
        self.engine = engine
        verbs = directives.all.filter { verb == nil || $0.verb == verb }.map(Verb.init)
        cellOptions = CellSettings.schema.keys.map(Option.init)
    }
}

extension VerbsDocument.Verb {
    init(_ directive: any Directive.Type) {
        verb = directive.verb
        verbVersion = directive.version
        summary = directive.summary
        roles = directive.roles
        options = directive.schema.keys.map(VerbsDocument.Option.init)
        selector = directive.schema.selector
        let shapes = directive.variantShapes
        variants = directive.schema.variants.map { variant in
            VerbsDocument.Variant(
                name: variant.name, summary: variant.summary, options: variant.keys.map(VerbsDocument.Option.init),
                result: shapes[variant.name].map(VerbsDocument.Shape.init))
        }
        result = shapes.isEmpty ? VerbsDocument.Shape(directive.resultShape) : .any
        findings = directive.healthChecks.map { check in
            VerbsDocument.Finding(name: check.name, state: check.state, meaning: check.meaning)
        }
    }
}

extension VerbsDocument.Option {
    init(_ key: any AnyOptionKey) {
        self.init(
            name: key.name, expected: key.expected, limits: key.limits, required: key.isRequired,
            default: key.canonicalDefault, presentation: key.isPresentation, help: key.help,
            options: key.nested?.keys.map(VerbsDocument.Option.init))
    }
}

extension VerbsDocument.Shape {
    init(_ shape: ResultShape) {
        switch shape {
        case .any: self = .any
        case .leaf(let leaf):
            switch leaf {
            case .number: self = .leaf(kind: "number", words: [])
            case .integer: self = .leaf(kind: "integer", words: [])
            case .truth: self = .leaf(kind: "truth", words: [])
            case .text(let words): self = .leaf(kind: "text", words: words)
            }
        case .group(let members):
            self = .group(
                members.map { member in
                    Member(
                        name: member.name, meaning: member.meaning, optional: member.isOptional,
                        absence: member.isOptional ? member.absence : nil, error: member.error,
                        shape: VerbsDocument.Shape(member.shape))
                })
        case .list(let placeholder, _, let inner):
            self = .list(placeholder: placeholder, VerbsDocument.Shape(inner))
        case .named(let placeholder, _, let inner):
            self = .named(placeholder: placeholder, VerbsDocument.Shape(inner))
        }
    }
}

extension VerbsDocument.Shape: Encodable {
    private enum Key: String, CodingKey { case kind, words, members, placeholder, element }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .any: try container.encode("any", forKey: .kind)
        case .leaf(let kind, let words):
            try container.encode(kind, forKey: .kind)
            if !words.isEmpty { try container.encode(words, forKey: .words) }
        case .group(let members):
            try container.encode("group", forKey: .kind)
            try container.encode(members, forKey: .members)
        case .list(let placeholder, let element), .named(let placeholder, let element):
            if case .list = self {
                try container.encode("list", forKey: .kind)
            } else {
                try container.encode("named", forKey: .kind)
            }
            try container.encode(placeholder, forKey: .placeholder)
            try container.encode(element, forKey: .element)
        }
    }
}
