/// `check`: claims that the run must bear out.
///
///     claims:
///       - claim: The densities lie close to the truth
///         value: score.gap
///         below: 0.01
///
/// NaN fails; a value that is missing or no number is not evaluated. Neither passes.
enum CheckDirective: Directive {
    static let verb = "check"
    static let version = 1
    static let summary = "States claims that the run must bear out; the page lists their verdicts at the top."

    static let claimList = OptionKey<[Claim]>(
        "claims", help: "A list; each with claim, value and one of below, above, abs-below, between, equals, is.",
        must: { $0.isEmpty ? "must hold at least one claim" : nil })
    static let schema = OptionSchema(claimList)

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        options[claimList].flatMap { $0.validate() }
    }

    static func claims(_ options: Options) -> [Verdict] { options[claimList].map(\.unevaluated) }

    static func resultPaths(_ options: Options, _ document: DocumentContext) -> [String]? {
        let verdicts = options[claimList].indices.flatMap { index in
            ["claim", "status", "measured", "tolerance"].map { "verdicts.\(index).\($0)" }
        }
        return verdicts + ["passed", "failed", "total"]
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Artifact {
        let verdicts = options[claimList].map { $0.verdict(context.artifact($0[Claim.value].label).result) }
        return Artifact(result: [
            "verdicts": .array(verdicts.map(\.value)),
            "passed": .integer(verdicts.count { $0.status == .pass }),
            "failed": .integer(verdicts.count { $0.status == .fail }),
            "total": .integer(verdicts.count),
        ])
    }

    static func present(
        _ options: Options, _ artifact: Artifact, _ context: PresentationContext
    ) throws -> [Fragment] {
        let stored = artifact.result[path: "verdicts"]?.array ?? []
        let verdicts = stored.compactMap(Verdict.init(value:))
        guard verdicts.count == options[claimList].count else {
            throw CellFailure("the stored verdicts are not those of the \(options[claimList].count) claims")
        }
        return [.verdicts(verdicts)]
    }
}

extension Verdict {
    var value: Value {
        [
            "claim": .string(claim), "status": .string(status.rawValue), "measured": .string(measured),
            "tolerance": .string(tolerance),
        ]
    }

    init?(value: Value) {
        guard let claim = value[path: "claim"]?.string, let measured = value[path: "measured"]?.string,
            let status = (value[path: "status"]?.string).flatMap(Status.init(rawValue:)),
            let tolerance = value[path: "tolerance"]?.string
        else { return nil }
        self.init(claim: claim, status: status, measured: measured, tolerance: tolerance)
    }
}
