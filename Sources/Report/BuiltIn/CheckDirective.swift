import Statistics

/// `check`: claims that the results must fulfil.
///
///     claims:
///       - claim: The densities lie close to the truth
///         value: score.gap
///         below: 0.01
///       - claim: The fit is that of the exact likelihood
///         value: fit.shift.best
///         minus: data.information.x-alone.shift.best
///         over: data.information.x-alone.shift.sigma
///         abs-below: 0.3
///
/// NaN fails; a claim about a value that is missing, open or not a number is not evaluated. Neither passes.
enum CheckDirective: Directive {
    static let verb = "check"
    static let version = 5
    static let isQuick = true
    static let summary = "States claims that the run must bear out; the page lists their verdicts at the top."

    static let claimList = OptionKey<[Claim]>(
        "claims", help: "A list; each with claim, value and one of below, above, abs-below, between, equals, is.",
        must: { $0.isEmpty ? "must hold at least one claim" : nil })
    static let schema = OptionSchema(claimList)

    /// The verdicts, in the order of the claims.
    struct Result: ResultGroup {
        let verdicts: ResultsByNumber<ClaimNumbers, Verdict>
        let passed: Int
        let failed: Int
        let total: Int

        static let meanings = [
            "verdicts": "The claims in their order, counted from 0.", "passed": "How many claims hold.",
            "failed": "How many claims do not hold.", "total": "How many claims there are.",
        ]
    }

    enum ClaimNumbers: ResultNames { static let placeholder = "CLAIM" }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        options[claimList].flatMap { $0.validate(document) }
    }

    static func claims(_ options: Options) -> [Verdict] { options[claimList].map(\.unevaluated) }

    static func texts(_ options: Options) -> [AuthorText] {
        options[claimList].map { AuthorText($0[Claim.claim], at: $0.options.place(of: Claim.claim)) }
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        options[claimList].indices.map(String.init)
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let verdicts = options[claimList].map { $0.verdict { context.input(of: $0) } }
        return Output(
            Result(
                verdicts: ResultsByNumber(verdicts), passed: verdicts.count { $0.status == .pass },
                failed: verdicts.count { $0.status == .fail }, total: verdicts.count))
    }

    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        guard result.verdicts.values.count == options[claimList].count else {
            throw CellFailure(
                "the stored verdicts are not those of the \(NumberText.counted(options[claimList].count, "claim"))")
        }
        return [.verdicts(result.verdicts.values)]
    }
}
