import Report

/// The nuisances of a sample or of a density, as results have them by name.
enum SampleNuisances: ResultNames { static let placeholder = "NUISANCE" }

/// The profiled nuisances of a likelihood: shapes and normalizations that are not fixed.
enum ProfiledNuisances: ResultNames { static let placeholder = "NUISANCE" }

/// Those of a fit, normalizations too, where a result has those of its shapes beside them.
enum FreeNuisances: ResultNames { static let placeholder = "NUISANCE" }

extension ResultsByName {
    /// The results of some names, in their order.
    ///
    /// - Throws: `CellFailure` where there is none for a name.
    func of(_ names: [String], in cell: CellReference) throws -> [Element] {
        try names.map { name in
            guard let value = self[name] else {
                throw CellFailure(
                    "'\(cell.label)' holds nothing for '\(name)'",
                    advice: "Compute it again: render with --refresh \(cell.label).")
            }
            return value
        }
    }
}

/// The classes of a sample.
enum SampleClasses: ResultNames { static let placeholder = "CLASS" }

/// The members of an ensemble, counted from 0.
enum EnsembleMembers: ResultNames { static let placeholder = "MEMBER" }

/// Points of nuisance space, counted from 0.
enum ResultPoints: ResultNames { static let placeholder = "POINT" }

/// Where a likelihood is looked at along one nuisance.
struct NuisanceWindow: ResultGroup {
    let lower: Double
    let upper: Double

    static let meanings = ["lower": "Its lower end.", "upper": "Its upper end."]

    init(_ range: ClosedRange<Double>) { (lower, upper) = (range.lowerBound, range.upperBound) }

    var range: ClosedRange<Double> { lower...upper }
}
