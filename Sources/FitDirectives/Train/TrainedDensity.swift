import FlowKernels
import Flows
import Foundation
import RandomStreams
import Report
import SyntheticBenchmark

/// A flow that a `train` cell left, beside the truth that it is compared with.
struct TrainedDensity {
    let trained: TrainedFlow
    /// What it was trained on.
    let sample: BenchmarkSample
    let workers: Workers
    let seed: UInt64
    private let label: String

    init(_ reference: CellReference, _ context: RunContext) throws {
        trained = try TrainedFlow.read(reference, context)
        guard trained.nuisances.isEmpty || !trained.flow.maps[0].residualLayers.isEmpty else {
            throw CellFailure(
                "the response of '\(reference.label)' stands behind a standardization, which figures of responses do not "
                    + "look behind")
        }
        sample = try BenchmarkSample.read(context.options(reference)[TrainDirective.sample], context)
        workers = try context.workers()
        seed = context.seed
        label = reference.label
    }

    /// The map in front of the base flow that responds to ν.
    ///
    /// - Throws: `CellFailure` where a network from a file does not keep the two apart.
    var residual: TransportMap {
        get throws {
            guard let map = trained.flow.maps.first, !map.residualLayers.isEmpty else {
                throw CellFailure(
                    "the residual of '\(label)' cannot be told from its base",
                    advice: "Only a residual of polynomial layers in front of a flow, in the features' own units, can.")
            }
            return map
        }
    }

    /// ν⁰, where the residual is the identity.
    func anchor(of nuisance: BenchmarkNuisance) throws -> Double {
        guard let place = trained.nuisances.firstIndex(of: nuisance) else { return 0 }
        return Double(try residual.residualLayers[0].centers[place])
    }

    var density: BenchmarkDensity { trained.density }
    var model: BenchmarkModel { sample.model }

    func points(at nu: BenchmarkNuisances) -> FlowPoints {
        FlowPoints(density: density, nuisances: nu.values(of: trained.nuisances), workers: workers)
    }

    /// Events of the truth at ν; those of one index have the same random numbers at every ν.
    func events(_ count: Int, at nu: BenchmarkNuisances, purpose: RandomPurpose) -> [FlowPoint] {
        let events = model.events(
            0..<UInt64(count), at: nu, distorted: sample.distorted, seed: seed, purpose: purpose)
        return (0..<count).map { index in
            FlowPoint(
                value: density == .kinematics ? events.x(index) : events.y(index),
                kind: BenchmarkClass.allCases[Int(events.classes[index])], x: events.x(index))
        }
    }

    /// ln p of the truth.
    func trueLogDensity(_ point: FlowPoint, at nu: BenchmarkNuisances) -> Double {
        density == .kinematics
            ? model.logDensityX(point.value, point.kind, at: nu)
            : model.logDensityY(point.value, x: point.x, point.kind, at: nu, distorted: sample.distorted)
    }

    /// What the truth does to v between two ν, where one residual only has this density: a residual of one layer is
    /// triangular, and there is one triangular map. Of several layers many maps have the same density.
    func trueTransport(
        _ condition: DensityOptions.Condition, from nu: BenchmarkNuisances, to other: BenchmarkNuisances
    ) -> TriangularTransport? {
        guard trained.flow.maps[0].residualLayers.count == 1, !sample.distorted else { return nil }
        return density == .kinematics
            ? model.transportX(condition.kind, from: nu, to: other)
            : model.transportY(x: condition.x, condition.kind, from: nu, to: other)
    }

    /// The window that holds the truth under each of these conditions, at each of these ν.
    func window(_ conditions: [DensityOptions.Condition], at points: [BenchmarkNuisances]) -> PlaneWindow {
        PlaneWindow(
            holding: points.flatMap { nu in
                conditions.map { condition in
                    let normal =
                        density == .kinematics
                        ? model.kinematics(condition.kind, at: nu) : model.score(condition.x, condition.kind, at: nu)
                    let distortion =
                        density == .score && sample.distorted
                        ? model.distortion(condition.x, condition.kind, at: nu) : nil
                    return PlaneWindow(normal, distortion: distortion)
                }
            })
    }
}

/// An upright rectangle in the plane of two features, with its grids.
struct PlaneWindow {
    let low: SIMD2<Double>
    let high: SIMD2<Double>

    /// - Precondition: a point or more.
    init(holding points: [SIMD2<Double>]) {
        precondition(!points.isEmpty, "a window that holds no point")
        low = points.reduce(points[0]) { pointwiseMin($0, $1) }
        high = points.reduce(points[0]) { pointwiseMax($0, $1) }
    }

    /// ±3.4σ of a normal distribution, or of its image under a distortion, which is linear.
    init(_ normal: BivariateNormal, distortion: Distortion? = nil) {
        var (mean, variance) = (normal.mean, normal.variance)
        if let distortion {
            let (l00, l10, l11) = normal.cholesky
            let first = distortion.forward(SIMD2(l00, l10))
            let second = distortion.forward(SIMD2(0, l11))
            (mean, variance) = (distortion.forward(mean), first * first + second * second)
        }
        let reach = 3.4 * SIMD2(variance.x.squareRoot(), variance.y.squareRoot())
        self.init(holding: [mean - reach, mean + reach])
    }

    /// The smallest window that holds several.
    ///
    /// - Precondition: one or more.
    init(holding windows: [PlaneWindow]) {
        self.init(holding: windows.flatMap { [$0.low, $0.high] })
    }

    /// `count` evenly spaced values on each axis.
    func axes(_ count: Int) -> (x: [Double], y: [Double]) {
        let step = (high - low) / Double(count - 1)
        return (
            (0..<count).map { low.x + Double($0) * step.x }, (0..<count).map { low.y + Double($0) * step.y }
        )
    }

    /// The nodes of a grid, the row of the lowest y first.
    func nodes(_ count: Int) -> [SIMD2<Double>] {
        let (x, y) = axes(count)
        return y.flatMap { y in x.map { SIMD2($0, y) } }
    }
}
