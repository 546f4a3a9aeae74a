import Report

@testable import FitDirectives

extension CompareDirective {
    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let scan = try context.result(ScanDirective.self, of: options[scan])
        let reference = try context.result(ScanDirective.self, of: options[reference])
        var comparisons: [String: Comparison] = [:]
        for (name, nuisance) in scan.nuisances.values {
            guard let other = reference.nuisances[name] else { continue }
            let difference = nuisance.best - other.best
            comparisons[name] = Comparison(difference: difference, inSigma: other.sigma.map { difference / $0 })
        }
        return Output(Result(nuisances: ResultsByName(comparisons)))
    }
}
