@testable import Report

/// A directive that finds wrong with its result what it is told to find, and that may lack a value.
enum Frail: Directive {
    static let verb = "frail"
    static let version = 1
    static let summary = "Finds what it is told to find."

    static let finds = OptionKey<[String]>("finds", default: [], help: "Names of its findings.")
    static let uses = OptionKey<[CellReference]>("uses", verbs: ["frail"], default: [], help: "Other cells.")
    static let isOpen = OptionKey<Bool>("open", default: false, help: "Whether there is no σ.")
    static let draws = OptionKey<Bool>("draws", default: true, presentation: true, help: "Whether it draws a figure.")
    static let schema = OptionSchema(finds, uses, isOpen, draws)

    static let wobbly = HealthCheck("wobbly", .doubtful, "It wobbles.")
    static let broken = HealthCheck("broken", .unsound, "It is broken.")
    static let healthChecks = [wobbly, broken]

    struct Result: ResultGroup {
        let best: Double
        let lower: Word
        let sigma: Double?
        let other: Double?
        let found: [String]
        let rows: [Row]

        static let meanings = [
            "best": "A number.", "lower": "A number, or 'open'.", "sigma": "Its error.", "other": "Never there.",
            "found": "What is wrong.", "rows": "The same in a list.",
        ]
        static let absences = ["sigma": "open"]
    }

    struct Row: ResultGroup {
        let sigma: Double?

        static let meanings = ["sigma": "An error."]
        static let absences = ["sigma": "open"]
    }

    /// Stored as a word where a number is declared.
    struct Word: ShapedResult {
        static let shape = ResultShape.leaf(.number)
        static let example = Word()

        init() {}
        init(from decoder: any Decoder) throws {}
        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode("open")
        }
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let sigma = options[isOpen] ? nil : 0.1
        return Output(
            Result(
                best: 0.5, lower: Word(), sigma: sigma, other: nil, found: options[finds],
                rows: [Row(sigma: 0.3), Row(sigma: sigma)]))
    }

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        [wobbly, broken].filter { result.found.contains($0.name) }.map { check in
            Finding(
                check, "The <number> of \(check.name) is $0.5$.",
                remedy: "Hold it \(check.name == "broken" ? "together" : "tight").")
        }
    }

    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let svg = "<svg width=\"10\" height=\"10\"><title>\(context.label)</title></svg>"
        return options[draws] ? [.figure(Picture(svg: svg, alt: "a square"))] : []
    }
}
