/// A value that a cell gives to an option of another verb, whose work it does on the way.
public struct ImpliedOption: Sendable {
    let name: String
    let value: any OptionValue

    /// - Parameters:
    ///   - key: of the other verb.
    ///   - value: what it has.
    public init<T>(_ key: OptionKey<T>, _ value: T) {
        name = key.name
        self.value = value
    }
}

extension Options {
    /// The options of another verb as this cell implies them; all that are not named are at their defaults.
    ///
    /// - Parameters:
    ///   - verb: the other verb, and its options.
    ///   - given: those that are not left at their defaults, all that have none among them.
    ///   - key: the option of this cell that implies them: mistakes stand there.
    public func implied<T>(
        _ verb: (name: String, schema: OptionSchema), _ given: [ImpliedOption], by key: OptionKey<T>
    ) -> Options {
        let node = SourceNode(.scalar("", plain: true), at: place(of: key))
        let entries = Dictionary(uniqueKeysWithValues: given.map { ($0.name, Entry(value: $0.value, node: node)) })
        let missing = verb.schema.required.map(\.name).filter { entries[$0] == nil }
        precondition(missing.isEmpty, "'\(verb.name)' needs \(missing)")
        return Options(schema: verb.schema, verb: verb.name, place: place, entries: entries)
    }
}
