import Foundation
import Synchronization

@testable import Report

/// A directive that counts how often it draws, by `counter`, so that tests which run side by side do not see each other.
enum Sketch: Directive {
    static let verb = "sketch"
    static let version = 1
    static let summary = "Draws a bar."

    static let counter = OptionKey<String>("counter", help: "Counts under this name.")
    static let length = OptionKey<Int>("length", default: 10, help: "Of the bar.")
    static let colour = OptionKey<String>("colour", default: "black", presentation: true, help: "Of the bar.")
    static let schema = OptionSchema(counter, length, colour)

    static let wide = HealthCheck("wide", .doubtful, "The bar is wider than 100.")
    static let healthChecks = [wide]

    struct Result: ResultGroup {
        let length: Int
        static let meanings = ["length": "Of the bar."]
    }

    private static let drawn = Mutex<[String: Int]>([:])

    static func drawn(_ counter: String) -> Int { drawn.withLock { $0[counter] ?? 0 } }

    static func run(_ options: Options, _ context: RunContext) -> Output<Result> {
        Output(Result(length: options[length]))
    }

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        result.length > 100 ? [Finding(wide, "It is \(result.length) wide.", remedy: "Make it narrower.")] : []
    }

    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) -> [Fragment] {
        drawn.withLock { $0[options[counter], default: 0] += 1 }
        let svg =
            "<svg viewBox=\"0 0 200 100\"><path fill=\"\(options[colour])\" d=\"M0 0h\(result.length)v9z\"/></svg>"
        return [
            .figure(
                Picture(
                    svg: svg, narrow: svg, stylesheet: ".bar{fill:light-dark(black,white)}",
                    alt: "a bar, “\(context.caption ?? "")”", files: ["\(context.label).bin": Data([0, 255, 10, 10])])),
            .note("A note with $x$."), .html("<p>ready</p>"),
            .table(
                Table(
                    header: ["a", "b"], rows: [["1", "−2"]], alignment: [.left, .right], note: "below",
                    files: ["\(context.label).csv": Data("a,b\n1,-2\n".utf8)])),
            .verdicts([Verdict(claim: "It holds", status: .pass, measured: "1", tolerance: "< 2")]),
        ]
    }
}
