import FlowKernels
import Flows
import Foundation
import Inference
import RandomStreams
import Safetensors
import SyntheticBenchmark
import Training

/// How right an interpolated ln L(ν) is, by the number of its nodes, and how long it takes: on trained networks, since
/// the roughness of ln L is theirs.
struct SurfaceStudy {
    /// One number of nodes.
    struct Point: Encodable {
        let nodes: Int
        let evaluations: Int
        /// Largest and root mean square error of −2 ln L at points left out.
        let largest: Double
        let typical: Double
        let seconds: Double
    }

    let mixture: Mixture
    let data: Dataset
    let window: [ClosedRange<Double>]

    /// - Parameters:
    ///   - folder: of checkpoints in the format of the method's published networks.
    ///   - halfWidth: half the window about ν = (0.5, −0.5).
    init(folder: String, events: Int, halfWidth: Double, member: String = "mixture_step1") throws {
        func file(_ name: String) throws -> ZukoCheckpoint {
            ZukoCheckpoint(
                file: try SafetensorsFile(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).safetensors")))
        }
        func flow(_ name: String) throws -> Flow {
            let checkpoint = try file(name)
            return Flow([
                try checkpoint.residual(features: 2, damping: 0.01),
                try checkpoint.splines("base_model.transform.transforms"),
            ])
        }
        mixture = Mixture(
            kinematics: try flow("kin_density_residuals"), score: try flow("score_density_residuals"),
            yields: Yields(nominal: [Double(events) / 2, Double(events) / 2]), nuisances: ["shift", "squeeze"]
        ).preceded(by: try file(member).splines("transfer_model.T.transforms"))
        let sample = BenchmarkModel(settings: .paper).events(
            0..<UInt64(events), at: .paperTruth, distorted: true, seed: 1)
        data = Dataset(x: [sample.x0, sample.x1], y: [sample.y0, sample.y1])
        window = [0.5, -0.5].map { $0 - halfWidth...$0 + halfWidth }
    }

    func run(nodes: [Int], checks: Int, workers: Workers, report: (Point) -> Void) {
        let likelihood = ExtendedLikelihood(
            mixture: mixture, space: NuisanceSpace(mixture: mixture), data: data, workers: workers)
        var stream = RandomStream(seed: 3, purpose: "surface checks", index: 0)
        let places = (0..<checks).map { _ in
            window.map { $0.lowerBound + ($0.upperBound - $0.lowerBound) * stream.uniform() }
        }
        let truth = likelihood.values(at: places, workers: workers)
        for count in nodes {
            let start = Timing.now()
            let surface = ChebyshevSurface(
                window: window, nodes: count,
                values: likelihood.values(
                    at: ChebyshevSurface.points(window: window, nodes: count), workers: workers))
            let seconds = Timing.now() - start
            let errors = zip(places, truth).map { 2 * abs(surface.value(at: $0) - $1) }
            report(
                Point(
                    nodes: count, evaluations: count * count, largest: errors.max() ?? .nan,
                    typical: (errors.reduce(0) { $0 + $1 * $1 } / Double(checks)).squareRoot(), seconds: seconds))
        }
    }
}
