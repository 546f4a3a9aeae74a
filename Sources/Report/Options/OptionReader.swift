import Foundation

/// Reads a mapping against a schema and finds everything that is wrong with it.
struct OptionReader {
    let schema: OptionSchema
    /// Options that every cell has, in the same mapping; messages list them among the known ones.
    var shared = OptionSchema.none
    /// Keys of the same mapping that are read elsewhere.
    var ignoring: Set<String> = []
    /// Whose options they are.
    let owner: Owner
    /// The verb of the cell; nil for a group inside of an option.
    var verb: String?
    let folder: URL
    /// The contents of the files that the report names.
    var contents = InputContents()

    /// Whose options are read, as messages name it.
    enum Owner {
        /// In words: "'train'".
        case words(String)
        /// A group inside of an option.
        case group(OptionScope)
    }

    /// What a mapping holds, and everything that is wrong with it.
    struct Reading {
        /// Of `schema`; nil where one of them is wrong.
        let own: Options?
        /// Of `shared`; nil where one of them is wrong.
        let shared: Options?
        let diagnostics: [Diagnostic]
    }

    /// Reads a mapping in which all options have to be correct.
    ///
    /// - Parameters:
    ///   - node: the mapping; nil where there is none.
    /// - Throws: ``InvalidDocument`` with all mistakes.
    func read(_ node: SourceNode?, at place: SourcePlace) throws(InvalidDocument) -> Options {
        let reading = read(node, defaults: nil, at: place)
        guard let options = reading.own else { throw InvalidDocument(reading.diagnostics) }
        return options
    }

    /// Reads a mapping, each option once.
    ///
    /// - Parameters:
    ///   - node: the mapping; nil where the cell has no body.
    ///   - defaults: values from the front matter for keys that are not given.
    ///   - place: the place of the mapping, for missing options.
    func read(_ node: SourceNode?, defaults: SourceNode?, at place: SourcePlace) -> Reading {
        var own = Found()
        var common = Found()
        let isMapping = node?.members != nil || node?.isNull ?? true
        if let node, !isMapping {
            own.diagnostics.append(
                Diagnostic("\(owner.words) wants options, one `key: value` a line, not \(node.summary)", at: node.place)
            )
        }
        let given = node?.members ?? []
        var standing = defaults?.members ?? []
        if !standing.isEmpty {
            let names = Set(given.map(\.key))
            standing.removeAll { names.contains($0.key) }
        }
        let variant = schema.selector == nil ? nil : schema.variant(given + standing)
        let keys = schema.chosen(variant)
        // Compared with all that are unknown.
        var known: KnownNames?
        let inherited = standing.filter { keys[$0.key] != nil || shared[$0.key] != nil }
        for member in inherited.isEmpty ? given : given + inherited where !ignoring.contains(member.key) {
            let scope = scope(of: member.key)
            if let key = shared[member.key] {
                common.read(member, key, in: scope)
            } else if !isMapping {
                continue
            } else if let key = keys[member.key] {
                own.read(member, key, in: scope)
            } else if variant != nil || schema[member.key] == nil {
                // Without a variant nothing is known of an option that only variants have.
                own.diagnostics.append(unknown(member, in: variant, &known))
            }
        }
        for key in isMapping ? keys.required : [] where !own.names.contains(key.name) {
            own.diagnostics.append(
                Diagnostic("\(owner.words) needs the option '\(key.name)'", at: place, remedy: key.help.asRemedy))
        }
        return Reading(
            own: own.options(keys, of: verb, at: place), shared: common.options(shared, of: verb, at: place),
            diagnostics: own.diagnostics + common.diagnostics)
    }

    private func scope(of key: String) -> OptionScope {
        switch owner {
        case .words: OptionScope(name: key, folder: folder, contents: contents)
        case .group(let scope): scope.member(key)
        }
    }

    /// Options on their way.
    private struct Found {
        var entries: [String: Options.Entry] = [:]
        /// The names of all given options, also of wrong ones: at most as many as the schema has.
        var names: [String] = []
        var diagnostics: [Diagnostic] = []

        mutating func read(_ member: SourceNode.Member, _ key: any AnyOptionKey, in scope: OptionScope) {
            names.append(member.key)
            do {
                entries[member.key] = .init(value: try key.read(member.value, in: scope), node: member.value)
            } catch {
                diagnostics += error.diagnostics
            }
        }

        func options(_ schema: OptionSchema, of verb: String?, at place: SourcePlace) -> Options? {
            diagnostics.isEmpty ? Options(schema: schema, verb: verb, place: place, entries: entries) : nil
        }
    }

    /// - Parameters:
    ///   - variant: the variant that the mapping chose, if there are several.
    ///   - known: the names of all options, if the caller has them.
    func unknown(
        _ member: SourceNode.Member, in variant: OptionSchema.Variant? = nil, _ known: inout KnownNames?
    ) -> Diagnostic {
        let own = variant.map { (schema.keys + $0.keys).map(\.name) } ?? schema.names
        let names = known ?? KnownNames(own + shared.names + ignoring)
        known = names
        guard let variant, let selector = schema.selector else {
            let isNumber = !member.key.isEmpty && member.key.utf8.allSatisfy { (48...57).contains($0) }
            return Diagnostic(
                "\(owner.words) has no option '\(member.key)'", at: member.keyPlace,
                remedy: isNumber
                    ? "a comma parts two options; in a number write a point" : names.remedy(for: member.key))
        }
        let others = schema.variants.filter { $0.keys.contains { $0.name == member.key } }.map(\.name)
        return Diagnostic(
            "\(owner.words) of \(selector) '\(variant.name)' has no option '\(member.key)'", at: member.keyPlace,
            remedy: others.isEmpty
                ? names.remedy(for: member.key)
                : "\(others.joined(separator: ", ")) \(others.count > 1 ? "have" : "has") it; available: "
                    + names.names.joined(separator: ", "))
    }
}

extension OptionReader.Owner {
    /// "'train'"
    fileprivate var words: String {
        switch self {
        case .words(let words): words
        case .group(let scope): "'\(scope.name)'"
        }
    }
}

extension String {
    /// A sentence made to follow a semicolon: "The report's title." → "the report's title".
    fileprivate var asRemedy: String {
        prefix(1).lowercased() + String(dropFirst()).trimmingSuffix(".")
    }
}
