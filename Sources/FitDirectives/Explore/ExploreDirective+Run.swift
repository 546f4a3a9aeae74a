import Foundation
import Inference
import Report
import Statistics

extension ExploreDirective {
    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let (given, most) = (options[nuisances], mostNuisances)
        let scan =
            context.options(options[of]).isOf(ScanDirective.self)
            ? try ScannedLikelihood(options[of], nuisances: given, most: most, context)
            : try ScannedLikelihood(scanning: of, options, nuisances: given, most: most, context)
        return Output(try ExploreRun(scan, options, context).result(context))
    }
}

/// One cell while it is computed.
private struct ExploreRun {
    private let scan: ScannedLikelihood
    private let likelihood: any ProfiledLikelihood
    private let ensemble: EvaluatedEnsemble
    private let sliders: [ExploreDirective.Slider]
    private let model: ReweightedModel
    private let sharesTotal: Bool
    private let options: Options

    /// Lattices of the counts, the next where one is too coarse; of −2Δln L one is enough, which costs nothing.
    private static let nodes = [4, 6, 8]
    private static let devianceNodes = 8
    private static let checks = 8
    /// A lattice whose counts are this right, in σ of the data, is fine enough.
    private static let fineEnough = 0.05
    /// Coefficients are as precise as this part of σ of the data, and of −2Δln L as the second.
    private static let countPrecision = 0.02
    private static let deviancePrecision = 1e-3
    /// Arrows along each axis of a panel, and how right each is as drawn, as a part of the panel's width.
    private static let arrows = 11
    private static let arrowPrecision = 1e-3

    init(_ scan: ScannedLikelihood, _ options: Options, _ context: RunContext) throws {
        self.scan = scan
        self.options = options
        let likelihood = try scan.likelihood(context)
        self.likelihood = likelihood
        ensemble = try EvaluatedEnsemble.read(scan.source, context)
        let (limits, places) = (likelihood.limits, scan.places)
        sliders = zip(try scan.landmarks(context), places).map { landmark, place in
            let interval = scan.result.nuisances[landmark.name]
            let (window, best) = (limits[place], likelihood.bestFit[place])
            let reach = interval?.sigma.map { 3 * $0 } ?? .infinity
            return ExploreDirective.Slider(
                name: landmark.name, low: max(window.lowerBound, best - reach),
                high: min(window.upperBound, best + reach), best: best, sigma: interval?.sigma,
                anchor: landmark.anchor, truth: landmark.truth)
        }
        let data = ensemble.dataset
        let nominal = ensemble.mixtures[0].yields.nominal.reduce(0, +)
        sharesTotal =
            !context.options(scan.source.fit)[FitDirective.normalization].isEmpty
            || abs(nominal - data.total) < 1e-6 * data.total
        let features = (data.x + data.y).prefix(ensemble.variables.count)
        let binnings = features.map { EventBinning($0.map(Double.init), bins: options[ExploreDirective.bins]) }
        model = try ReweightedModel(
            ensemble, at: likelihood.bestFit, events: options[ExploreDirective.events], binnings: binnings, context)
    }

    func result(_ context: RunContext) throws -> ExploreDirective.Result {
        let window = sliders.map { $0.low...$0.high }
        let checks = Self.points(Self.checks, in: window)
        let center = try model.expectations(at: [likelihood.bestFit], context)[0]
        let checked = try model.expectations(at: checks.map(whole), context)
        let data = (ensemble.dataset.x + ensemble.dataset.y).map { $0.map(Double.init) }
        let counts = model.binnings.indices.map {
            model.binnings[$0].counts(data[$0], weights: ensemble.dataset.weights)
        }
        let meter = ProgressMeter(context, message: "lattices of ν")
        var found: (histograms: [ExploreDirective.Histogram], error: Double, points: Int, effective: Double)?
        for (step, nodes) in Self.nodes.enumerated() {
            try meter.report(step: step, total: Self.nodes.count)
            let lattice = ChebyshevLattice(window: window, nodes: nodes)
            let expectations = try model.expectations(at: lattice.points.map(whole), context)
            let histograms = counts.indices.map {
                histogram($0, counts: counts[$0], data[$0], center, lattice, expectations)
            }
            let error =
                zip(checks, checked).map { point, expected in
                    Self.error(of: histograms, at: place(of: point), expected)
                }.max() ?? .nan
            let effective = (expectations + checked).map(\.effective).min() ?? .nan
            found = (histograms, error, lattice.points.count, effective)
            if error <= Self.fineEnough { break }
        }
        guard let found else { preconditionFailure("no lattice of the counts") }
        let (deviance, devianceError) = try deviance(window, checks)
        let landmarks = try scan.landmarks(context)
        let curves = landmarks.compactMap { landmark in
            scan.result.curves[landmark.name].map {
                CurvePlot.Panel(nuisance: landmark, slice: $0.slice, profile: $0.profile)
            }
        }
        let isPair = sliders.count > 1
        return ExploreDirective.Result(
            nuisances: sliders, histograms: found.histograms, deviance: deviance, members: ensemble.mixtures.count,
            points: found.points, checks: checks.count, countsError: found.error, devianceError: devianceError,
            effectiveEvents: found.effective,
            curves: curves.count == landmarks.count ? CurvePlot.Numbers(panels: curves) : nil,
            contours: isPair ? try contours(Array(landmarks.prefix(2)), context) : nil,
            morphing: try morphing(window, checks, context))
    }

