import Report

@testable import FitDirectives

/// `{compare}`: how far the best fits of two scans lie apart.
struct CompareDirective: Directive {
    static let verb = "compare"
    static let version = 1
    static let summary = "How far the best fits of two scans lie apart."

    static let scan = OptionKey<CellReference>("scan", verbs: [ScanDirective.verb], help: "The scan.")
    static let reference = OptionKey<CellReference>(
        "reference", verbs: [ScanDirective.verb], help: "The scan that it is compared with.")
    static let schema = OptionSchema(scan, reference)

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let names = common(options, document), names.isEmpty else { return [] }
        return [
            options.error(
                "'\(options[scan].label)' and '\(options[reference].label)' have no nuisance in common", at: reference,
                remedy: "name two scans of the same nuisances")
        ]
    }

    /// The nuisances of both; nil where a cell on the way is wrong, which its own diagnostics say.
    static func common(_ options: Options, _ document: DocumentContext) -> [String]? {
        guard let first = LikelihoodSource(options[scan], document)?.nuisances(document),
            let second = LikelihoodSource(options[reference], document)?.nuisances(document)
        else { return nil }
        return first.filter(second.contains)
    }
}
