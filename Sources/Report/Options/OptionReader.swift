import Foundation

/// Reads a mapping against a schema and finds everything that is wrong with it.
struct OptionReader {
    let schema: OptionSchema
    /// Keys that others read from the same mapping.
    var ignoring: Set<String> = []
    /// How messages name the owner: "'train'".
    let owner: String
    /// Of the cell; nil for a group inside of an option.
    var verb: String?
    let folder: URL

    /// - Parameters:
    ///   - node: the mapping; nil where the cell has no body.
    ///   - defaults: values from the front matter for keys that are not given.
    ///   - prefix: put before names in messages, for groups: "network.".
    func read(
        _ node: SourceNode?, defaults: SourceNode? = nil, at place: SourcePlace, prefix: String = ""
    ) throws(InvalidDocument) -> Options {
        var entries: [String: Options.Entry] = [:]
        var diagnostics: [Diagnostic] = []
        var failed: Set<String> = []

        if let node, node.members == nil, !node.isNull {
            throw InvalidDocument(
                Diagnostic("\(owner) wants options, one `key: value` a line, not \(node.summary)", at: node.place))
        }
        let given = node?.members ?? []
        let standing = (defaults?.members ?? []).filter { member in !given.contains { $0.key == member.key } }
        let variant = schema.variant(given + standing)
        let keys = OptionSchema(schema.keys + (variant?.keys ?? []))
        let inherited = standing.filter { keys[$0.key] != nil }
        for member in given + inherited where !ignoring.contains(member.key) {
            guard let key = keys[member.key] else {
                // Without a variant nothing is known of an option that only variants have.
                if variant != nil || schema[member.key] == nil { diagnostics.append(unknown(member, in: variant)) }
                continue
            }
            do {
                let scope = OptionScope(name: prefix + member.key, folder: folder)
                entries[member.key] = .init(value: try key.read(member.value, in: scope), node: member.value)
            } catch {
                failed.insert(member.key)
                diagnostics += error.diagnostics
            }
        }
        for key in keys.keys where key.isRequired && entries[key.name] == nil && !failed.contains(key.name) {
            diagnostics.append(
                Diagnostic("\(owner) needs the option '\(key.name)'", at: place, remedy: key.help.asRemedy))
        }
        guard diagnostics.isEmpty else { throw InvalidDocument(diagnostics) }
        return Options(schema: keys, verb: verb, place: place, entries: entries)
    }

    /// - Parameter variant: the one that the mapping chose, where there are several.
    func unknown(_ member: SourceNode.Member, in variant: OptionSchema.Variant? = nil) -> Diagnostic {
        guard let variant, let selector = schema.selector else {
            return Diagnostic(
                "\(owner) has no option '\(member.key)'", at: member.keyPlace,
                remedy: NearMiss.remedy(for: member.key, among: schema.names + ignoring))
        }
        let names = (schema.keys + variant.keys).map(\.name)
        let others = schema.variants.filter { $0.keys.contains { $0.name == member.key } }.map(\.name)
        return Diagnostic(
            "\(owner) of \(selector) '\(variant.name)' has no option '\(member.key)'", at: member.keyPlace,
            remedy: others.isEmpty
                ? NearMiss.remedy(for: member.key, among: names + ignoring)
                : "\(others.joined(separator: ", ")) \(others.count > 1 ? "have" : "has") it; available: "
                    + (names + ignoring).sorted().joined(separator: ", "))
    }
}

extension String {
    /// A sentence made to follow a semicolon: "The report's title." → "the report's title".
    fileprivate var asRemedy: String {
        prefix(1).lowercased() + String(dropFirst()).trimmingSuffix(".")
    }
}
