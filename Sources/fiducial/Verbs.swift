import ArgumentParser
import Report

struct Verbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists the verbs that cells may have, or the options, results and findings of one.",
        discussion: """
            EXAMPLES:
              fiducial verbs
              fiducial verbs check
              fiducial verbs --json       all verbs with all that there is to know, for an editor
            """)

    @Argument(help: "A verb.")
    var verb: String?

    @Flag(help: "Prints verbs with options, results and findings as JSON ('fiducial schema verbs').") var json = false

    func run() throws {
        if let verb, directives[verb] == nil {
            throw ValidationError("There is no verb '\(verb)'; \(NearMiss.remedy(for: verb, among: directives.verbs)).")
        }
        if json { return try give(VerbsDocument(directives, verb: verb, engine: Version.text).json) }
        var text = ""
        guard let verb, let directive = directives[verb] else {
            let width = directives.verbs.map(\.count).max() ?? 0
            for directive in directives.all {
                text += directive.verb.padded(to: width) + "  " + directive.summary + "\n"
            }
            return try give(text)
        }
        print("```{\(verb)} label\n\n\(directive.summary)\n\nIts options:", to: &text)
        show(directive.schema, in: &text)
        let shapes = directive.variantShapes
        for variant in directive.schema.variants {
            print("\nWith \(directive.schema.selector ?? ""): \(variant.name)\n\n  \(variant.summary)\n", to: &text)
            show(OptionSchema(variant.keys), in: &text)
            if let shape = shapes[variant.name] {
                print("\n  Its result, as in label.path:", to: &text)
                show(shape, in: &text, indent: "    ")
            }
        }
        if shapes.isEmpty {
            print("\nIts result, as in label.path:", to: &text)
            show(directive.resultShape, in: &text)
        }
        showFindings(of: directive, in: &text)
        print("\nOptions of every cell:", to: &text)
        show(CellSettings.schema, in: &text)
        try give(text)
    }

    /// Adds what its cells can find wrong with their own results.
    private func showFindings(of directive: any Directive.Type, in text: inout String) {
        guard !directive.healthChecks.isEmpty else { return }
        print("\nWhat its cells may find wrong with their own results, as in accept: [name]:", to: &text)
        for check in directive.healthChecks {
            print("  \(check.name) (\(check.state.rawValue))\n      \(check.meaning)", to: &text)
        }
    }

    /// Adds every value that reports may name, with its kind and meaning.
    private func show(
        _ shape: ResultShape, in text: inout String, path: String = "", indent: String = "  "
    ) {
        func below(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
        switch shape {
        case .leaf: break
        case .any: if path.isEmpty { print("\(indent)whatever the file holds", to: &text) }
        case .group(let members):
            for member in members {
                let kind = member.isOptional ? "\(member.shape.words), or '\(member.absence)'" : member.shape.words
                print("\(indent)\(below(member.name)) (\(kind))\n\(indent)    \(member.meaning)", to: &text)
                show(member.shape, in: &text, path: below(member.name), indent: indent)
            }
        case .named(let placeholder, _, let shape), .list(let placeholder, _, let shape):
            show(shape, in: &text, path: below(placeholder), indent: indent)
        }
    }

    private func show(_ schema: OptionSchema, in text: inout String, indent: String = "  ") {
        for key in schema.keys {
            let kind = key.expected + (key.limits.map { ", \($0)" } ?? "")
            let standard =
                switch key.canonicalDefault {
                case nil: "required"
                case .null?: "optional"
                case let value?: "default \(value.canonicalJSON)"
                }
            print("\(indent)\(key.name) (\(kind); \(standard))\n\(indent)    \(key.help)", to: &text)
            if let nested = key.nested { show(nested, in: &text, indent: indent + "    ") }
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
