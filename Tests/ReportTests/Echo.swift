import Foundation
import Synchronization

@testable import Report

/// A directive whose result repeats its input: its options, its seed and what it uses. It counts its runs by `counter`,
/// so that tests which run side by side do not see each other.
enum Echo: Directive {
    enum Shape: String, OptionChoice { case nothing, figure, table, file }

    /// Not a type of its own: what a cell holds follows from its options.
    typealias Result = Value

    static let verb = "echo"
    static let version = 1
    static let effort = ["steps"]
    static let summary = "Gives back what it was told."

    static let text = OptionKey<String>("text", default: "", help: "Anything.")
    static let steps = OptionKey<Int>("steps", default: 10, in: 1...1000, help: "A number.")
    static let rate = OptionKey<Double?>("rate", default: nil, in: 0...1, help: "A rate.")
    static let window = OptionKey<[String: [Double]]>(
        "window", default: [:], help: "Intervals.",
        must: { $0.values.allSatisfy { $0.count == 2 } ? nil : "must hold two numbers for each name" })
    static let names = OptionKey<[String]>("names", default: [], help: "Some of a, b, shift, squeeze.")
    static let uses = OptionKey<[CellReference]>("uses", verbs: ["echo"], default: [], help: "Other cells.")
    static let network = OptionKey<EchoNetwork>(
        "network",
        default: EchoNetwork(
            options: Options(
                schema: EchoNetwork.schema, place: SourcePlace(file: "", line: 1, column: 1), entries: [:])),
        help: "A group.")
    static let file = OptionKey<InputFile?>("file", default: .some(nil), help: "A file.")
    static let shows = OptionKey<Shape>("shows", default: .nothing, presentation: true, help: "What it shows.")
    static let fails = OptionKey<String?>("fails", default: .some(nil), help: "Fails with this message.")
    static let number = OptionKey<Double>("number", default: 0.5, help: "Given back as `number`.")
    static let isNaN = OptionKey<Bool>("nan", default: false, help: "Gives NaN back as `number`.")
    static let waits = OptionKey<Bool>("waits", default: false, help: "Goes on until it is stopped.")
    static let meets = OptionKey<Int>("meets", default: 0, help: "Goes on until so many cells are there at once.")
    static let declares = OptionKey<Bool>("declares", default: true, help: "Declares what its result holds.")
    static let schema = OptionSchema(
        text, steps, rate, window, names, uses, network, file, shows, fails, number, isNaN, waits, meets, declares)

    /// Runs by text and label.
    private static let runs = Mutex<[String: Int]>([:])

    static func runs(of counter: String, _ label: String) -> Int { runs.withLock { $0["\(counter)/\(label)"] ?? 0 } }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        options.unknownNames(names, among: ["shift", "squeeze"], what: "nuisance")
    }

    static func shape(_ options: Options, _ document: DocumentContext) -> ResultShape {
        guard options[declares] else { return .any }
        func member(_ name: String, _ shape: ResultShape) -> ResultShape.Member {
            .init(name: name, meaning: "", isOptional: false, shape: shape)
        }
        let used = options[uses].first.map { document.shape(of: $0.label) ?? .any } ?? .any
        return .group([
            member("file", .leaf(.text([]))), member("number", .leaf(.number)), member("resumed", .leaf(.text([]))),
            member("seed", .leaf(.text([]))), member("sigma", .leaf(.number)), member("steps", .leaf(.integer)),
            member("text", .leaf(.text([]))),
            member("uses", .list(placeholder: "NUMBER", count: options[uses].count, used)),
        ])
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Value> {
        try context.checkCancellation()
        runs.withLock { $0["\(options[text])/\(context.label)", default: 0] += 1 }
        let resumed = context.checkpoints.load("half")
        var patience = 120_000
        while options[waits], resumed == nil {
            guard patience > 0 else { throw CellFailure("nobody stopped this") }
            patience -= 1
            context.checkpoints.save(Data("half done".utf8), as: "half")
            context.report(CellProgress(step: 0))
            try context.checkCancellation()
            usleep(1000)
        }
        try meet(options)
        if let message = options[fails] { throw CellFailure(message, advice: "try something else") }
        context.report(CellProgress(step: 1, total: options[steps]))
        return Output(
            [
                "text": .string(options[text]), "steps": .integer(options[steps]), "seed": .string("\(context.seed)"),
                "resumed": resumed.map { .string(String(decoding: $0, as: UTF8.self)) } ?? .null,
                "number": .number(options[isNaN] ? .nan : options[number]), "sigma": 0.0123,
                "uses": .array(options[uses].map { context.artifact($0).result }),
                "file": try options[file].map { .string(String(decoding: try $0.read(), as: UTF8.self)) } ?? .null,
            ], attachments: ["bytes.bin": Data([0, 1, 2, 255])])
    }

    /// Waits until the others are there too; fails after ten seconds.
    private static func meet(_ options: Options) throws {
        let place = "meeting/\(options[text])"
        let wanted = options[meets]
        runs.withLock { $0[place, default: 0] += 1 }
        var patience = 120_000
        while runs.withLock({ $0[place] ?? 0 }) < wanted {
            guard patience > 0 else { throw CellFailure("nobody came") }
            patience -= 1
            usleep(1000)
        }
    }

    static func present(
        _ options: Options, _ result: Value, _ context: PresentationContext
    ) throws -> [Fragment] {
        let svg = "<svg width=\"10\" height=\"10\"><title>\(context.label)</title><g id=\"g\"/></svg>"
        switch options[shows] {
        case .nothing: return []
        case .figure:
            return [.figure(Picture(svg: svg, alt: "a square") { Data("%PDF \(context.label) of \(Int($0)) mm".utf8) })]
        case .table: return [.table(Table(header: ["steps"], rows: [["\(options[steps])"]], alignment: [.right]))]
        case .file:
            return [
                .figure(
                    Picture(svg: svg, alt: "a square", files: ["\(context.label).svg": Data(svg.utf8)]))
            ]
        }
    }
}

struct EchoNetwork: OptionGroup {
    static let width = OptionKey<Int>("width", default: 64, in: 1...4096, help: "Units.")
    static let layers = OptionKey<Int>("layers", default: 2, in: 1...16, help: "Layers.")
    static let schema = OptionSchema(width, layers)
    let options: Options
}
