extension DirectiveRegistry {
    /// The given verbs together with those of the engine: `check`, `json`, `summary` and `table`.
    ///
    /// - Parameters:
    ///   - directives: verbs of other targets.
    ///   - arithmetic: what the last digits of results depend on besides their input; nil for the arithmetic of most
    ///     machines.
    ///   - instructionSet: the instruction set of the computation, for the record; nil if it is not known.
    /// - Precondition: no verb occurs twice, and none declares an option that every cell has.
    public init(
        _ directives: [any Directive.Type] = [], arithmetic: String? = nil, instructionSet: String? = nil
    ) {
        self.init(
            exactly: directives + [
                CheckDirective.self, JSONDirective.self, SummaryDirective.self, TableDirective.self,
            ],
            arithmetic: arithmetic, instructionSet: instructionSet)
    }
}
