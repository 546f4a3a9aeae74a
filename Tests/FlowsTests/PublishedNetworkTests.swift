import Flows
import TestSupport
import Testing

/// The fast float32 flows against the published networks' float64 numbers.
@Suite(.enabled(if: ReferenceFolder.isAvailable, "\(ReferenceFolder.reason)"))
struct PublishedNetworkTests {
    let x: [[Double]]
    let y: [[Double]]
    let nu: [[Double]]
    let oneHot: [[Double]]

    init() throws {
        let file = try ReferenceFolder.golden("pointwise")
        x = try file.doubles("x").rows(2)
        y = try file.doubles("y").rows(2)
        nu = try file.doubles("nu").rows(2)
        oneHot = try file.integers("class").map { $0 == 0 ? [1, 0] : [0, 1] }
    }

    var scoreContext: [[Double]] { zip(oneHot, x).map { $0 + $1 } }

    private func expect(_ evaluation: FlowEvaluation, _ name: String, mapped: String, v: [[Double]]) throws {
        let file = try ReferenceFolder.golden("pointwise")
        #expect(largestDifference(evaluation.logDensity, try file.doubles("\(name).log_prob")) < 1e-4)
        #expect(largestDifference(evaluation.inverse, v) < 1e-3)
        if mapped == "z" {
            #expect(largestDifference(evaluation.z, try file.doubles("\(name).z").rows(2)) < 1e-4)
            #expect(largestDifference(evaluation.logDet, try file.doubles("\(name).ladj")) < 1e-4)
        }
    }

    @Test func reproducesTheKinematicBaseFlow() throws {
        let flow = Flow([
            try ZukoCheckpoint(file: try ReferenceFolder.checkpoint("kin_density")).splines("transform.transforms")
        ])
        try expect(FlowEvaluation(flow, v: x, context: oneHot), "kin_base", mapped: "z", v: x)
    }

    @Test func reproducesTheScoreBaseFlow() throws {
        let flow = Flow([
            try ZukoCheckpoint(file: try ReferenceFolder.checkpoint("score_density")).splines("transform.transforms")
        ])
        try expect(FlowEvaluation(flow, v: y, context: scoreContext), "score_base", mapped: "z", v: y)
    }

    @Test(arguments: [("kin", "x_nominal"), ("score", "y_nominal")])
    func reproducesResiduals(_ name: String, _ nominal: String) throws {
        let checkpoint = try ZukoCheckpoint(file: ReferenceFolder.checkpoint("\(name)_density_residuals"))
        let residual = try checkpoint.residual(features: 2, damping: 0.01)
        let base = try checkpoint.splines("base_model.transform.transforms")
        let v = name == "kin" ? x : y
        let context = name == "kin" ? oneHot : scoreContext
        let flow = Flow([residual, base])
        try expect(
            FlowEvaluation(flow, v: v, context: context, nuisances: nu), "\(name)_residual", mapped: "", v: v)
        let file = try ReferenceFolder.golden("pointwise")
        let mapped = FlowEvaluation(Flow([residual]), v: v, context: context, nuisances: nu)
        #expect(largestDifference(mapped.z, try file.doubles("\(name)_residual.\(nominal)").rows(2)) < 1e-4)
        #expect(largestDifference(mapped.logDet, try file.doubles("\(name)_residual.ladj")) < 1e-4)
    }

    @Test func reproducesTheTransferMapWithAFreeRightEnd() throws {
        let map = try ZukoCheckpoint(file: try ReferenceFolder.checkpoint("mixture_step1"))
            .splines("transfer_model.T.transforms")
        let file = try ReferenceFolder.golden("pointwise")
        let evaluation = FlowEvaluation(Flow([map]), v: y, context: scoreContext)
        #expect(largestDifference(evaluation.z, try file.doubles("transfer_step1.y").rows(2)) < 1e-4)
        #expect(largestDifference(evaluation.logDet, try file.doubles("transfer_step1.ladj")) < 1e-4)
    }
}
