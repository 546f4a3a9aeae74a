import Report
import Samples
import Statistics

extension LoadDirective {
    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let recipe = LoadRecipe(options) { context.options($0) }
        // All files are opened before one is read.
        let readings = try options[samples].map { try EventReading($0, options, recipe) }
        let isWeighted = readings.contains { $0.isWeighted }
        let meter = ProgressMeter(context, message: "rows")
        let rows = readings.reduce(0) { $0 + $1.rows }
        var done = 0
        var blocks: [EventBlock] = []
        var sums: [WeightSums] = []
        var templates: [Template] = []
        let names = recipe.x + recipe.y
        var lint = LoadLint(names: names, hasIdentities: options[id] != nil)
        for group in groups(readings, recipe) {
            var builder = EventBlockBuilder(
                eventClass: group.place, point: group.point, features: recipe.x.count, scores: recipe.y.count,
                isWeighted: isWeighted)
            for reading in group.readings {
                try reading.read(into: &builder) {
                    done += $0
                    try meter.report(step: done, total: rows)
                }
            }
            let events = try checked(builder, group, recipe)
            let block = events.block
            let isSpread = group.place != nil && options[negative] == .spread
            let positive: (block: EventBlock, radius: Double?) = isSpread ? try spread(block, group) : (block, nil)
            sums.append(block.sums)
            guard group.place != nil else {
                blocks.append(positive.block)
                continue
            }
            let isReweighted = sharesEvents(group, among: readings)
            let look = lint.look(at: events, isReweighted: isReweighted)
            // What of different events has one row is another event.
            let isShared = group.point == .nominal || look.comparison?.sharesEvents ?? isReweighted
            blocks.append(isShared ? positive.block.identified(by: events.identities) : positive.block)
            templates.append(
                template(
                    block.sums, group, spread: positive.radius, isReweighted: isReweighted, look, nominal: templates,
                    recipe))
        }
        let sample = TabulatedSample(schema: recipe.schema(isWeighted: isWeighted), blocks: blocks)
        let nominal = zip(blocks, sums).filter { $0.0.point == .nominal }.map(\.1)
        let total = nominal.dropFirst().reduce(nominal.first) { sum, next in sum.map { $0 + next } }
        let isSimulation = !templates.isEmpty
        let laws = isSimulation ? LoadLint.laws(of: sample, names: names) : []
        let outside = isSimulation ? [:] : try outside(blocks[0], recipe, options, context)
        let ranges = names.enumerated().map { index, name in
            (name, range(index, blocks, law: isSimulation ? laws[index] : nil, outside: outside[name]))
        }
        let result = Result(
            events: blocks.reduce(0) { $0 + $1.count }, read: done, sum: total?.sum ?? 0,
            effective: total?.effective ?? 0, negativeShare: total?.negativeShare ?? 0, weighted: isWeighted,
            classes: recipe.classes, nuisances: recipe.nuisances, templates: ResultsByNumber(templates),
            ranges: ResultsByName(ranges),
            separations: ResultsByNumber(isSimulation ? LoadLint.separations(of: sample) : []))
        return Output(result, attachments: [StoredEvents.name: try StoredEvents.data(sample)])
    }

    /// Events of data outside of what the cell that they are like has simulated, by feature; none where that is no
    /// simulation.
    private static func outside(
        _ data: EventBlock, _ recipe: LoadRecipe, _ options: Options, _ context: RunContext
    ) throws -> [String: OutsideEvents] {
        guard let like = options[like] else { return [:] }
        return LoadLint.outside(data, features: recipe.x, of: try context.result(LoadDirective.self, of: like))
    }

    /// Samples of one class at one point.
    private struct Group {
        /// Of the class; nil for data.
        let place: Int?
        let name: String
        let point: NuisancePoint
        let readings: [EventReading]

        var files: String { readings.map(\.names).joined(separator: ", ") }
        var rows: Int { readings.reduce(0) { $0 + $1.rows } }
        /// The name in messages: "class 'signal' at jes +1".
        var words: String {
            place == nil ? "data" : "class '\(name)'" + (point == .nominal ? "" : " at \(point.words)")
        }
    }

    /// By class, and then by point in the order of the cell, the nominal one first.
    private static func groups(_ readings: [EventReading], _ recipe: LoadRecipe) -> [Group] {
        let names = readings.compactMap { $0.sample[LoadedSample.eventClass] }
        guard !names.isEmpty else { return [Group(place: nil, name: "", point: .nominal, readings: readings)] }
        return recipe.classes.enumerated().flatMap { place, name in
            recipe.points.compactMap { point in
                let own = readings.filter {
                    $0.sample[LoadedSample.eventClass] == name && $0.sample.point == point
                }
                return own.isEmpty ? nil : Group(place: place, name: name, point: point, readings: own)
            }
        }
    }

    /// The events of a group, if there are enough to work with.
    private static func checked(
        _ builder: EventBlockBuilder, _ group: Group, _ recipe: LoadRecipe
    ) throws -> IdentifiedBlock {
        guard builder.count > 0 else {
            let rows = NumberText.counted(group.rows, "row")
            throw CellFailure(
                recipe.select.map {
                    "\(group.files): none of \(rows) passes 'select', \($0)"
                }
                    ?? "\(group.files): there are no events",
                advice: recipe.select == nil ? "Remove the file." : "Look at the units and names of the columns.")
        }
        let events = builder.identified()
        let block = events.block
        guard group.place == nil || !block.counts.contains(0) else {
            throw CellFailure(
                "\(group.files): \(block.count) events of \(group.words) are too few to be divided into training, "
                    + "selection and validation", advice: "Take some hundreds at least.")
        }
        guard block.sums.sum > 0 else {
            throw CellFailure(
                "\(group.files): Σw of \(group.words) is \(NumberText.significant(block.sums.sum)), and must be "
                    + "positive",
                advice: "Look at 'weight'.")
        }
        return events
    }

    /// The events of a group without negative weights.
    private static func spread(_ block: EventBlock, _ group: Group) throws -> (block: EventBlock, radius: Double?) {
        guard let (spread, radius) = block.withSpreadWeights() else {
            throw CellFailure(
                "\(group.files): Σw of a part of \(group.words) is negative, and cannot be spread",
                advice: "Simulate more events, or leave 'negative: spread' out.")
        }
        return (spread, radius.isNaN ? nil : radius)
    }

    /// Whether the events are those of the nominal files of the class.
    private static func sharesEvents(_ group: Group, among readings: [EventReading]) -> Bool {
        group.point != .nominal
            && group.readings.allSatisfy { own in
                readings.contains {
                    $0.sample[LoadedSample.eventClass] == group.name && $0.sample.point == .nominal
                        && $0.names == own.names && $0.sample.table == own.sample.table
                }
            }
    }

    private static func template(
        _ sums: WeightSums, _ group: Group, spread: Double?, isReweighted: Bool, _ look: LoadLint.TemplateLook,
        nominal: [Template], _ recipe: LoadRecipe
    ) -> Template {
        let reference = nominal.first { $0.eventClass == group.name && $0.at.point == .nominal }
        return Template(
            eventClass: group.name,
            at: ResultsByName(zip(recipe.nuisances, group.point.values(of: recipe.nuisances))), events: sums.events,
            read: group.rows, sum: sums.sum, effective: sums.effective, negativeShare: sums.negativeShare,
            negativeEvents: sums.negativeEvents, factor: reference.map { sums.sum / $0.sum },
            factorError: look.comparison?.factorError, sharesEvents: isReweighted, spread: spread,
            repeatedIds: look.repeatedIds, relatedIds: look.relatedIds, repeatedRows: look.repeatedRows,
            chanceRows: look.chanceRows, equalTo: look.equalTo,
            shape: TemplateShape(look.comparison, names: recipe.x + recipe.y))
    }

    /// Of one column, all blocks together.
    private static func range(
        _ column: Int, _ blocks: [EventBlock], law: ValueLaw?, outside: OutsideEvents?
    ) -> Range {
        let columns = blocks.map { $0.columns[column] }
        var (lowest, highest, sum, count) = (Double.infinity, -Double.infinity, 0.0, 0)
        for values in columns {
            for value in values {
                lowest = min(lowest, Double(value))
                highest = max(highest, Double(value))
                sum += Double(value)
            }
            count += values.count
        }
        let mean = sum / Double(count)
        let squares = columns.reduce(0.0) { squares, values in
            values.reduce(squares) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        }
        let first = columns.flatMap { $0.prefix(10_000 / columns.count + 1) }
        return Range(
            lowest: lowest, highest: highest, mean: mean, deviation: (squares / Double(count)).squareRoot(),
            different: Set(first).count, law: law, outside: outside)
    }
}