    // MARK: Points

    /// Of the whole nuisance space: what has no slider stays at ν̂.
    private func whole(_ point: [Double]) -> [Double] {
        var result = likelihood.bestFit
        for (place, value) in zip(scan.places, point) { result[place] = value }
        return result
    }

    /// −1…1 along each range.
    private func place(of point: [Double]) -> [Double] {
        zip(point, sliders).map { 2 * ($0 - $1.low) / ($1.high - $1.low) - 1 }
    }

    /// Points that lie evenly and on no lattice: multiples of the powers of a number whose sequence has the least gaps (for
    /// two dimensions the plastic number).
    private static func points(_ count: Int, in window: [ClosedRange<Double>]) -> [[Double]] {
        var root = 1.5
        for _ in 0..<60 { root = pow(1 + root, 1 / Double(window.count + 1)) }
        return (1...count).map { index in
            window.enumerated().map { dimension, range in
                let part = (0.5 + Double(index) * pow(root, -Double(dimension + 1))).truncatingRemainder(dividingBy: 1)
                return range.lowerBound + part * (range.upperBound - range.lowerBound)
            }
        }
    }

    // MARK: Counts

    private func histogram(
        _ feature: Int, counts: [Double], _ data: [Double], _ center: ReweightedModel.Expectation,
        _ lattice: ChebyshevLattice, _ expectations: [ReweightedModel.Expectation]
    ) -> ExploreDirective.Histogram {
        let bins = counts.indices
        let precision = Self.countPrecision * (bins.map { Self.sigma(counts[$0]) }.min() ?? 1)
        let bestFit = bins.map { center.total(feature, $0) }
        return ExploreDirective.Histogram(
            variable: ensemble.variables[feature], edges: model.binnings[feature].edges, counts: counts,
            beyond: model.binnings[feature].beyond(data), bestFit: bestFit,
            uncertainty: bins.map { (center.size(feature, $0) * model.eventsPerDraw).squareRoot() },
            sharesTotal: sharesTotal,
            highest: expectations.map { one in bins.map { one.total(feature, $0) }.max() ?? 0 }.max() ?? 0,
            classes: ensemble.sample.schema.classes.enumerated().map { kind, named in
                ExploreDirective.ClassCounts(
                    name: "Class \(named.label)",
                    bins: bins.map { bin in
                        ExploreDirective.Polynomial(
                            lattice, values: expectations.map { $0.counts[feature][kind][bin] }, precision: precision)
                    })
            })
    }

    /// Half of the interval that is drawn for a count.
    private static func sigma(_ count: Double) -> Double {
        let interval = PoissonInterval(count: max(0, count))
        return (interval.upper - interval.lower) / 2
    }

    /// The largest of all bins, in σ of the data.
    private static func error(
        of histograms: [ExploreDirective.Histogram], at place: [Double], _ expected: ReweightedModel.Expectation
    ) -> Double {
        histograms.enumerated().flatMap { feature, histogram in
            histogram.counts.indices.map { bin in
                let shown = histogram.classes.reduce(0) { $0 + $1.bins[bin].value(at: place) }
                return abs(shown - expected.total(feature, bin)) / sigma(histogram.counts[bin])
            }
        }.max() ?? .nan
    }

    // MARK: Scores

