@testable import Report

/// A directive that measures what it is told to, with an error and by name.
enum Gauge: Directive {
    enum Quantities: ResultNames { static let placeholder = "QUANTITY" }

    static let verb = "gauge"
    static let version = 1
    static let summary = "Measures what it is told to."

    static let best = OptionKey<[String: Double]>("best", default: ["mass": 1], help: "What is found, by name.")
    static let sigma = OptionKey<Double>("sigma", default: 0.1, help: "The error of each; 0 for none.")
    static let events = OptionKey<Int>("events", default: 100, help: "Given back.")
    static let isNaN = OptionKey<Bool>("nan", default: false, help: "Whether NaN is found.")
    static let curve = OptionKey<Int>("curve", default: 0, help: "How many points a curve has.")
    static let fails = OptionKey<Bool>("fails", default: false, help: "Whether it fails.")
    static let uses = OptionKey<[CellReference]>("uses", verbs: ["gauge"], default: [], help: "Other cells.")
    static let draws = OptionKey<Bool>("draws", default: false, help: "Whether it draws a figure.")
    static let schema = OptionSchema(best, sigma, events, isNaN, curve, fails, uses, draws)

    static let few = HealthCheck("few-events", .doubtful, "There are fewer than ten events.")
    static let healthChecks = [few]

    struct Result: ResultGroup {
        let quantities: ResultsByName<Quantities, Quantity>
        let shifts: ResultsByName<Quantities, Double>
        let shiftErrors: ResultsByName<Quantities, Double>
        let events: Int
        let curve: [Double]

        static let meanings = [
            "quantities": "By name.", "shifts": "Twice the numbers.", "shift-errors": "Their errors.",
            "events": "How many.", "curve": "A curve.",
        ]
        static let errors = ["shifts": "shift-errors"]
    }

    struct Quantity: ResultGroup {
        let best: Double
        let sigma: Double?

        static let meanings = ["best": "A number.", "sigma": "Its error."]
        static let absences = ["sigma": "open"]
        static let errors = ["best": "sigma"]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        options[best].keys.sorted()
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        if options[fails] { throw CellFailure("it was told to fail") }
        let sigma = options[sigma] > 0 ? options[sigma] : nil
        let numbers = options[best].mapValues { options[isNaN] ? Double.nan : $0 }
        return Output(
            Result(
                quantities: ResultsByName(numbers.mapValues { Quantity(best: $0, sigma: sigma) }),
                shifts: ResultsByName(numbers.mapValues { 2 * $0 }),
                shiftErrors: ResultsByName(numbers.mapValues { _ in 2 * options[Self.sigma] }),
                events: options[events], curve: (0..<options[curve]).map(Double.init)))
    }

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        result.events < 10 ? [Finding(few, "\(result.events) events are few.", remedy: "Take more.")] : []
    }

    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        guard options[draws] else { return [] }
        let svg =
            "<svg width=\"200\" height=\"100\" viewBox=\"0 0 200 100\"><defs><clipPath id=\"clip\"><path d=\"M0 0h200v100H0z\"/>"
            + "</clipPath></defs><g clip-path=\"url(#clip)\"><rect width=\"\(result.events)\" height=\"50\" "
            + "class=\"bar\"/></g></svg>"
        return [
            .figure(
                Picture(svg: svg, stylesheet: ".bar{fill:light-dark(black,white)}", alt: "a bar of \(result.events)"))
        ]
    }
}
