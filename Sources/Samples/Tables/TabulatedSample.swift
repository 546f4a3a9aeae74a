import Flows

/// Events from files, in memory: nominal simulation and templates class by class, or data.
///
/// A template need not exist for every class. If, according to all templates, the nuisances of a point do not act on a
/// class, its events without these nuisances are used at that point, so that a residual learns that the class does not
/// change. If they act on a class that has no template at the point, the class is left out there.
///
/// A batch of training gives every class of a template an equal share and goes through each class's events again when
/// they end, with weights whose mean in the template is 1: the required precision of the density of a class does not
/// depend on its number of events or on its yield. For selection and validation every event occurs once, and weights
/// make the shares equal.
public struct TabulatedSample: EventSample {
    public let schema: SampleSchema
    public let points: [NuisancePoint]
    /// All events, one block for each class and point; data have one block.
    public let blocks: [EventBlock]
    /// What is shown at every point.
    private let templates: [Template]

    /// There is at most one block for each class and point; data are one block without a class.
    ///
    /// - Precondition: at least one block, and none is empty; data have one block.
    public init(schema: SampleSchema, blocks: [EventBlock]) {
        self.init(schema: schema, blocks: blocks, points: Self.points(of: blocks, schema))
    }

    /// Distinct points, the nominal one first.
    private static func points(of blocks: [EventBlock], _ schema: SampleSchema) -> [NuisancePoint] {
        var points: [NuisancePoint] = []
        for block in blocks where !points.contains(block.point) { points.append(block.point) }
        return (points.filter { $0 == .nominal } + points.filter { $0 != .nominal }).map(schema.completed)
    }

    private init(schema: SampleSchema, blocks: [EventBlock], points: [NuisancePoint]) {
        precondition(
            !blocks.isEmpty && !points.isEmpty && blocks.allSatisfy { $0.count > 0 }, "a sample of no events")
        precondition(
            blocks.allSatisfy { $0.eventClass != nil } || blocks.count == 1, "data have one point and no classes")
        self.schema = schema
        self.blocks = blocks
        self.points = points
        let responding = RespondingClasses(blocks, classes: schema.classes.count)
        templates = points.map { Template(at: $0, blocks, responding) }
    }

    public var isInOwnUnits: Bool { true }

    public var nominalPart: any EventSample { part { $0 == .nominal } }
    public var shiftedPart: any EventSample { part { $0 != .nominal } }

    /// The same events, shown at some of the points; all where none is left.
    private func part(_ isShown: (NuisancePoint) -> Bool) -> TabulatedSample {
        let shown = points.filter(isShown)
        return shown.isEmpty || shown.count == points.count
            ? self : TabulatedSample(schema: schema, blocks: blocks, points: shown)
    }

    /// The classes with events at a point: their own events there, or those without its nuisances.
    public func classes(at point: Int) -> [Int] { templates[point].sources.compactMap { blocks[$0].eventClass } }

    public func count(point: Int, split: EventSplit) -> Int { templates[point].count(split) }

    /// Indices of the blocks that a training uses at a point.
    func trainedSources(at point: Int) -> [Int] { templates[point].trained.map { templates[point].sources[$0] } }

    public func events(_ range: Range<Int>, point: Int, split: EventSplit) -> SampleEvents {
        let template = templates[point]
        let places = range.map { template.place($0, split) }
        func gathered(_ column: (EventBlock) -> [Float]) -> [Float] {
            let columns = template.sources.map { column(blocks[$0]) }
            return places.map { columns[$0.source][$0.event] }
        }
        let isLabelled = blocks[0].eventClass != nil
        let classes = template.sources.map { UInt8(blocks[$0].eventClass ?? 0) }
        let factors = template.factors(split)
        let weights: [Float]? =
            template.isWeighted(split)
            ? places.map { place in
                let own = blocks[template.sources[place.source]].weights?[place.event] ?? 1
                return Float(Double(own) * factors[place.source])
            } : nil
        return SampleEvents(
            x: schema.features.indices.map { row in gathered { $0.x[row] } },
            y: schema.scores.indices.map { row in gathered { $0.y[row] } },
            classes: isLabelled ? places.map { classes[$0.source] } : nil, weights: weights)
    }

