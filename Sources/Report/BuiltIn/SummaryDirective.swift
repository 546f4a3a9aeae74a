import Foundation
import Statistics

/// `summary`: mean, spread and extremes of a number over several cells, such as repetitions with other seeds.
///
///     values: [first.shift.best, second.shift.best]
///
/// A value that cannot be had (no number, infinite, missing, absent, open) does not hide the others: it is left out, named with its reason,
/// and found.
enum SummaryDirective: Directive {
    static let verb = "summary"
    static let version = 5
    static let isQuick = true
    static let summary = "Mean, spread and extremes of numbers of other cells, such as repetitions with other seeds."

    static let values = OptionKey<[ArtifactPath]>(
        "values", help: "The numbers, each as label.path.",
        must: { $0.count > 1 ? nil : "must list two values or more" })
    static let format = OptionKey<NumberFormat?>(
        "format", default: .some(nil), presentation: true, help: "How numbers are written: \(NumberFormat.help).")
    static let formats = OptionKey<[Format]>(
        "formats", default: [], presentation: true,
        help: "json: all numbers and what is said of them, as LABEL.json beside the page.")
    static let schema = OptionSchema(values, format, formats)

    enum Format: String, OptionChoice { case json }

    struct Result: ResultGroup {
        let count: Int
        let mean: Double
        let meanError: Double
        let deviation: Double
        let deviationError: Double
        let rms: Double
        let lowest: Double
        let highest: Double
        let largest: Double
        let largestOf: String
        let numbers: [Number]
        let missing: Int
        let leftOut: [LeftOut]

        static let meanings = [
            "count": "Of how many numbers this is; those that are left out are not counted.", "mean": "Their mean.",
            "mean-error": "Its standard error.",
            "deviation": "Their standard deviation, about the mean.", "deviation-error": "Its standard error.",
            "rms": "The root of the mean square, about 0.", "lowest": "The lowest.", "highest": "The highest.",
            "largest": "The largest without its sign.", "largest-of": "Which one that is, label.path.",
            "numbers": "The numbers, in the order of the cell.", "missing": "How many values are left out.",
            "left-out": "The values that are left out because they cannot be had.",
        ]

        /// - Parameters:
        ///   - exact: at least one value; all are finite.
        ///   - leftOut: values that are missing or not finite, and so left out.
        init(_ exact: [(name: String, value: ExactNumber)], leftOut: [LeftOut] = []) {
            missing = leftOut.count
            self.leftOut = leftOut
            let numbers = exact.map { (name: $0.name, value: $0.value.double) }
            let values = numbers.map(\.value)
            // About the first of them, so that integers beyond 2⁵³ keep the digits in which they differ.
            let first = exact.first?.value ?? .integer(0)
            let moments = SampleMoments(exact.map { $0.value.adding(-first).double })
            let farthest = numbers.max { abs($0.value) < abs($1.value) }
            count = values.count
            mean = first.adding(.number(moments.mean)).double
            meanError = moments.meanError
            deviation = moments.deviation
            deviationError = moments.deviationError
            rms = (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
            lowest = values.min() ?? .nan
            highest = values.max() ?? .nan
            largest = abs(farthest?.value ?? .nan)
            largestOf = farthest?.name ?? ""
            self.numbers = numbers.map { Number(name: $0.name, value: $0.value) }
        }
    }

    struct Number: ResultGroup {
        let name: String
        let value: Double

        static let meanings = ["name": "Where it is from, label.path.", "value": "The number."]
    }

    /// A value that cannot be had.
    struct LeftOut: ResultGroup {
        let name: String
        let why: String

        static let meanings = [
            "name": "Where it is from, label.path.",
            "why": "What it is, in a word: NaN, infinite, missing (null), absent.",
        ]
    }

    static let leftOut = HealthCheck(
        "left-out", .doubtful,
        "Values that are not a finite number, or that a cell does not have, are left out of a summary.")
    static let healthChecks = [leftOut]

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        guard result.missing > 0 else { return [] }
        let names = result.leftOut.map { "\($0.name) (\($0.why))" }.joined(separator: ", ")
        return [
            Finding(
                leftOut,
                "Of \(NumberText.counted(result.count + result.missing, "value")) \(NumberText.count(result.missing)) "
                    + "\(result.missing == 1 ? "is" : "are") left out: \(names).",
                remedy:
                    "Look at why these cells have no number; if that depends on what they found, the others are a biased "
                    + "choice.")
        ]
    }

    /// Finds values that are not numbers.
    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        options[values].compactMap { path in
            guard let shape = document.shape(of: path.label), case .found(let found, _) = shape.resolve(path.path)
            else { return nil }
            switch found {
            case .any, .leaf(.number), .leaf(.integer): return nil
            default:
                return options.error(
                    "'\(path)' is \(found.words), and a summary is of numbers", at: values,
                    remedy: found.isWritable ? nil : "name one of \(found.examples(path))")
            }
        }
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        var numbers: [(name: String, value: ExactNumber)] = []
        var leftOut: [LeftOut] = []
        for path in options[values] {
            let cell = context.input(of: path)
            if let word = cell.shape.absence(at: path.path, in: cell.artifact.result) {
                leftOut.append(LeftOut(name: "\(path)", why: word))
                continue
            }
            let value = cell.value(at: path.path)
            if value == .null {
                leftOut.append(LeftOut(name: "\(path)", why: "missing (null)"))
                continue
            }
            guard let number = value.flatMap(ExactNumber.init) else {
                throw CellFailure("'\(path)' is no number")
            }
            if number.double.isFinite {
                numbers.append((name: "\(path)", value: number))
            } else {
                leftOut.append(LeftOut(name: "\(path)", why: number.double.isNaN ? "NaN" : "infinite"))
            }
        }
        guard !numbers.isEmpty else {
            let words = leftOut.map { "'\($0.name)' is \($0.why)" }.joined(separator: ", ")
            throw CellFailure(
                "there is no number to sum up: \(words)", advice: "See what these cells say of their results.")
        }
        return Output(Result(numbers, leftOut: leftOut))
    }

    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        // To the last place of the mean that its error leaves.
        let rounding = PDGRounding(result.mean, error: result.meanError)
        func text(_ number: Double) -> String {
            options[format].map { $0.string(number) }
                ?? (result.meanError > 0 ? rounding.text(number) : NumberText.significant(number, digits: 6))
        }
        let mean =
            options[format] == nil && result.meanError > 0
            ? rounding.plain : "\(text(result.mean)) ± \(text(result.meanError))"
        if options[formats].contains(.json) {
            let json = Data(try Value(encoding: result).prettyJSON.utf8)
            return [
                .table(
                    Table(
                        header: [
                            result.missing > 0 ? "Values with a number" : "Values", "Mean", "±", "Spread",
                            "Root mean square", "Lowest", "Highest",
                        ],
                        rows: [
                            [NumberText.count(result.count)]
                                + [
                                    result.mean, result.meanError, result.deviation, result.rms, result.lowest,
                                    result.highest,
                                ].map(text)
                        ], alignment: Array(repeating: .right, count: 7), files: ["\(context.label).json": json])),
                .note("The largest without its sign is \(text(result.largest)), that of \(result.largestOf)."),
            ]
        }
        return [
            .note(
                "Of \(NumberText.counted(result.count, "value"))\(result.missing > 0 ? " that have a number" : ""): mean \(mean), spread "
                    + "\(text(result.deviation)), root mean square \(text(result.rms)); the largest without its sign is "
                    + "\(text(result.largest)), that of \(result.largestOf).")
        ]
    }
}
