import FlowKernels
import Flows
import Report
import Samples

extension DiagnoseDirective {
    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let reference = options[of]
        let trained = try TrainedFlow.read(reference, context)
        let source = options[sample] ?? context.options(reference)[TrainDirective.sample]
        let whole = try SampleCell(source, context).sample
        let wanted = wanted(
            options, whole.points, isGenerated: whole is any GeneratedSample, nuisances: trained.nuisances)
        let shown = (whole as? any GeneratedSample).map { $0.at(wanted.map(whole.schema.completed)) } ?? whole
        let diagnosis = DensityDiagnosis(
            trained: trained, sample: shown, limit: options[events], seed: context.seed, workers: context.workers(),
            features: try options[kinematics].map { try TrainedFlow.read($0, context) })
        let meter = ProgressMeter(context, message: "points of ν")
        var points: [Point] = []
        for (index, nu) in wanted.enumerated() {
            let total = wanted.count * DensityDiagnosis.stages
            try meter.report(step: index * DensityDiagnosis.stages, total: total)
            guard let place = shown.points.firstIndex(of: nu) else {
                throw CellFailure(
                    "'\(source.label)' has no events at \(nu.words)", advice: "Look at 'points' and at the sample.")
            }
            let classes = try diagnosis.classes(at: place) { stage in
                try meter.report(step: index * DensityDiagnosis.stages + stage, total: total)
            }
            let names = shown.schema.classes.map(\.name)
            points.append(
                Point(
                    at: ResultsByName(nu, of: shown.schema), classes: ResultsByName(zip(names, classes)),
                    calibration: diagnosis.calibrations(at: place).map { ResultsByName(zip(names, $0)) }))
        }
        guard points.contains(where: { $0.classes.values.values.contains { $0.effective > 0 } }) else {
            throw CellFailure(
                "'\(source.label)' has fewer than \(HeldOutClass.leastEvents) held-out events of every class",
                advice: "Take more simulated events.")
        }
        return Output(Result(trained.density, points, of: shown.schema))
    }
}

/// Looks at a density with events that it was never trained on.
struct DensityDiagnosis {
    let trained: TrainedFlow
    let sample: any EventSample
    /// The most events at a point.
    let limit: Int
    let seed: UInt64
    let workers: Workers
    /// p(x|c) in addition to p(y|x,c), for the probabilities of classes; nil where it is not known.
    var features: TrainedFlow?

    /// The stages of a point.
    static let stages = 4

    /// The results at one point of the sample, for each class in the order of the schema.
    ///
    /// - Parameter report: called after every stage; an error that it throws ends the work.
    func classes(at place: Int, report: (_ stage: Int) throws -> Void) rethrows -> [ClassDiagnosis] {
        let events = heldOut(at: place)
        try report(1)
        let (schema, density) = (sample.schema, trained.density)
        let (own, given) = (
            schema.quantities(of: density).map(\.name), density == .scores ? schema.features.map(\.name) : []
        )
        let names = HeldOutClass.pairNames(own, given)
        let laws = workers.map(events.count) { index, _ in events[index].laws() }
        let marginals = workers.map(events.count) { index, _ in events[index].marginals() }
        let pairs = workers.map(events.count) { index, _ in events[index].pairs() }
        try report(2)
        // All features of a class together, then each alone.
        let looks = own.count + 1
        let areas = workers.map(events.count * looks) { index, _ in
            let feature = index % looks - 1
            return events[index / looks].separation(ofFeature: feature < 0 ? nil : feature)
        }
        try report(3)
        return events.indices.map { kind in
            let (own, found) = (own, Array(areas[kind * looks..<(kind + 1) * looks]))
            return ClassDiagnosis(
                auc: found[0], z: ResultsByNumber(Array(laws[kind].dropLast())), radius: laws[kind][own.count],
                features: ResultsByName(
                    own.indices.map { place in
                        (own[place], FeatureDiagnosis(marginal: marginals[kind][place], auc: found[place + 1]))
                    }),
                pairs: zip(names, pairs[kind]).map { PairDiagnosis(first: $0.first, second: $0.second, joint: $1) },
                events: events[kind].count + events[kind].notFinite, effective: events[kind].effective,
                notFinite: events[kind].notFinite, gap: events[kind].gap)
        }
    }

    /// The events at one point, of all classes.
    func events(at place: Int) -> SampleEvents {
        let count =
            sample is any GeneratedSample ? limit : min(limit, sample.count(point: place, split: .validation))
        let events = sample.events(0..<count, point: place, split: .validation)
        guard events.classes != nil else { preconditionFailure("events without a class") }
        return events
    }

    /// The same for each class, with the values of the density.
    func heldOut(at place: Int) -> [HeldOutClass] {
        let schema = sample.schema
        let nu = sample.points[place]
        let events = events(at: place)
        let points = events.conditioned(trained.density)
        let evaluation = FlowEvaluation(
            schema: schema, density: trained.density, nuisances: nu.values(of: trained.nuisances), workers: workers)
        let z = evaluation.forward(trained.flow, points)
        // Events of different points are drawn independently: their seeds are apart by an odd number.
        let drawn = evaluation.sample(
            trained.flow, under: points, seed: seed &+ UInt64(place) &* 0x9E37_79B9_7F4A_7C15)
        let gaps = sample.truth.map { truth in
            zip(
                truth.logDensities(trained.density, of: points, at: nu), evaluation.logDensities(trained.flow, points)
            ).map(-)
        }
        return schema.classes.indices.map { kind in
            HeldOutClass(
                points.classes.indices.filter { Int(points.classes[$0]) == kind }, of: points,
                density: trained.density, z: z, drawn: drawn, weights: events.weights?.map(Double.init), gaps: gaps)
        }
    }
}

