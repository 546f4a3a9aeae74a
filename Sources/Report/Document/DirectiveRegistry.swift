/// The verbs that a report may use.
public struct DirectiveRegistry: Sendable {
    private let directives: [String: any Directive.Type]
    /// Sorted.
    public let verbs: [String]
    /// By the roles that they have, sorted.
    private let verbsByRole: [String: [String]]
    /// What the last digits of results depend on beside their input, such as the processor; part of every key. nil for what
    /// most machines have.
    public let arithmetic: String?
    /// The instruction set that numbers are computed with: part of no key, and recorded beside the machine. nil where nobody says.
    public let instructionSet: String?

    /// These verbs and no others.
    ///
    /// - Precondition: no verb stands twice, none has an option that every cell has, and none declares a finding twice.
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

    /// In the order of their verbs.
    public var all: [any Directive.Type] { verbs.compactMap { directives[$0] } }
    /// nil where there is no such verb.
    public subscript(verb: String) -> (any Directive.Type)? { directives[verb] }

    /// The verbs that a reference accepts, by name or by role; nil where it accepts all.
    func verbs(for reference: CellReference) -> [String]? {
        guard let role = reference.role else { return reference.verbs.isEmpty ? nil : reference.verbs }
        return reference.verbs + (verbsByRole[role] ?? [])
    }
}
