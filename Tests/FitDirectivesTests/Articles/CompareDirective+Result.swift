import Report

@testable import FitDirectives

extension CompareDirective {
    struct Result: ResultGroup {
        let nuisances: ResultsByName<ProfiledNuisances, Comparison>

        static let meanings = ["nuisances": "The nuisances of both scans, by name."]
    }

    struct Comparison: ResultGroup {
        let difference: Double
        let inSigma: Double?

        static let meanings = [
            "difference": "ν̂ − ν̂ of the reference.",
            "in-sigma": "The same over σ of the reference; absent where that interval is open.",
        ]
        static let absences = ["in-sigma": "open"]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        kind == ProfiledNuisances.self ? common(options, document) : nil
    }
}
