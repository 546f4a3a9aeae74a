extension DirectiveRegistry {
    /// The given verbs beside those that the engine brings along: `check`, `json` and `table`.
    ///
    /// - Precondition: no verb stands twice, and none has an option that every cell has.
    public init(_ directives: [any Directive.Type] = []) {
        self.init(exactly: directives + [CheckDirective.self, JSONDirective.self, TableDirective.self])
    }
}
