import Foundation
import Report
import Synchronization

/// A verb with parts, as coverage has them: a window first, then toys within it. A toy may wait until it is stopped.
enum Toss: PartitionedDirective {
    typealias Result = Value

    static let verb = "toss"
    static let version = 1
    static let summary = "Throws numbers."

    static let count = OptionKey<Int>("count", default: 3, in: 0...100_000, help: "How many toys.")
    static let of = OptionKey<[CellReference]>("of", verbs: ["number"], default: [], help: "Cells that it uses.")
    static let waits = OptionKey<Int>("waits", default: -1, help: "A toy that goes on until it is stopped once.")
    static let fails = OptionKey<Int>("fails", default: -1, help: "A toy that fails.")
    static let schema = OptionSchema(count, of, waits, fails)
    static let groupNames = ["windows", "toys"]

    static func shape(_ options: Options, _ document: DocumentContext) -> ResultShape { .any }

    static func parts(_ options: Options, _ context: RunContext) -> [PartGroup] {
        let settings = options.canonical(without: count)
        return [
            PartGroup("windows", [PartDescription("window", components: ["options": settings], seed: 0)]),
            PartGroup(
                "toys",
                (0..<options[count]).map { index in
                    PartDescription(
                        "toy \(index)", components: ["options": settings, "toy": .integer(index)],
                        seed: context.seed(for: "toy \(index)"))
                }, isRequired: false),
        ]
    }

    static func run(
        _ part: PartDescription, of group: String, _ options: Options, _ context: RunContext
    ) throws -> Artifact {
        let used = options[of].compactMap { context.artifact($0).result[path: "number"]?.double }
        if group == "windows" { return Artifact(result: ["width": .number(used.reduce(1, +))]) }
        guard let index = part["toy"]?.int else { throw CellFailure("the part has no number") }
        if index == options[fails] { throw CellFailure("toy \(index) is too much", advice: "Take fewer.") }
        let width = try context.artifacts(of: "windows")[0].result[path: "width"]?.double ?? 0
        let resumed = context.checkpoints.load("state") != nil
        var patience = 20_000
        while index == options[waits], !resumed {
            guard patience > 0 else { throw CellFailure("nobody stopped this") }
            patience -= 1
            context.checkpoints.save(Data("half".utf8), as: "state")
            try context.checkCancellation()
            usleep(1000)
        }
        return Artifact(
            result: ["x": .number(width * Double(part.seed % 1000)), "resumed": .bool(resumed)],
            attachments: ["bytes.bin": Data([UInt8(index & 255), 1, 2])])
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Value> {
        let toys = context.outcomes(of: "toys").compactMap { $0.artifact?.result[path: "x"]?.double }
        return Output(["toys": .integer(toys.count), "sum": .number(toys.reduce(0, +))])
    }

    static func present(_ options: Options, _ result: Value, _ context: PresentationContext) throws -> [Fragment] { [] }
}

/// A verb without parts that reads a file, and is quick where it is told so by its name.
enum Number: Directive {
    typealias Result = Value

    static let verb = "number"
    static let version = 1
    static let summary = "Reads a number."
    static let file = OptionKey<InputFile?>("file", default: .some(nil), help: "A file with the number.")
    static let value = OptionKey<Double>("value", default: 2, help: "The number.")
    static let of = OptionKey<[CellReference]>("of", verbs: ["number"], default: [], help: "Numbers to add.")
    static let steps = OptionKey<Int>("steps", default: 10, in: 1...1_000_000, help: "How much work it is.")
    static let schema = OptionSchema(file, value, of, steps)

    static func shape(_ options: Options, _ document: DocumentContext) -> ResultShape { .any }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Value> {
        let text = try options[file].map { String(decoding: try $0.read(), as: UTF8.self) }
        let own = text.flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) } ?? options[value]
        let used = options[of].compactMap { context.artifact($0).result[path: "number"]?.double }
        return Output(["number": .number(used.reduce(own, +))])
    }

    static func present(_ options: Options, _ result: Value, _ context: PresentationContext) throws -> [Fragment] { [] }
}