    /// The events of the data set: all events of the first point, with their own weights.
    public var data: SampleEvents {
        let own = ownBlocks(at: points[0])
        func joined(_ column: (EventBlock) -> [Float]) -> [Float] { own.flatMap(column) }
        let isWeighted = own.contains { $0.weights != nil }
        return SampleEvents(
            x: schema.features.indices.map { row in joined { $0.x[row] } },
            y: schema.scores.indices.map { row in joined { $0.y[row] } },
            weights: isWeighted ? joined { $0.weights ?? Array(repeating: 1, count: $0.count) } : nil)
    }

    public var dataCount: Int { ownBlocks(at: points[0]).reduce(0) { $0 + $1.count } }

    private func ownBlocks(at point: NuisancePoint) -> [EventBlock] { blocks.filter { $0.point == point } }

    /// Shares by Σw of the nominal events; equal shares if Σw of a class is 0 or negative.
    public func yields(of total: Int) -> [Double] {
        let sums = schema.classes.indices.map { index in
            ownBlocks(at: .nominal).filter { $0.eventClass == index }.reduce(0) { $0 + $1.sums.sum }
        }
        guard !sums.isEmpty, sums.allSatisfy({ $0 > 0 }) else {
            return schema.classes.map { _ in Double(total) / Double(schema.classes.count) }
        }
        let all = sums.reduce(0, +)
        return sums.map { Double(total) * $0 / all }
    }

    /// From nominal events, for each class separately: 99.8 % of every class are scaled to within ±4 of the common
    /// centre, and the standard deviation of all events to at most 1. Weights are not used, and the few events farthest
    /// out are ignored.
    public func standardization(of density: ConditionalDensity) -> Standardization {
        let nominal = ownBlocks(at: .nominal)
        let shown = nominal.isEmpty ? blocks : nominal
        let moments = schema.quantities(of: density).indices.map { row in
            let columns = shown.map { block in
                (density == .features ? block.x : block.y)[row].prefix(50_000).map(Double.init)
            }
            let middle = columns.reduce(0) { $0 + $1.reduce(0, +) / Double($1.count) } / Double(columns.count)
            let variance =
                columns.reduce(0) { sum, column in
                    sum + column.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(column.count)
                } / Double(columns.count)
            let reach = columns.reduce(0) { reach, column in
                let outer = OuterValues(column, cut: column.count / 1000)
                return max(reach, middle - outer.lower, outer.upper - middle)
            }
            // Not a few far events alone say how wide all are.
            let deviation = min(variance.squareRoot(), reach)
            return (mean: middle, scale: max(deviation, reach / 4))
        }
        // A constant has no width.
        return Standardization(
            means: moments.map { Float($0.mean) }, scales: moments.map { $0.scale > 1e-30 ? Float($0.scale) : 1 })
    }
}

/// Which nuisances act on which classes, as far as there are templates.
private struct RespondingClasses {
    /// By class.
    private let nuisances: [Set<String>]

    init(_ blocks: [EventBlock], classes: Int) {
        nuisances = (0..<max(1, classes)).map { index in
            Set(blocks.filter { ($0.eventClass ?? 0) == index }.flatMap(\.point.movedNames))
        }
    }

    /// The point without the nuisances that do not act on a class.
    func seen(by eventClass: Int, _ point: NuisancePoint) -> NuisancePoint {
        let moved = point.movedNames.filter(nuisances[eventClass].contains)
        return NuisancePoint(moved.map { point[$0] }, of: moved)
    }
}

