import Report
import Samples

// Types of samples as options and results of reports have them.

extension ConditionalDensity: OptionChoice {}

extension SeedDigits: ShapedResult {
    public static var shape: ResultShape { .leaf(.text([])) }
    public static var example: SeedDigits { SeedDigits(0) }
}

extension ResultsByName<SampleNuisances, Double> {
    /// A point of nuisance space, as results hold it: with a value for every nuisance of the schema.
    init(_ point: NuisancePoint, of schema: SampleSchema) {
        let names = schema.nuisanceNames
        self.init(zip(names, point.values(of: names)))
    }

    var point: NuisancePoint { NuisancePoint(values) }
}
