/// A value that a cell gives to an option of another verb, whose work it includes.
public struct ImpliedOption: Sendable {
    let name: String
    let value: any OptionValue

    /// - Parameters:
    ///   - key: the option of the other verb.
    ///   - value: its value.
    public init<T>(_ key: OptionKey<T>, _ value: T) {
        name = key.name
        self.value = value
    }
}

extension Options {
    /// The options of another verb that this cell implies; all others have their defaults.
    ///
    /// - Parameters:
    ///   - verb: the other verb.
    ///   - given: the options that differ from their defaults, including all required ones.
    ///   - key: the option of this cell that implies them, where mistakes are reported.
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
