/// The options of a cell, read and checked: `options[ScanOptions.steps]`.
public struct Options: Sendable {
    /// An object: options are asked for again and again, and a copy of all this would cost more than the answer.
    final class Entry: Sendable {
        let value: any OptionValue
        /// Where it stands; of an option from the defaults in the front matter, there.
        let node: SourceNode

        init(value: any OptionValue, node: SourceNode) {
            self.value = value
            self.node = node
        }
    }

    /// The known options.
    public let schema: OptionSchema
    /// The verb of the cell; nil for a group inside of an option.
    public let verb: String?
    /// The place of the cell's opening fence, or of the group.
    public let place: SourcePlace
    let entries: [String: Entry]
    /// The cells that the options name, in the order of the schema.
    public let references: [CellReference]

    init(schema: OptionSchema, verb: String? = nil, place: SourcePlace, entries: [String: Entry]) {
        self.schema = schema
        self.verb = verb
        self.place = place
        self.entries = entries
        references = Self.inOrder(schema, entries) { $0.references }
    }

    /// The value given, or the default.
    ///
    /// - Precondition: the key belongs to this schema and has its type. (Options without a required key are never
    ///   created.)
    public subscript<T>(key: OptionKey<T>) -> T {
        if let entry = entries[key.name] {
            guard let value = entry.value as? T else {
                preconditionFailure("'\(key.name)' is \(type(of: entry.value)) and was asked for as \(T.self)")
            }
            return value
        }
        guard schema[key.name] != nil, let value = key.defaultValue else {
            preconditionFailure("'\(key.name)' is not among the options \(schema.names)")
        }
        return value
    }

    /// Whether the author gave it, instead of leaving it at its default.
    public func isGiven<T>(_ key: OptionKey<T>) -> Bool { entries[key.name] != nil }

    /// Whether the cell itself gives it; defaults of its verb are in the front matter, before every cell.
    public func isOwn(_ key: any AnyOptionKey) -> Bool { entries[key.name].map { place < $0.node.place } ?? false }

    /// The place of the value of an option, or of a part of it (`"shift"`, `"0"`, `"window.0"`); the place of the cell
    /// if the option has its default.
    public func place<T>(of key: OptionKey<T>, _ path: String = "") -> SourcePlace {
        node(of: key, path)?.place ?? place
    }

    /// The places of the lines of a text; nil for a text on one line.
    func map<T>(of key: OptionKey<T>) -> TextMap? { node(of: key, "")?.map }

    private func node<T>(of key: OptionKey<T>, _ path: String) -> SourceNode? {
        guard var node = entries[key.name]?.node else { return nil }
        for part in path.split(separator: ".") {
            if let index = Int(part), case .sequence(let nodes) = node.content, nodes.indices.contains(index) {
                node = nodes[index]
            } else if let member = node[String(part)] {
                node = member
            } else {
                break
            }
        }
        return node
    }

    /// A diagnostic at the value of an option or at a part of it.
    public func error<T>(
        _ message: String, at key: OptionKey<T>, _ path: String = "", remedy: String? = nil
    ) -> Diagnostic {
        Diagnostic(message, at: place(of: key, path), remedy: remedy)
    }

    /// A diagnostic for each of these options that the cell itself gives.
    public func excess(_ keys: [any AnyOptionKey], _ why: String) -> [Diagnostic] {
        keys.filter(isOwn).compactMap { key in
            entries[key.name].map {
                Diagnostic("'\(key.name)' \(why)", at: $0.node.place, remedy: "remove '\(key.name)'")
            }
        }
    }

    /// Finds elements of a list that are not among the allowed names, each with a did-you-mean. The directive supplies
    /// the beginning of the message, "'nuisances' has no …".
    public func unknownNames(
        _ key: OptionKey<[String]>, among allowed: [String], what: String
    ) -> [Diagnostic] {
        self[key].enumerated().filter { !allowed.contains($0.element) }.map { index, name in
            error(
                "there is no \(what) '\(name)'", at: key, String(index),
                remedy: NearMiss.remedy(for: name, among: allowed))
        }
    }

    /// The values of results that the options name, in the order of the schema.
    public var paths: [ArtifactPath] { Self.inOrder(schema, entries) { $0.paths } }
    /// The files that the options name, in the order of the schema.
    public var files: [InputFile] { Self.inOrder(schema, entries) { $0.files } }

    /// All options with their defaults, without presentation.
    public var canonical: Value { canonical(without: []) }

    /// The same without some options, for the components of a part: without the option for the number of parts.
    public func canonical(without keys: any AnyOptionKey...) -> Value { canonical(without: keys.map(\.name)) }

    /// All options with their defaults, including presentation.
    var complete: Value { members { _ in true } }

    private func canonical(without names: [String]) -> Value {
        members { !$0.isPresentation && !names.contains($0.name) }
    }

    private func members(where isWanted: (any AnyOptionKey) -> Bool) -> Value {
        var members: [String: Value] = [:]
        for key in schema.keys where isWanted(key) {
            members[key.name] = entries[key.name]?.value.canonical ?? key.canonicalDefault
        }
        return .object(members)
    }

    /// What the values hold, in the order of the schema.
    private static func inOrder<Element>(
        _ schema: OptionSchema, _ entries: [String: Entry], _ elements: (any OptionValue) -> [Element]
    ) -> [Element] {
        var found: [(name: String, elements: [Element])] = []
        for (name, entry) in entries {
            let elements = elements(entry.value)
            if !elements.isEmpty { found.append((name, elements)) }
        }
        // Most have one at most.
        guard found.count > 1 else { return found.first?.elements ?? [] }
        let byName = Dictionary(uniqueKeysWithValues: found)
        return schema.names.flatMap { byName[$0] ?? [] }
    }
}
