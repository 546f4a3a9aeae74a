import Foundation

/// Reads a mapping against a schema and finds everything that is wrong with it.
struct OptionReader {
    let schema: OptionSchema
    /// Keys that others read from the same mapping.
    var ignoring: Set<String> = []
    /// How messages name the owner: "'train'".
    let owner: String
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
        let inherited = (defaults?.members ?? []).filter { member in
            !given.contains { $0.key == member.key } && schema[member.key] != nil
        }
        for member in given + inherited where !ignoring.contains(member.key) {
            guard let key = schema[member.key] else {
                diagnostics.append(unknown(member))
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
        for key in schema.keys where key.isRequired && entries[key.name] == nil && !failed.contains(key.name) {
            diagnostics.append(
                Diagnostic("\(owner) needs the option '\(key.name)'", at: place, remedy: key.help.asRemedy))
        }
        guard diagnostics.isEmpty else { throw InvalidDocument(diagnostics) }
        return Options(schema: schema, place: place, entries: entries)
    }

    func unknown(_ member: SourceNode.Member) -> Diagnostic {
        Diagnostic(
            "\(owner) has no option '\(member.key)'", at: member.keyPlace,
            remedy: NearMiss.remedy(for: member.key, among: schema.names + ignoring))
    }
}

extension String {
    /// A sentence made to follow a semicolon: "The report's title." → "the report's title".
    fileprivate var asRemedy: String {
        prefix(1).lowercased() + String(dropFirst()).trimmingSuffix(".")
    }
}
