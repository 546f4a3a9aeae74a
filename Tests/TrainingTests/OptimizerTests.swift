import FlowKernels
import Foundation
import Testing

@testable import Training

struct OptimizerTests {
    @Test func continuesFromACheckpointToTheSameBits() throws {
        try continues(AdamW<Float>(parameterCount: 5), fresh: AdamW<Float>(parameterCount: 5))
        try continues(RAdam<Float>(parameterCount: 5), fresh: RAdam<Float>(parameterCount: 5))
    }

    @Test func keepsWeightDecayOutOfTheMomentsWhenDecoupled() {
        var decoupled = RAdam<Double>(parameterCount: 1, weightDecay: 0.1, decay: .decoupled)
        var parameters = [2.0]
        decoupled.step(parameters: &parameters, gradient: [0], learningRate: 0.5)
        #expect(decoupled.state.firstMoment == [0])
        #expect(parameters == [2 * (1 - 0.5 * 0.1)])

        var coupled = RAdam<Double>(parameterCount: 1, weightDecay: 0.1, decay: .inGradient)
        parameters = [2.0]
        coupled.step(parameters: &parameters, gradient: [0], learningRate: 0.5)
        // Before ρ_t exceeds 5 the step is η·m/(1 − β₁) = η·λ·p.
        #expect(abs(coupled.state.firstMoment[0] - 0.1 * 0.2) < 1e-16)
        #expect(abs(parameters[0] - 2 * (1 - 0.5 * 0.1)) < 1e-15)
    }

    @Test func takesTheSignOfTheGradientInTheFirstStepOfAdamW() {
        var optimizer = AdamW<Double>(parameterCount: 3, weightDecay: 0)
        var parameters = [0.0, 0, 0]
        optimizer.step(parameters: &parameters, gradient: [1e-3, -40, 0], learningRate: 0.01)
        #expect(abs(parameters[0] + 0.01) < 1e-6)
        #expect(abs(parameters[1] - 0.01) < 1e-6)
        #expect(parameters[2] == 0)
    }

    /// The kernel against the formula, for whole vectors and a rest.
    @Test func followsInFloatWhatItDoesInDouble() {
        for epsilon in [1e-8, 0.1] {
            follow(
                AdamW<Float>(parameterCount: 21, epsilon: epsilon), AdamW<Double>(parameterCount: 21, epsilon: epsilon))
        }
        // The first steps do not adapt.
        for decay in [RAdam<Float>.Decay.inGradient, .decoupled] {
            follow(
                RAdam<Float>(parameterCount: 21, weightDecay: 0.1, decay: decay),
                RAdam<Double>(
                    parameterCount: 21, weightDecay: 0.1, decay: decay == .decoupled ? .decoupled : .inGradient))
        }
    }

    private func follow(_ single: some Optimizer<Float>, _ double: some Optimizer<Double>) {
        var (single, double) = (single, double)
        var singles = (0..<21).map { Float($0) / 10 - 1 }
        var doubles = singles.map(Double.init)
        for _ in 0..<100 {
            var (gradient, exact) = (singles.map { 2 * $0 - 0.5 }, doubles.map { 2 * $0 - 0.5 })
            // One that no event ever reaches.
            (gradient[3], exact[3]) = (0, 0)
            single.step(parameters: &singles, gradient: gradient, learningRate: 0.01)
            double.step(parameters: &doubles, gradient: exact, learningRate: 0.01)
        }
        for (left, right) in zip(singles, doubles) {
            // 100 steps, each rounded to 2⁻²⁴ of a number of order 1.
            #expect(abs(Double(left) - right) < 100 * 0x1p-23)
        }
    }

    /// More parameters than one thread moves at a time.
    @Test func isTheSameForAnyNumberOfThreads() {
        func run(_ optimizer: some Optimizer<Float>, _ workers: Workers?) -> [Float] {
            var optimizer = optimizer
            var parameters = (0..<40_001).map { Float($0 % 17) - 8 }
            for step in 0..<8 {
                let gradient = parameters.map { 0.1 * $0 + Float(step) }
                parameters.withUnsafeMutableBufferPointer { parameters in
                    gradient.withUnsafeBufferPointer {
                        optimizer.step(parameters: parameters, gradient: $0, learningRate: 0.02, workers: workers)
                    }
                }
            }
            return parameters
        }
        for threads in [1, 2, 3] {
            let workers = Workers(threads: threads)
            #expect(
                run(AdamW<Float>(parameterCount: 40_001), workers) == run(AdamW<Float>(parameterCount: 40_001), nil))
            let radam = RAdam<Float>(parameterCount: 40_001, weightDecay: 0.1)
            #expect(run(radam, workers) == run(radam, nil))
        }
    }

    private func continues<Kind: Optimizer<Float>>(_ optimizer: Kind, fresh: Kind) throws {
        var (optimizer, restarted) = (optimizer, fresh)
        var parameters: [Float] = [1, -2, 3, 0.5, -0.1]
        func advance(_ optimizer: inout Kind, _ parameters: inout [Float]) {
            for step in 0..<10 {
                let gradient = parameters.map { 2 * $0 + Float(step) * 0.01 }
                optimizer.step(parameters: &parameters, gradient: gradient, learningRate: 0.02)
            }
        }
        advance(&optimizer, &parameters)
        let checkpoint = try JSONEncoder().encode(optimizer.state)
        var restartedParameters = parameters
        restarted.state = try JSONDecoder().decode(OptimizerState<Float>.self, from: checkpoint)
        advance(&optimizer, &parameters)
        advance(&restarted, &restartedParameters)
        #expect(parameters == restartedParameters)
        #expect(optimizer.state == restarted.state)
        #expect(optimizer.state.stepCount == 20)
    }
}
