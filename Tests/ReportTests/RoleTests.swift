import Foundation
import Testing

@testable import Report

/// Cells that are accepted for what their verb can stand for, and not for its name.
@Suite struct RoleTests {
    /// A verb with a role.
    private enum Source: Directive {
        struct Result: ResultGroup {
            let count: Int
            static let meanings = ["count": "A number."]
        }

        static let verb = "source"
        static let version = 1
        static let summary = "Makes a number."
        static let roles = ["number"]
        static let schema = OptionSchema()

        static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> { Output(Result(count: 3)) }
        static func present(
            _ options: Options, _ result: Result, _ context: PresentationContext
        ) throws -> [Fragment] { [] }
    }

    /// A verb that takes any cell of that role.
    private enum User: Directive {
        typealias Result = Source.Result

        static let verb = "user"
        static let version = 1
        static let summary = "Takes a number."
        static let number = OptionKey<CellReference>("number", role: "number", help: "The number.")
        static let schema = OptionSchema(number)

        static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
            guard let verb = context.directive(options[number]) as? Source.Type else {
                throw CellFailure("the verb of the cell is not known")
            }
            return Output(try context.result(verb, of: options[number]))
        }
        static func present(
            _ options: Options, _ result: Result, _ context: PresentationContext
        ) throws -> [Fragment] { [] }
    }

    private static let registry = DirectiveRegistry([Source.self, User.self, Echo.self])

    @Test func acceptsEveryVerbOfTheRole() throws {
        let document = try DocumentReader(directives: Self.registry).read(
            text: "```{source} a\n```\n\n```{user} b\nnumber: a\n```\n", file: "r.md",
            folder: FileManager.default.temporaryDirectory)
        #expect(document.graph.closure(of: "b").contains("a"))
    }

    @Test func refusesOthersAndNamesThoseThatFit() {
        let error = #expect(throws: InvalidDocument.self) {
            try DocumentReader(directives: Self.registry).read(
                text: "```{source} a\n```\n\n```{echo} e\n```\n\n```{user} b\nnumber: e\n```\n", file: "r.md",
                folder: FileManager.default.temporaryDirectory)
        }
        #expect(
            error?.description
                == "r.md:8:9: error: 'number' wants a cell of 'source', and 'e' is one of 'echo'; available: a")
    }
}
