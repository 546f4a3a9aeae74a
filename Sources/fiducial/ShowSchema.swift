import ArgumentParser
import Report

struct ShowSchema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schemas of the JSON output of commands.",
        discussion: """
            Each document names its schema and its version. New members may come within a version; nothing that is there \
            gets another name, kind or meaning.

            EXAMPLES:
              fiducial schema                               the names
              fiducial schema results > results.schema.json
              fiducial schema --python > fiducial.py        a module of Python that reads results
            """)

    @Argument(help: "The name of a schema; without one, all are listed.") var name: String?
    @Flag(help: "Prints a module of Python that reads what 'render --json' writes.") var python = false

    func validate() throws {
        if name != nil, python { throw ValidationError("Give a name or --python, not both.") }
    }

    func run() throws {
        if python { return try give(PublishedSchema.pythonModule) }
        let schemas = PublishedSchema.allCases
        guard let name else {
            let width = schemas.map(\.rawValue.count).max() ?? 0
            let lines = schemas.map { schema in
                schema.rawValue.padding(toLength: width, withPad: " ", startingAt: 0)
                    + "  version \(schema.version)  \(schema.summary)\n"
            }
            return try give(lines.joined())
        }
        guard let schema = PublishedSchema(rawValue: name) else {
            throw ValidationError(
                "There is no schema '\(name)'; \(NearMiss.remedy(for: name, among: schemas.map(\.rawValue))).")
        }
        try give(schema.text)
    }
}
