extension DirectiveRegistry {
    /// The given verbs beside those of the engine: `check`, `json`, `summary` and `table`.
    ///
    /// - Parameters:
    ///   - directives: verbs of other targets.
    ///   - arithmetic: what the last digits of results depend on beside their input; nil for what most machines have.
    ///   - instructionSet: that numbers are computed with, for the record; nil where nobody says.
    /// - Precondition: no verb stands twice, and none has an option that every cell has.
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