    /// Where scores go when ν leaves ν̂; nil where there is no plane of them, or nothing that moves them.
    private func morphing(
        _ window: [ClosedRange<Double>], _ checks: [[Double]], _ context: RunContext
    ) throws -> ExploreDirective.Morphing? {
        let fit = context.options(scan.source.fit)
        guard ensemble.hasScores, fit[FitDirective.transfer] != .none, ensemble.sample.schema.scores.count > 1 else {
            return nil
        }
        let center = likelihood.bestFit
        let shown = try ScoreField.shown(ensemble.mixtures[0], ensemble.space, at: center, ensemble.sample, context)
        let planes = DensityOptions.planes(options, shown)
        let fields = planes.map { ScoreField(ensemble, shown, $0, arrows: Self.arrows) }
        let whole = PlaneWindow(holding: fields.map(\.window))
        let lattice = ChebyshevLattice(window: window, nodes: Self.nodes[0])
        func moved(_ field: ScoreField, to points: [[Double]]) -> [[SIMD2<Double>]] {
            points.map { point in
                zip(field.moved(from: center, to: self.whole(point)), field.tails).map { $0 - $1 }
            }
        }
        let displacements = fields.map { moved($0, to: lattice.points) }
        // Twice as long as the farthest corner of the window asks for: a slider alone does not lead there.
        let magnification =
            2
            * MorphingPlot.magnification(
                zip(fields, displacements).flatMap { field, points in
                    points.map { (field.tails, zip(field.tails, $0).map { $0 + $1 }) }
                }, window: whole)
        let width = whole.high.x - whole.low.x
        let arrows = zip(fields, displacements).map { field, points in
            func polynomials(_ part: KeyPath<SIMD2<Double>, Double>) -> [ExploreDirective.Polynomial] {
                field.tails.indices.map { arrow in
                    ExploreDirective.Polynomial(
                        lattice, values: points.map { $0[arrow][keyPath: part] },
                        precision: Self.arrowPrecision * width / magnification)
                }
            }
            return ExploreDirective.Arrows(x: polynomials(\.x), y: polynomials(\.y))
        }
        let errors = zip(fields, arrows).flatMap { field, arrows in
            zip(checks, moved(field, to: checks)).flatMap { point, exact in
                exact.indices.map { arrow in
                    let place = place(of: point)
                    let shown = SIMD2(arrows.x[arrow].value(at: place), arrows.y[arrow].value(at: place))
                    let difference = shown - exact[arrow]
                    return (difference * difference).sum().squareRoot() * magnification / width
                }
            }
        }
        return ExploreDirective.Morphing(
            variables: planes[0].variables, magnification: magnification, error: errors.max() ?? 0,
            panels: zip(planes, fields).map { plane, field in
                FieldPanel(
                    heading: plane.heading, tails: field.tails,
                    fields: [.init(name: ExploreDirective.arrowName, kind: .model, heads: field.tails)],
                    window: whole, logDensities: field.logDensities)
            }, arrows: arrows)
    }

    // MARK: −2Δln L

    private func deviance(
        _ window: [ClosedRange<Double>], _ checks: [[Double]]
    ) throws -> (ExploreDirective.Polynomial, error: Double) {
        func exact(_ point: [Double]) throws -> Double {
            let place = whole(point)
            return try likelihood.profile(
                fixing: Dictionary(uniqueKeysWithValues: place.indices.map { ($0, place[$0]) })
            ).deviance
        }
        let lattice = ChebyshevLattice(window: window, nodes: Self.devianceNodes)
        let values = try lattice.points.map(exact)
        guard values.allSatisfy(\.isFinite) else {
            throw CellFailure(
                "the likelihood is not finite somewhere in the window of the sliders",
                advice: "Scan a smaller 'window': where a free factor is too far below 0, densities are negative.")
        }
        let polynomial = ExploreDirective.Polynomial(lattice, values: values, precision: Self.deviancePrecision)
        let errors = try checks.map { abs(polynomial.value(at: place(of: $0)) - (try exact($0))) }
        return (polynomial, errors.max() ?? .nan)
    }

    private func contours(
        _ landmarks: [ScannedLikelihood.Landmark], _ context: RunContext
    ) throws -> ContourPlot.Numbers? {
        let pair = scan.limited(to: landmarks.map(\.name))
        guard pair.result.planes.contains(where: { Set($0.nuisances) == Set(pair.names) }) else { return nil }
        return ContourPlot.Numbers(
            nuisances: landmarks, contours: try TracedContours(pair), heatMap: nil,
            references: ClosedFormLikelihood.all(try scan.information(context), names: pair.names))
    }
}
