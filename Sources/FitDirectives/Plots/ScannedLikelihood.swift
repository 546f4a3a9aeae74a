import Inference
import Plotting
import Report

/// The scan that a figure draws, read back from the artifact of its cell.
struct ScannedLikelihood {
    let scan: EnsembleScan
    /// The nuisances to be drawn, by their index in the scan.
    let indices: [Int]
    let names: [String]
    /// The truth of the drawn nuisances, where it is known.
    let truth: [Double?]
    /// Of the likelihood, through a profile where there is one.
    let fit: CellReference

    init(_ options: Options, _ context: PresentationContext) throws {
        let reference = options[PlotDirective.of][0]
        guard let artifact = context.artifact(reference), let scanOptions = context.options(reference),
            let scanned = try artifact.result[path: "scanned"]?.decoded(as: ScannedSurfaces.self)
        else { throw CellFailure("there is no scan '\(reference.label)' to draw") }
        let scan = EnsembleScan(
            members: scanned.scans(prior: scanOptions[ScanDirective.prior]),
            combination: scanOptions[ScanDirective.combination])
        let given = options[PlotDirective.nuisances]
        self.scan = scan
        names = given.isEmpty ? scanOptions[ScanDirective.nuisances] : given
        indices = try names.map { name in
            guard let index = scan.nuisances.firstIndex(of: name) else {
                throw CellFailure("'\(reference.label)' does not profile '\(name)'")
            }
            return index
        }
        truth = names.map { artifact.result[path: "\($0).truth"]?.double }
        let evaluated = scanOptions[ScanDirective.fit]
        fit = context.options(evaluated).map { ScannedEnsemble.fit(evaluated, $0) } ?? evaluated
    }

    static func validate(_ options: Options, _ document: DocumentContext, counts: ClosedRange<Int>) -> [Diagnostic] {
        guard let reference = options[PlotDirective.of].first, let scan = document.options(reference) else { return [] }
        guard scan.schema.names.contains(ScanDirective.halfWidth.name) else {
            return [options.error("this figure is drawn of a 'scan' cell", at: PlotDirective.of, "0")]
        }
        let given = options[PlotDirective.nuisances]
        let drawn = given.isEmpty ? scan[ScanDirective.nuisances] : given
        guard counts.contains(drawn.count) else {
            return [
                options.error(
                    "this figure draws \(counts.count == 1 ? "two nuisances" : "one or two nuisances"), not \(drawn.count)",
                    at: PlotDirective.nuisances)
            ]
        }
        guard Set(drawn).count == drawn.count else {
            return [options.error("this figure draws two different nuisances", at: PlotDirective.nuisances)]
        }
        guard let fit = ScannedEnsemble.fitOptions(scan[ScanDirective.fit], document) else { return [] }
        return options.unknownNames(
            PlotDirective.nuisances, among: FitDirective.profiledNames(fit, document), what: "profiled nuisance")
    }

    /// Evenly spaced values of one of the scan's nuisances over its window.
    func values(of index: Int, count: Int) -> [Double] {
        let window = scan.members.window[index]
        return (0..<count).map {
            window.lowerBound + (window.upperBound - window.lowerBound) * Double($0) / Double(count - 1)
        }
    }

    func interval(_ index: Int, _ level: Double) -> ScanInterval {
        let interval = scan.interval(index, level: level)
        func bound(_ bound: IntervalBound) -> ScanInterval.Bound { bound.value.map { .at($0) } ?? .open }
        return ScanInterval(lower: bound(interval.lower), upper: bound(interval.upper))
    }

    func symbol(_ index: Int) -> RichText { RichText("*ν*_{\(scan.nuisances[index])}") }
}
