/// The verbs that a report may use.
public struct DirectiveRegistry: Sendable {
    private let directives: [String: any Directive.Type]
    /// The names of the verbs, sorted.
    public let verbs: [String]
    /// By the roles that they have, sorted.
    private let verbsByRole: [String: [String]]
    /// What the last digits of results depend on besides their input, such as the processor; part of every key. nil for
    /// the arithmetic of most machines.
    public let arithmetic: String?
    /// The instruction set of the computations: it is not part of keys, and is recorded with the machine. nil if it is not known.
    public let instructionSet: String?

    /// Creates a registry of exactly these verbs.
    ///
    /// - Precondition: no verb occurs twice, none declares an option that every cell has, and none declares a finding
    ///   twice.
    init(exactly all: [any Directive.Type], arithmetic: String? = nil, instructionSet: String? = nil) {
        self.arithmetic = arithmetic
        self.instructionSet = instructionSet
        directives = Dictionary(
            all.map { ($0.verb, $0) },
            uniquingKeysWith: { first, second in
                preconditionFailure("\(first) and \(second) share the verb '\(first.verb)'")
            })
        verbs = directives.keys.sorted()
        verbsByRole = all.reduce(into: [String: [String]]()) { verbs, directive in
            for role in Set(directive.roles) { verbs[role, default: []].append(directive.verb) }
        }.mapValues { $0.sorted() }
        for directive in all {
            let clash = Set(directive.schema.names).intersection(CellSettings.schema.names)
            precondition(clash.isEmpty, "\(directive) has options that every cell has: \(clash)")
            let checks = directive.healthChecks.map(\.name)
            precondition(Set(checks).count == checks.count, "\(directive) declares a finding twice: \(checks)")
        }
    }

    /// All verbs, sorted by name.
    public var all: [any Directive.Type] { verbs.compactMap { directives[$0] } }
    /// The directive of a verb; nil for an unknown verb.
    public subscript(verb: String) -> (any Directive.Type)? { directives[verb] }

    /// The verbs that a reference accepts, by name or by role; nil where it accepts all.
    func verbs(for reference: CellReference) -> [String]? {
        guard let role = reference.role else { return reference.verbs.isEmpty ? nil : reference.verbs }
        return reference.verbs + (verbsByRole[role] ?? [])
    }
}

extension Host {
    /// This machine, with what a program says of its verbs.
    static func current(engine: String, _ directives: DirectiveRegistry) -> Host {
        current(engine: engine, instructionSet: directives.instructionSet)
    }
}
