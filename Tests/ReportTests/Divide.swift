import Foundation
import Synchronization

@testable import Report

/// A directive that divides its work: one part for each of its sizes. It counts the runs of each part by `text`, which
/// is no component of a part, so that two cells can share parts and tests do not see each other.
enum Divide: PartitionedDirective {
    typealias Result = Value

    static let verb = "divide"
    static let version = 1
    static let summary = "Divides its work."

    static let text = OptionKey<String>("text", default: "", help: "Counts runs.")
    static let sizes = OptionKey<[Int]>("sizes", default: [], help: "One part for each.")
    static let uses = OptionKey<[CellReference]>("uses", verbs: ["echo"], default: [], help: "What every part uses.")
    static let firstUses = OptionKey<[CellReference]>(
        "first-uses", verbs: ["echo"], default: [], help: "What the first part uses besides.")
    static let fails = OptionKey<[Int]>("fails", default: [], help: "Sizes whose parts fail.")
    static let waits = OptionKey<[Int]>("waits", default: [], help: "Sizes whose parts go on until they are stopped.")
    static let meets = OptionKey<Bool>("meets", default: false, help: "Parts go on until all are there at once.")
    static let required = OptionKey<Bool>("required", default: false, help: "Fails where one part does.")
    static let adds = OptionKey<Bool>("adds", default: false, help: "A second group of one part adds up the first.")
    static let schema = OptionSchema(text, sizes, uses, firstUses, fails, waits, meets, required, adds)

    /// Runs by text and label.
    private static let runs = Mutex<[String: Int]>([:])

    static func runs(of counter: String, _ part: String) -> Int { runs.withLock { $0["\(counter)/\(part)"] ?? 0 } }

    /// The threads that each part was given.
    private static let given = Mutex<[String: [Int]]>([:])

    static func threads(of counter: String) -> [Int] { given.withLock { $0[counter] ?? [] } }

    static let groupNames = ["parts", "sums"]

    static func parts(_ options: Options, _ context: RunContext) -> [PartGroup] {
        let parts = options[sizes].enumerated().map { index, size in
            PartDescription(
                "part \(index)", components: ["size": .integer(size)], seed: context.seed &+ UInt64(index),
                uses: options[uses] + (index == 0 ? options[firstUses] : []))
        }
        let sum = PartDescription("sum", components: ["sizes": .array(options[sizes].map(Value.integer))], seed: 0)
        return [PartGroup("parts", parts, isRequired: options[required])]
            + (options[adds] ? [PartGroup("sums", [sum])] : [])
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Value> {
        let outcomes = context.outcomes(of: "parts")
        return Output([
            "parts": .array(
                outcomes.map { outcome in
                    switch outcome {
                    case .finished(let artifact): artifact.result
                    case .failed(let message, let advice): .string("\(message); \(advice ?? "")")
                    }
                }),
            "failed": .integer(outcomes.count { $0.artifact == nil }),
            "sum": options[adds] ? try context.artifacts(of: "sums")[0].result : .null,
        ])
    }

    static func run(
        _ part: PartDescription, of group: String, _ options: Options, _ context: RunContext
    ) throws -> Artifact {
        if group == "sums" {
            let sizes = try context.artifacts(of: "parts").compactMap { $0.result[path: "size"]?.int }
            return Artifact(result: ["sum": .integer(sizes.reduce(0, +))])
        }
        guard let size = part["size"]?.int else { throw CellFailure("the part has no size") }
        let part = part.label
        runs.withLock { $0["\(options[text])/\(part)", default: 0] += 1 }
        given.withLock { $0[options[text], default: []].append(context.threads) }
        let resumed = context.checkpoints.load("half")
        if options[meets] { try meet(options) }
        var patience = 120_000
        while options[waits].contains(size) {
            guard patience > 0 else { throw CellFailure("nobody stopped this") }
            patience -= 1
            context.checkpoints.save(Data("half of \(size)".utf8), as: "half")
            try context.checkCancellation()
            usleep(1000)
        }
        if options[fails].contains(size) { throw CellFailure("\(size) is too much", advice: "take less") }
        context.report(CellProgress(step: 1, total: 2))
        // Long enough for another run to ask for the same part.
        usleep(5000)
        return Artifact(
            result: [
                "size": .integer(size), "seed": .string("\(context.seed)"), "label": .string(context.label),
                "resumed": resumed.map { .string(String(decoding: $0, as: UTF8.self)) } ?? .null,
                "uses": .array((options[uses]).map { context.artifact($0).result }),
            ], attachments: ["bytes.bin": Data([UInt8(clamping: size)])])
    }

    /// Waits until all parts are there; fails after ten seconds.
    private static func meet(_ options: Options) throws {
        let place = "meeting/\(options[text])"
        runs.withLock { $0[place, default: 0] += 1 }
        var patience = 120_000
        while runs.withLock({ $0[place] ?? 0 }) < options[sizes].count {
            guard patience > 0 else { throw CellFailure("nobody came") }
            patience -= 1
            usleep(1000)
        }
    }

    static func shape(_ options: Options, _ document: DocumentContext) -> ResultShape { .any }

    static func present(
        _ options: Options, _ result: Value, _ context: PresentationContext
    ) throws -> [Fragment] { [] }
}
