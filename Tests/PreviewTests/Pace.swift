import Foundation
import Report

/// A directive that takes its time: it counts steps, reports a loss, saves its state, and shows a square.
enum Pace: Directive {
    struct Result: ResultGroup {
        let steps: Int
        let resumed: Int
        static let meanings = ["steps": "How many it took.", "resumed": "Where it went on."]
    }

    static let verb = "pace"
    static let version = 1
    static let summary = "Takes its time."
    static let steps = OptionKey<Int>("steps", default: 1, in: 1...100_000, help: "How many.")
    static let pause = OptionKey<Double>("pause", default: 0, in: 0...10, help: "Seconds between two.")
    static let fails = OptionKey<String?>("fails", default: .some(nil), help: "Fails with this message.")
    static let uses = OptionKey<[CellReference]>("uses", verbs: ["pace"], default: [], help: "Other cells.")
    static let side = OptionKey<Int>("side", default: 10, in: 1...1000, presentation: true, help: "Of the square.")
    static let schema = OptionSchema(steps, pause, fails, uses, side)

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let resumed = context.checkpoints.load("state").flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
        for step in resumed..<options[steps] {
            context.checkpoints.save(Data("\(step)".utf8), as: "state")
            try context.checkCancellation()
            if options[pause] > 0 { usleep(UInt32(options[pause] * 1e6)) }
            context.report(CellProgress(step: step + 1, total: options[steps], loss: 1 / Double(step + 1)))
        }
        if let message = options[fails] { throw CellFailure(message) }
        return Output(Result(steps: options[steps], resumed: resumed))
    }

    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let side = options[side]
        let svg =
            "<svg width=\"\(side)\" height=\"\(side)\"><title>\(context.label)</title><rect id=\"r\" width=\"5\" height=\"5\"/></svg>"
        return [
            .figure(Picture(svg: svg, alt: "a square", files: ["\(context.label).svg": Data(svg.utf8)])),
            .note("resumed at step \(result.resumed)"),
        ]
    }
}
