import Foundation

/// A file of settings in YAML: names, each with options below it. Mistakes in it are reported like those of a report.
package enum SettingsFile {
    /// The options if nothing is set.
    package static func defaults(_ schema: OptionSchema, of name: String) -> Options {
        Options(schema: schema, place: SourcePlace(file: name, line: 1, column: 1), entries: [:])
    }

    /// - Parameters:
    ///   - name: the file's name in messages.
    ///   - schema: of the options of every name.
    /// - Returns: the options, by name.
    /// - Throws: ``InvalidDocument`` with all mistakes, also where the file cannot be read.
    package static func read(
        _ url: URL, as name: String, schema: OptionSchema
    ) throws(InvalidDocument) -> [String: Options] {
        let start = SourcePlace(file: name, line: 1, column: 1)
        guard let data = FileManager.default.contents(atPath: url.path),
            let text = String(validating: data, as: UTF8.self)
        else {
            let why = UnreadableFile(url)?.rawValue ?? "it is not UTF-8 text"
            throw InvalidDocument(Diagnostic("cannot read the settings: \(why)", at: start))
        }
        for (index, line) in text.components(separatedBy: "\n").enumerated() {
            guard let range = line.range(of: "${") else { continue }
            throw InvalidDocument(
                Diagnostic(
                    "settings have no parameters",
                    at: SourcePlace(
                        file: name, line: index + 1,
                        column: line.distance(from: line.startIndex, to: range.lowerBound) + 1),
                    remedy: "write the value out"))
        }
        guard let node = try YAMLBlock(text: text, file: name, firstLine: 1, depthOfOptions: 2).parse(), !node.isNull
        else { return [:] }
        guard let members = node.members else {
            throw InvalidDocument(
                Diagnostic("settings are names with options below them, not \(node.summary)", at: node.place))
        }
        var found: [String: Options] = [:]
        var diagnostics: [Diagnostic] = []
        for member in members {
            if found[member.key] != nil {
                diagnostics.append(
                    Diagnostic(
                        "'\(member.key)' stands here a second time", at: member.keyPlace, remedy: "keep one of the two")
                )
            }
            let reader = OptionReader(
                schema: schema, owner: .words("'\(member.key)'"), folder: url.deletingLastPathComponent())
            do {
                found[member.key] = try reader.read(member.value.isNull ? nil : member.value, at: member.keyPlace)
            } catch {
                diagnostics += error.diagnostics
            }
        }
        guard diagnostics.isEmpty else { throw InvalidDocument(diagnostics) }
        return found
    }
}
