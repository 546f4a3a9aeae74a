import ArgumentParser
import Report

struct Verbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists the verbs that cells may have, or the options of one.",
        discussion: """
            EXAMPLES:
              fiducial verbs
              fiducial verbs check
            """)

    @Argument(help: "A verb.")
    var verb: String?

    func run() throws {
        guard let verb else {
            let width = directives.verbs.map(\.count).max() ?? 0
            for directive in directives.all {
                print(directive.verb.padded(to: width) + "  " + directive.summary)
            }
            return
        }
        guard let directive = directives[verb] else {
            throw ValidationError("There is no verb '\(verb)'; \(NearMiss.remedy(for: verb, among: directives.verbs)).")
        }
        print("```{\(verb)} label\n\n\(directive.summary)\n\nIts options:")
        show(directive.schema)
        for variant in directive.schema.variants {
            print("\nWith \(directive.schema.selector ?? ""): \(variant.name)\n\n  \(variant.summary)\n")
            show(OptionSchema(variant.keys))
        }
        print("\nOptions of every cell:")
        show(CellSettings.schema)
    }

    private func show(_ schema: OptionSchema, indent: String = "  ") {
        for key in schema.keys {
            let kind = key.expected + (key.limits.map { ", \($0)" } ?? "")
            let standard =
                switch key.canonicalDefault {
                case nil: "required"
                case .null?: "optional"
                case let value?: "default \(value.canonicalJSON)"
                }
            print("\(indent)\(key.name) (\(kind); \(standard))\n\(indent)    \(key.help)")
            if let nested = key.nested { show(nested, indent: indent + "    ") }
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