extension DiagnoseDirective.Result {
    /// All tests, and the worst of them.
    init(_ density: ConditionalDensity, _ points: [DiagnoseDirective.Point], of schema: SampleSchema) {
        let classes = schema.classes.map(\.name)
        let all = points.flatMap { point in
            classes.compactMap { name in
                point.classes[name].map { (place: "\(name) at \(point.at.point.words)", found: $0) }
            }
        }
        let calibrations = points.flatMap { point in
            // The probabilities of two classes are one number.
            classes.prefix(classes.count == 2 ? 1 : classes.count).compactMap { name in
                point.calibration?[name].map { DiagnosedNumber($0, at: "\(name) at \(point.at.point.words)") }
            }
        }.filter(\.isMeasured)
        let fewest = all.min { $0.found.effective < $1.found.effective }
        let quantities = schema.quantities(of: density).map(\.name)
        let gap = all.compactMap { item in item.found.gap.map { (item.place, $0) } }.filter { !$0.1.value.isNaN }
            .max { $0.1.value < $1.1.value }
        self.init(
            density: density,
            worst: DiagnoseDirective.Worst(
                all.flatMap { DiagnosedNumber.all($0.found, quantities, at: $0.place) } + calibrations),
            points: ResultsByNumber(points), events: all.reduce(0) { $0 + $1.found.events },
            notFinite: all.reduce(0) { $0 + $1.found.notFinite }, fewest: fewest?.found.effective ?? 0,
            fewestPlace: fewest?.place ?? "",
            gap: gap.map { DiagnoseDirective.LargestGap(value: $0.1.value, error: $0.1.error, place: $0.0) })
    }
}

/// One test with its p-value, as the worst is chosen among.
private struct DiagnosedNumber {
    enum Kind { case ks, auc, divergence, calibration }

    let kind: Kind
    let place: String
    let value: Double
    let sure: Double
    let pValue: Double

    var largest: DiagnoseDirective.Largest {
        DiagnoseDirective.Largest(value: value, sure: sure, pValue: pValue, place: place)
    }

    /// All tests that were made for a class at a point.
    static func all(_ found: ClassDiagnosis, _ quantities: [String], at place: String) -> [DiagnosedNumber] {
        func law(_ name: String, _ law: LawDistance) -> DiagnosedNumber {
            DiagnosedNumber(
                kind: .ks, place: "\(name) of \(place)", value: law.ks, sure: law.ks - law.chance, pValue: law.pValue)
        }
        func difference(_ name: String, _ difference: Difference) -> DiagnosedNumber {
            DiagnosedNumber(
                kind: .divergence, place: "\(name) of \(place)", value: difference.divergence,
                sure: difference.divergence - HealthLimit.errors * difference.error, pValue: difference.pValue)
        }
        let numbers =
            found.z.values.enumerated().map { law("z[\($0)]", $1) } + [law("|z|²", found.radius)]
            + quantities.compactMap { name in found.features[name].map { difference(name, $0.marginal) } }
            + found.pairs.map { difference("\($0.first) and \($0.second)", $0.joint) }
            + [
                DiagnosedNumber(
                    kind: .auc, place: place, value: found.auc.value,
                    sure: found.auc.value - HealthLimit.errors * found.auc.error, pValue: found.auc.pValue)
            ]
        return numbers.filter(\.isMeasured)
    }

    var isMeasured: Bool { !pValue.isNaN && !sure.isNaN }

    var words: String {
        switch kind {
        case .ks: "KS of \(place)"
        case .auc: "AUC of \(place)"
        case .divergence: "χ² of \(place)"
        case .calibration: "χ² of the probability of \(place)"
        }
    }
}

extension DiagnosedNumber {
    fileprivate init(_ calibration: ClassCalibration, at place: String) {
        self.init(
            kind: .calibration, place: place, value: calibration.divergence,
            sure: calibration.divergence - HealthLimit.errors * calibration.error, pValue: calibration.pValue)
    }
}

extension DiagnoseDirective.Worst {
    fileprivate init(_ numbers: [DiagnosedNumber]) {
        func largest(_ kind: DiagnosedNumber.Kind) -> DiagnoseDirective.Largest {
            numbers.filter { $0.kind == kind }.max { $0.sure < $1.sure }?.largest ?? .unmeasured
        }
        let least = numbers.min { $0.pValue < $1.pValue }
        self.init(
            pValue: least.map { min(1, $0.pValue * Double(numbers.count)) } ?? .nan, tests: numbers.count,
            test: least?.words ?? "none", ks: largest(.ks), auc: largest(.auc), divergence: largest(.divergence),
            calibration: largest(.calibration))
    }
}