/// What a sample shows at one point.
private struct Template: Sendable {
    /// Places of blocks, one a class.
    let sources: [Int]
    /// Of the sources, by use.
    private let ranges: [[Range<Int>]]
    /// Σw over the number of events of every source.
    private let meanWeights: [Double]
    private let areWeighted: Bool
    /// Which source stands at which position, where every event stands once.
    private let selection: Sequence
    private let validation: Sequence

    /// The events of several sources, each once, those of every source spread evenly.
    private struct Sequence: Sendable {
        let sources: [UInt8]
        let events: [UInt32]

        init(_ counts: [Int]) {
            let total = counts.reduce(0, +)
            var sources: [UInt8] = []
            var events: [UInt32] = []
            sources.reserveCapacity(total)
            events.reserveCapacity(total)
            var taken = counts.map { _ in 0 }
            for _ in 0..<total {
                // The one that is farthest behind its share.
                var best = 0
                var least = Double.infinity
                for (source, count) in counts.enumerated() where taken[source] < count {
                    let part = (Double(taken[source]) + 0.5) / Double(count)
                    if part < least { (best, least) = (source, part) }
                }
                sources.append(UInt8(best))
                events.append(UInt32(taken[best]))
                taken[best] += 1
            }
            self.sources = sources
            self.events = events
        }
    }

    init(at point: NuisancePoint, _ blocks: [EventBlock], _ responding: RespondingClasses) {
        let classes = Set(blocks.map(\.eventClass)).sorted { ($0 ?? -1) < ($1 ?? -1) }
        let found = classes.compactMap { eventClass -> Int? in
            let seen = responding.seen(by: eventClass ?? 0, point)
            return blocks.firstIndex { $0.eventClass == eventClass && $0.point == seen }
        }
        sources = found
        ranges = EventSplit.allCases.map { split in found.map { blocks[$0].range(split) } }
        meanWeights = found.map { blocks[$0].sums.sum / Double(blocks[$0].count) }
        areWeighted = found.contains { blocks[$0].weights != nil }
        isData = blocks.contains { $0.eventClass == nil }
        selection = Sequence(Self.ranges(ranges, .selection).map(\.count))
        validation = Sequence(Self.ranges(ranges, .validation).map(\.count))
    }

    private let isData: Bool

    private static func ranges(_ ranges: [[Range<Int>]], _ split: EventSplit) -> [Range<Int>] {
        ranges[EventSplit.allCases.firstIndex(of: split) ?? 0]
    }

    private func ranges(_ split: EventSplit) -> [Range<Int>] { Self.ranges(ranges, split) }

    /// The sources that have events for training.
    var trained: [Int] { sources.indices.filter { !ranges(.training)[$0].isEmpty } }

    func count(_ split: EventSplit) -> Int {
        guard split == .training else { return ranges(split).reduce(0) { $0 + $1.count } }
        return trained.count * (trained.map { ranges(.training)[$0].count }.max() ?? 0)
    }

    /// The source and the event at a position.
    func place(_ position: Int, _ split: EventSplit) -> (source: Int, event: Int) {
        switch split {
        case .training:
            let trained = trained
            let source = trained[position % trained.count]
            let own = ranges(.training)[source]
            return (source, own.lowerBound + position / trained.count % own.count)
        case .selection, .validation:
            let sequence = split == .selection ? selection : validation
            let source = Int(sequence.sources[position])
            return (source, ranges(split)[source].lowerBound + Int(sequence.events[position]))
        }
    }

    func isWeighted(_ split: EventSplit) -> Bool {
        areWeighted || !isData && split != .training && Set(ranges(split).map(\.count)).count > 1
    }

    /// The factors on the weights of every source.
    func factors(_ split: EventSplit) -> [Double] {
        // Data count as they are.
        if isData { return sources.map { _ in 1 } }
        let counts = ranges(split).map(\.count)
        let total = Double(counts.reduce(0, +)) / Double(max(1, counts.count { $0 > 0 }))
        return sources.indices.map { source in
            let share = split == .training || counts[source] == 0 ? 1 : total / Double(counts[source])
            return share / meanWeights[source]
        }
    }
}
