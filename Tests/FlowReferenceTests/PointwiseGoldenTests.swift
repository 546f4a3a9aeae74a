import FlowReference
import Safetensors
import TestSupport
import Testing

/// Every number of `golden/pointwise.safetensors`, to 1e-9: 256 events, 16 of them far out in the tails.
@Suite(.enabled(if: ReferenceFolder.isAvailable, Comment(rawValue: ReferenceFolder.reason)))
struct PointwiseGoldenTests {
    let networks: PublishedNetworks
    let golden: SafetensorsFile
    let classes: [[Double]]
    let x: [[Double]]
    let y: [[Double]]
    let nu: [[Double]]
    let z: [[Double]]

    init() throws {
        networks = try PublishedNetworks()
        golden = try ReferenceFolder.golden("pointwise")
        classes = try golden.integers("class").map { oneHot($0) }
        x = try rows(golden, "x")
        y = try rows(golden, "y")
        nu = try rows(golden, "nu")
        z = try rows(golden, "inverse.z")
    }

    func expect(
        _ name: String, _ values: [[Double]], tolerance: Double = 1e-9,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let difference = largestDifference(values.flatMap { $0 }, try golden.doubles(name))
        #expect(difference <= tolerance, "\(name)", sourceLocation: sourceLocation)
    }

    @Test func reproducesTheKinematicBase() throws {
        let mapped = x.indices.map { networks.kinematicBase.forwardAndLogDet(x[$0], context: classes[$0]) }
        try expect("kin_base.z", mapped.map(\.features))
        try expect("kin_base.ladj", mapped.map { [$0.logDet] })
        try expect(
            "kin_base.log_prob", x.indices.map { [networks.kinematicBase.logDensity(x[$0], context: classes[$0])] })
    }

    @Test func reproducesTheScoreBase() throws {
        let mapped = x.indices.map { networks.scoreBase.forwardAndLogDet(y[$0], context: classes[$0] + x[$0]) }
        try expect("score_base.z", mapped.map(\.features))
        try expect("score_base.ladj", mapped.map { [$0.logDet] })
        try expect(
            "score_base.log_prob",
            x.indices.map { [networks.scoreBase.logDensity(y[$0], context: classes[$0] + x[$0])] })
    }

    @Test func reproducesTheKinematicResidual() throws {
        let model = networks.kinematics
        let nominal = x.indices.map {
            model.residual.forwardAndLogDet(x[$0], context: classes[$0], nuisances: nu[$0])
        }
        try expect("kin_residual.x_nominal", nominal.map(\.features))
        try expect("kin_residual.ladj", nominal.map { [$0.logDet] })
        try expect(
            "kin_residual.log_prob",
            x.indices.map { [model.logDensity(x[$0], context: classes[$0], nuisances: nu[$0])] })
        let sampled = x.indices.map {
            let start = model.base.inverseAndLogDet(z[$0], context: classes[$0]).features
            return model.residual.inverseAndLogDet(start, context: classes[$0], nuisances: nu[$0]).features
        }
        try expect("kin_residual.inverse.x", sampled)
    }

    @Test func reproducesTheScoreResidual() throws {
        let model = networks.scores
        let contexts = x.indices.map { classes[$0] + x[$0] }
        let nominal = x.indices.map {
            model.residual.forwardAndLogDet(y[$0], context: contexts[$0], nuisances: nu[$0])
        }
        try expect("score_residual.y_nominal", nominal.map(\.features))
        try expect("score_residual.ladj", nominal.map { [$0.logDet] })
        try expect(
            "score_residual.log_prob",
            x.indices.map { [model.logDensity(y[$0], context: contexts[$0], nuisances: nu[$0])] })
        let sampled = x.indices.map {
            let start = model.base.inverseAndLogDet(z[$0], context: contexts[$0]).features
            return model.residual.inverseAndLogDet(start, context: contexts[$0], nuisances: nu[$0]).features
        }
        try expect("score_residual.inverse.y", sampled)
    }

    @Test func reproducesTheTransfer() throws {
        let contexts = x.indices.map { classes[$0] + x[$0] }
        let mapped = x.indices.map { networks.transfer.forwardAndLogDet(y[$0], context: contexts[$0]) }
        try expect("transfer_step1.y", mapped.map(\.features))
        try expect("transfer_step1.ladj", mapped.map { [$0.logDet] })
        let inverse = x.indices.map { networks.transfer.inverseAndLogDet(y[$0], context: contexts[$0]).features }
        try expect("transfer_step1.inverse.y", inverse)
    }

    @Test(arguments: [(false, "mixture_no_transfer.log_prob"), (true, "mixture_step1.log_prob")])
    func reproducesTheMixture(withTransfer: Bool, name: String) throws {
        let mixture = networks.mixture(withTransfer: withTransfer)
        try expect(
            name, x.indices.map { [mixture.logDensity(x: x[$0], y: y[$0], nuisances: nu[$0])] })
    }
}
