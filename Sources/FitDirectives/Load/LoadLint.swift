import Foundation
import Report
import Samples

/// Looks at events that were just read, block by block in the order of the templates, and then at all of them.
struct LoadLint {
    /// Repeated events are looked for among this many of a block.
    private static let repeatLimit = 10_000

    private let names: [String]
    private let hasIdentities: Bool
    /// The nominal events of the class that is being read.
    private var reference: ReferenceScores?
    private var contents: [UInt64] = []

    /// - Parameters:
    ///   - names: the names of features and scores.
    ///   - hasIdentities: whether events have ids, and are not identified by their rows.
    init(names: [String], hasIdentities: Bool) {
        self.names = names
        self.hasIdentities = hasIdentities
    }

    /// What is found in one template.
    struct TemplateLook {
        let repeatedIds: Int?
        let relatedIds: Int?
        let repeatedRows: Int
        /// nil where no row is repeated.
        let chanceRows: Double?
        let equalTo: Int?
        let comparison: TemplateComparison?
    }

    /// Checks the next template; the nominal events of a class come first.
    ///
    /// - Parameter isReweighted: whether it consists of the nominal events with other weights.
    mutating func look(at events: IdentifiedBlock, isReweighted: Bool) -> TemplateLook {
        let block = events.block
        var comparison: TemplateComparison?
        if block.point == .nominal {
            reference = ReferenceScores(events)
        } else if let reference, reference.events.block.eventClass == block.eventClass {
            comparison = reference.comparison(with: events, isReweighted: isReweighted)
        }
        let content = events.content
        let equalTo = contents.firstIndex(of: content)
        contents.append(content)
        let repeatedRows = events.repeatedRows(limit: Self.repeatLimit)
        return TemplateLook(
            repeatedIds: hasIdentities ? events.repeatedIdentities : nil,
            relatedIds: hasIdentities ? events.relatedIdentities : nil, repeatedRows: repeatedRows,
            chanceRows: repeatedRows > 0 ? Self.chanceRows(block) : nil,
            equalTo: equalTo, comparison: comparison)
    }

    /// How many rows are equal by chance, if features are independent: float32 has only a limited set of numbers.
    private static func chanceRows(_ block: EventBlock) -> Double {
        let pairs = Double(block.count) * Double(block.count - 1) / 2
        return block.columns.reduce(pairs) { $0 * max(FeatureLaw($1).coincidence, 6e-8) }
    }

    /// The distributions of simulated features and scores, in the order of the names.
    static func laws(of sample: TabulatedSample, names: [String]) -> [LoadDirective.ValueLaw] {
        let nominal = sample.blocks.filter { $0.point == .nominal }
        // Without nominal events, every class as it is first seen.
        let shown = nominal.isEmpty ? sample.blocks : nominal
        let classes = shown.map { sample.schema.classes[$0.eventClass ?? 0].name }
        let dependences = shown.map { FeatureDependence($0.columns) }
        let features = sample.standardization(of: .features)
        let scores = sample.schema.scores.isEmpty ? nil : sample.standardization(of: .scores)
        let (means, scales) = (features.means + (scores?.means ?? []), features.scales + (scores?.scales ?? []))
        return names.indices.map { index in
            let laws = shown.map { FeatureLaw($0.columns[index]) }
            let spike = laws.map(\.spike).max { $0.share < $1.share } ?? (0, 0)
            let reach = 5 * scales[index]
            let beyond = sample.blocks.map { block in
                block.columns[index].count { abs($0 - means[index]) > reach }
            }
            // Fewer are chance.
            let shares = zip(beyond, sample.blocks).map { $0 < 10 ? 0 : Double($0) / Double($1.count) }
            let sources = dependences.first { !$0.sources[index].isEmpty }?.sources[index] ?? []
            return LoadDirective.ValueLaw(
                spike: spike.share, spikeAt: spike.value, whole: laws.allSatisfy(\.areWhole),
                repeats: laws.map(\.repeats).max() ?? 1, tail: laws.compactMap(\.tail).max(),
                beyondSplines: Double(beyond.reduce(0, +)) / Double(sample.blocks.reduce(0) { $0 + $1.count }),
                beyondSplinesMost: shares.max() ?? 0,
                constantIn: zip(classes, shown).filter { _, block in
                    let column = block.columns[index]
                    return column.allSatisfy { $0 == column[0] }
                }.map(\.0),
                functionOf: sources.map { names[$0] })
        }
    }

    /// The separations of classes.
    static func separations(of sample: TabulatedSample) -> [LoadDirective.Separation] {
        let nominal = sample.blocks.filter { $0.point == .nominal && $0.eventClass != nil }
        let classes = nominal.map { sample.schema.classes[$0.eventClass ?? 0].name }
        return ClassSeparations(nominal).separations.map {
            LoadDirective.Separation($0, classes: classes, features: sample.schema.features.map(\.name))
        }
    }

    /// The numbers of data events outside of the simulated range, by feature.
    ///
    /// If all events have one distribution, the k outermost of N_d + N_s events are all data with a probability of at
    /// most (N_d/(N_d + N_s))ᵏ. For several classes 1/N_s is replaced by its expectation for a data event, Σ_c f_c/N_c,
    /// with the number N_c of effective events of a class.
    static func outside(
        _ data: EventBlock, features: [String], of simulation: LoadDirective.Result
    ) -> [String: LoadDirective.OutsideEvents] {
        let nominal = simulation.templates.values.filter { $0.at.point == .nominal }
        let classes = nominal.isEmpty ? simulation.templates.values : nominal
        let sum = classes.reduce(0) { $0 + $1.sum }
        guard sum > 0 else { return [:] }
        let simulated = 1 / classes.reduce(0) { $0 + $1.sum / sum / max(1, $1.effective) }
        let share = Double(data.count) / (Double(data.count) + simulated)
        let byChance = min(Double(data.count), log(1e-4 / Double(2 * features.count)) / log(share))
        var found: [String: LoadDirective.OutsideEvents] = [:]
        for (name, column) in zip(features, data.x) {
            guard let range = simulation.ranges[name] else { continue }
            found[name] = LoadDirective.OutsideEvents(
                below: column.count { Double($0) < range.lowest }, above: column.count { Double($0) > range.highest },
                byChance: byChance)
        }
        return found
    }
}
